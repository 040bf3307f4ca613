import { requireOptions, type OptionNames } from '@hgn/options';
import { adjoint, methods, type Method, type MethodName } from '@hgn/integrators';
import { rollout, type TensorState, type TensorSystem } from '@hgn/integrators/tfjs';
import { foldIn } from '@hgn/nn';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { contextOf, rowsOf, wholeNumber } from '../core/check.ts';
import { branch, type ParameterTensors } from '../core/parameters.ts';
import { scope } from '../core/scope.ts';
import type { Energy } from '../energies/energy.ts';
import type { Transform } from './transform.ts';

/** Options of {@link hamiltonianFlow}. */
export interface HamiltonianFlowOptions {
  /** V(q). */
  readonly potential: Energy;
  /** K(p). */
  readonly kinetic: Energy;
  /** Integration steps; default 2. */
  readonly steps?: number;
  /** The time step, not 0; default 0.5. */
  readonly dt?: number;
  /** A splitting method or its name; default `'leapfrog'`. */
  readonly method?: MethodName | Method;
}

/** A Hamiltonian flow: a transform of [q, p] side by side, and what it is made of. */
export interface HamiltonianFlow extends Transform {
  readonly potential: Energy;
  readonly kinetic: Energy;
  /** Moves a state by `steps` steps of `dt`; negative `steps` undo them. Leaves the volume as it is. */
  flow(
    parameters: ParameterTensors,
    state: { readonly q: Tensor; readonly p: Tensor },
    steps?: number,
    context?: Tensor,
  ): { q: Tensor; p: Tensor };
}

const hamiltonianFlowOptionNames: OptionNames<HamiltonianFlowOptions> = {
  potential: true,
  kinetic: true,
  steps: true,
  dt: true,
  method: true,
};

/**
 * Follows a learnable, separable Hamiltonian H = V(q) + K(p) for a few steps of a splitting method. The map is
 * symplectic, so it preserves volume exactly: its log-determinant is 0. The inverse runs the steps backward.
 *
 * Points are [batch, 2 features]: q, then p. Parameters: `potential` and `kinetic`. Cost with leapfrog: `steps`
 * gradients of K and `steps` + 1 of V in either direction.
 *
 * Source: Toth et al. (2020), section 3.3, arXiv:1909.13789.
 *
 * @throws RangeError if the energies differ in size, `steps` is not a positive whole number, or `dt` is 0.
 * @throws TypeError if the method is no splitting method.
 * @example
 * const flow = hamiltonianFlow({
 *   potential: networkEnergy({ features: 2 }),
 *   kinetic: networkEnergy({ features: 2 }),
 *   method: 'leapfrog',
 * });
 */
export function hamiltonianFlow(options: HamiltonianFlowOptions): HamiltonianFlow {
  requireOptions('hamiltonianFlow', options, hamiltonianFlowOptionNames);
  const { potential, kinetic, steps = 2, dt = 0.5 } = options;
  const { features } = potential;
  wholeNumber('hamiltonianFlow: steps', steps);
  if (!(Number.isFinite(dt) && dt !== 0)) {
    throw new RangeError(`hamiltonianFlow: dt must be a finite number other than 0, but got ${dt}`);
  }
  if (kinetic.features !== features) {
    throw new RangeError(
      `hamiltonianFlow: V and K must have the same number of features, but got ${features} and ${kinetic.features}`,
    );
  }
  const columns = Math.max(potential.context, kinetic.context);
  const method = splittingMethod(options.method ?? 'leapfrog');
  // Running a method with -dt undoes it only if it is its own adjoint.
  const backward = method.reversible ? method : adjoint(method);

  function system(parameters: ParameterTensors, context: Tensor | undefined): TensorSystem {
    const gradient = (energy: Energy, name: string) => (x: Tensor) =>
      energy.gradient(
        branch('hamiltonianFlow', parameters, name),
        x,
        energy.context > 0 ? context : undefined,
      );
    const dHdq = gradient(potential, 'potential');
    const dHdp = gradient(kinetic, 'kinetic');
    return { separable: true, dHdq: (q) => dHdq(q), dHdp: (_q, p) => dHdp(p) };
  }

  function flow(
    parameters: ParameterTensors,
    state: TensorState,
    count = steps,
    context?: Tensor,
  ): { q: Tensor; p: Tensor } {
    return scope(() => {
      contextOf('hamiltonianFlow', context, columns);
      const states = rollout(count < 0 ? backward : method, system(parameters, context), state, {
        dt: count < 0 ? -dt : dt,
        steps: Math.abs(count),
      });
      const { q, p } = states[states.length - 1];
      // With no steps the last state is the argument itself, which is not ours to hand over.
      return count === 0 ? { q: tf.clone(q), p: tf.clone(p) } : { q, p };
    });
  }

  const move = (
    count: number,
    parameters: ParameterTensors,
    x: Tensor,
    context: Tensor | undefined,
  ): Tensor =>
    scope(() => {
      rowsOf('hamiltonianFlow: the points', x, 2 * features);
      const [q, p] = tf.split(x, 2, 1);
      const end = flow(parameters, { q, p }, count, context);
      return tf.concat([end.q, end.p], 1);
    });

  return {
    features: 2 * features,
    context: columns,
    potential,
    kinetic,
    flow,
    init: (key) => ({
      potential: potential.init(foldIn(key, 'potential')),
      kinetic: kinetic.init(foldIn(key, 'kinetic')),
    }),
    forward: (parameters, x, context) => move(steps, parameters, x, context),
    inverse: (parameters, y, context) => move(-steps, parameters, y, context),
    forwardAndLadj: (parameters, x, context) => ({
      y: move(steps, parameters, x, context),
      ladj: tf.zeros([x.shape[0]]),
    }),
    inverseAndLadj: (parameters, y, context) => ({
      y: move(-steps, parameters, y, context),
      ladj: tf.zeros([y.shape[0]]),
    }),
  };
}

function splittingMethod(chosen: MethodName | Method): Method {
  const method = typeof chosen === 'string' ? (methods as Readonly<Record<string, Method>>)[chosen] : chosen;
  const splittings = Object.values(methods).filter(
    ({ splitting, requiresQuadraticKinetic }) => splitting !== undefined && !requiresQuadraticKinetic,
  );
  if (method?.splitting === undefined) {
    throw new TypeError(
      `hamiltonianFlow: the method must be a splitting method, but got ${typeof chosen === 'string' ? `'${chosen}'` : chosen.name}; take one of ${splittings.map(({ name }) => name).join(', ')}`,
    );
  }
  return method;
}

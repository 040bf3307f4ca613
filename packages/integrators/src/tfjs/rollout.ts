import * as tf from '@tensorflow/tfjs-core';
import type { Method } from '../core/method.ts';
import { integrateIn } from '../vectorSpace/integrateIn.ts';
import type { GenericState, GenericSystem, VectorSpace } from '../vectorSpace/types.ts';

/** A time step for all trajectories, or a tensor of steps that broadcasts against q and p, such as [batch, 1]. */
export type TimeStep = number | tf.Tensor;

/** A Hamiltonian system over tensors: the gradients of q and p (any one shape) have their shape. */
export type TensorSystem = GenericSystem<tf.Tensor, TimeStep>;

/** A point of phase space as tensors. */
export type TensorState = GenericState<tf.Tensor>;

/** How far to roll out. */
export interface RolloutOptions {
  /** The time step; a negative one rolls back in time. */
  readonly dt: TimeStep;
  /** How many steps: 0 or more. */
  readonly steps: number;
  /** Fixed-point iterations per step of the implicit methods; 12 unless told. */
  readonly iterations?: number;
}

/** Tensors as a vector space: what `rollout` integrates in. */
export const tensorSpace: VectorSpace<tf.Tensor, TimeStep> = {
  add: (a, b) => tf.add(a, b),
  scale: (s, a) => tf.mul(a, s),
  multiply: (coefficient, dt) => (typeof dt === 'number' ? coefficient * dt : tf.mul(dt, coefficient)),
  exponential: (rate, dt) => (typeof dt === 'number' ? Math.exp(rate * dt) : tf.exp(tf.mul(dt, rate))),
};

/**
 * Follows a Hamiltonian system over tensors; returns the steps + 1 states, of which the first is the one given.
 *
 * Differentiable, and the same graph for every value: nothing is read back from the tensors, so it can be traced.
 * Leapfrog costs one dHdq and one dHdp per step, and one dHdq to begin. The returned tensors are the caller's to
 * dispose (those of the first state are the arguments themselves); everything else made here is disposed. Throws a
 * RangeError for shapes of q, p and gradients that differ, and what `integrateIn` throws; a NaN is not looked for.
 * To differentiate, have gradients registered: `@tensorflow/tfjs` and `@hgn/autodiff` do so, tfjs-core alone does not.
 *
 * @example
 * ```ts
 * import '@tensorflow/tfjs-backend-cpu';
 * import * as tf from '@tensorflow/tfjs-core';
 * import { leapfrog } from '@hgn/integrators';
 * import { rollout } from '@hgn/integrators/tfjs';
 * const pendulum = { separable: true, dHdq: (q: tf.Tensor) => tf.sin(q), dHdp: (q: tf.Tensor, p: tf.Tensor) => tf.mul(p, 1) };
 * const states = rollout(leapfrog, pendulum, { q: tf.ones([16, 1]), p: tf.zeros([16, 1]) }, { dt: 0.1, steps: 30 });
 * console.log(states.length, states[30].q.shape); // 31 [ 16, 1 ]
 * ```
 */
export function rollout(
  method: Method,
  system: TensorSystem,
  state: TensorState,
  { dt, ...options }: RolloutOptions,
): TensorState[] {
  const { q, p } = state;
  if (!sameShape(q, p)) {
    throw new RangeError(
      `rollout: q and p must have the same shape, but got [${q.shape.join()}] and [${p.shape.join()}]`,
    );
  }
  const checked: TensorSystem = { ...system, dHdq: shaped(system, 'dHdq'), dHdp: shaped(system, 'dHdp') };
  return tf.tidy(() =>
    // A fresh object literal, because tidy wants types with an index signature.
    integrateIn(tensorSpace, method, checked, state, { dt, ...options }).map((at) => ({ q: at.q, p: at.p })),
  );
}

const sameShape = (a: tf.Tensor, b: tf.Tensor) => tf.util.arraysEqual(a.shape, b.shape);

/** A gradient that throws where its result would be spread over more coordinates than there are. */
const shaped =
  (system: TensorSystem, name: 'dHdq' | 'dHdp') =>
  (q: tf.Tensor, p: tf.Tensor, t: TimeStep): tf.Tensor => {
    const slope = system[name](q, p, t);
    if (!sameShape(slope, q) && !sameShape(slope, p)) {
      throw new RangeError(
        `rollout: ${name} must return the shape of q, [${q.shape.join()}], but got [${slope.shape.join()}]`,
      );
    }
    return slope;
  };

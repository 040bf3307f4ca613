import { stepByStep } from '../core/clock.ts';
import type { Method } from '../core/method.ts';
import type { Splitting, Stepper } from '../core/stepper.ts';
import { requireFixedSteps, requireUnitSum } from '../core/validate.ts';
import { splitting } from '../splitting/splitting.ts';
import { compositionWeights } from '../splitting/weights.ts';
import type { GenericCarry, GenericContext, GenericState } from '../vectorSpace/types.ts';

/** What to call a composition, and its order, which follows from the weights. */
export interface CompositionOptions {
  readonly name: string;
  readonly order: number;
  readonly source?: string;
}

/**
 * The method whose step of dt is the base's steps of weights[0] * dt, weights[1] * dt and so on.
 *
 * It is symplectic where the base is, and reversible where the base is and the weights read the same from both
 * ends. Splitting bases are merged into one splitting method. Throws a RangeError unless the weights sum to 1, and
 * a TypeError for an adaptive base.
 *
 * @example
 * ```ts
 * import { compose, methods, tripleJumpWeights } from '@hgn/integrators';
 * const midpoint4 = compose(methods.implicitMidpoint, tripleJumpWeights(2), { name: 'midpoint4', order: 4 });
 * console.log(midpoint4.symplectic, midpoint4.order); // true 4
 * ```
 */
export function compose(base: Method, weights: readonly number[], options: CompositionOptions): Method {
  requireUnitSum('compose', `weights of ${options.name}`, weights);
  requireFixedSteps('compose', base);
  const { requiresQuadraticKinetic, splitting: parts, evaluations } = base;
  if (parts !== undefined) {
    return splitting({
      ...options,
      requiresQuadraticKinetic,
      first: parts.first,
      weights: compositionWeights(parts.weights, weights),
    });
  }
  const rest: { -readonly [K in keyof Method]: Method[K] } = { ...base };
  delete rest.tableau;
  return {
    ...rest,
    source: '',
    ...options,
    reversible: base.reversible && weights.every((w, i) => w === weights[weights.length - 1 - i]),
    evaluations: {
      dHdq: evaluations.dHdq * weights.length,
      dHdp: evaluations.dHdp * weights.length,
    },
    stepper: (system, n, stepping) => composedStepper(base.stepper(system, n, stepping), weights),
    genericStep: <T, S>(
      context: GenericContext<T, S>,
      state: GenericState<T>,
      step: number,
      carry: GenericCarry<T>,
    ) => {
      let clock = step;
      for (const w of weights) {
        const from = clock;
        const part: GenericContext<T, S> = {
          ...context,
          weighted: (coefficient, a) => context.weighted(w * coefficient, a),
          length: (coefficient) => context.length(w * coefficient),
          exponential: (rate) => context.exponential(w * rate),
          time: (within) => context.time(from + w * within),
        };
        state = base.genericStep(part, state, 0, carry);
        clock += w;
      }
      return state;
    },
  };
}

const composedStepper = (stepper: Stepper, weights: readonly number[]): Stepper =>
  stepByStep(
    (q, p, clock) => {
      let t = clock[0];
      for (let k = 0; k < weights.length; k++) {
        const part = weights[k] * clock[1];
        if (stepper.advance(q, p, t, part, 0, 1) < 1) return false;
        t += part;
      }
      return true;
    },
    () => {
      stepper.reset();
    },
  );

/**
 * The adjoint of a splitting method: the inverse of its step by -dt, which is its weights in reverse.
 *
 * Throws a TypeError for methods that are not splittings; reversible methods are their own adjoint.
 *
 * @example
 * ```ts
 * import { adjoint, methods } from '@hgn/integrators';
 * console.log(adjoint(methods.symplecticEuler).splitting); // { first: 'drift', weights: [ 1, 1 ] }
 * ```
 */
export function adjoint(method: Method): Method {
  const { first, weights } = partsOf('adjoint', method);
  const other = first === 'kick' ? 'drift' : 'kick';
  return splitting({
    name: `adjoint of ${method.name}`,
    order: method.order,
    requiresQuadraticKinetic: method.requiresQuadraticKinetic,
    first: weights.length % 2 === 1 ? first : other,
    weights: [...weights].reverse(),
  });
}

/**
 * The reversible method of half a step of `method` and half a step of its adjoint; an odd order rises by one.
 *
 * Throws a TypeError for methods that are not splittings.
 *
 * @example
 * ```ts
 * import { methods, symmetrize } from '@hgn/integrators';
 * console.log(symmetrize(methods.symplecticEuler).splitting?.weights); // [ 0.5, 1, 0.5 ]
 * ```
 */
export function symmetrize(method: Method): Method {
  const { first, weights } = partsOf('symmetrize', method);
  // The last move of the method and the first of its adjoint are of one kind, and are made as one.
  const half = weights.slice(0, -1).map((w) => w / 2);
  return splitting({
    name: `symmetrized ${method.name}`,
    order: method.order + (method.order % 2),
    requiresQuadraticKinetic: method.requiresQuadraticKinetic,
    first,
    weights: [...half, ...weights.slice(-1), ...half.reverse()],
  });
}

function partsOf(where: string, { name, splitting: parts }: Method): Splitting {
  if (parts === undefined) {
    throw new TypeError(
      `${where}: the method must be a splitting, but got ${name}; compose one that is reversible instead`,
    );
  }
  return parts;
}

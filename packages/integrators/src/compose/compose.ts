import type { Method, Stepper } from '../core/method.ts';
import { splitting } from '../splitting/splitting.ts';
import { compositionWeights, mended } from '../splitting/weights.ts';
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
  const sum = weights.reduce((a, b) => a + b, 0);
  if (!(Math.abs(sum - 1) < 1e-12)) {
    throw new RangeError(`compose: the weights must sum to 1, but those of ${options.name} sum to ${sum}`);
  }
  if (base.adaptive) {
    throw new TypeError(
      `compose: the base must take fixed steps, but ${base.name} is adaptive; use another base`,
    );
  }
  const { requiresQuadraticKinetic } = base;
  if (base.splitting !== undefined) {
    const { first, weights: inner } = base.splitting;
    return splitting({
      ...options,
      requiresQuadraticKinetic,
      first,
      weights: compositionWeights(inner, weights),
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
      dHdq: base.evaluations.dHdq * weights.length,
      dHdp: base.evaluations.dHdp * weights.length,
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

function composedStepper(stepper: Stepper, weights: readonly number[]): Stepper {
  return {
    advance(q, p, start, dt, first, count) {
      for (let k = 0; k < count; k++) {
        let t = start + (first + k) * dt;
        for (const w of weights) {
          if (stepper.advance(q, p, t, w * dt, 0, 1) < 1) return k;
          t += w * dt;
        }
      }
      return count;
    },
    reset: () => {
      stepper.reset();
    },
  };
}

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
  const { splitting: parts, name, order, requiresQuadraticKinetic } = method;
  if (parts === undefined) {
    throw new TypeError(
      `adjoint: the method must be a splitting, but got ${name}; use a reversible method instead`,
    );
  }
  const lastIsFirst = parts.weights.length % 2 === 1;
  return splitting({
    name: `adjoint of ${name}`,
    order,
    requiresQuadraticKinetic,
    first: lastIsFirst === (parts.first === 'kick') ? 'kick' : 'drift',
    weights: [...parts.weights].reverse(),
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
  const { name, order, requiresQuadraticKinetic } = method;
  const mirror = adjoint(method).splitting?.weights ?? [];
  const weights = (method.splitting?.weights ?? []).map((w) => w / 2);
  weights[weights.length - 1] += mirror[0] / 2;
  weights.push(...mirror.slice(1).map((w) => w / 2));
  return splitting({
    name: `symmetrized ${name}`,
    order: order + (order % 2),
    requiresQuadraticKinetic,
    first: method.splitting?.first ?? 'kick',
    weights: mended(weights),
  });
}

import { nonFinite } from '../core/errors.ts';
import type { Method } from '../core/method.ts';
import { requireOptions } from '../core/options.ts';
import { requireFit, requireInteger, requireMethod, requireTimeStep } from '../core/validate.ts';
import type { GenericCarry, GenericContext, GenericState, GenericSystem, VectorSpace } from './types.ts';

/** How far to integrate over a vector space. */
export interface IntegrateInOptions<S> {
  /** The time step, of the scalar type of the space. */
  readonly dt: S;
  /** How many steps: 0 or more. */
  readonly steps: number;
  /** Fixed-point iterations per step of the implicit methods; 12 unless told. */
  readonly iterations?: number;
}

/**
 * Follows a Hamiltonian system whose q and p are values of any vector space; returns the steps + 1 states, of which
 * the first is the one given.
 *
 * Takes every fixed step that `integrate` takes, with the same coefficients; adaptive methods take fixed steps of
 * `dt`. Leapfrog costs one dHdq and one dHdp per step, and one dHdq to begin. Throws a RangeError for bad `steps`
 * or a `dt` that is a bad number, UnsupportedSystemError where the method does not fit the system, and NonFiniteError
 * where the space has a norm and it stops being finite.
 *
 * @example
 * ```ts
 * import { integrateIn, methods } from '@hgn/integrators';
 * const numbers = { add: (a: number, b: number) => a + b, scale: (s: number, a: number) => s * a };
 * const pendulum = { separable: true, dHdq: (q: number) => Math.sin(q), dHdp: (q: number, p: number) => p };
 * const states = integrateIn(numbers, methods.leapfrog, pendulum, { q: 1, p: 0 }, { dt: 0.1, steps: 10 });
 * console.log(states.length); // 11
 * ```
 */
export function integrateIn<T, S>(
  space: VectorSpace<T, S>,
  method: Method,
  system: GenericSystem<T, S>,
  state: GenericState<T>,
  { dt, steps, iterations = 12, ...rest }: IntegrateInOptions<S>,
): GenericState<T>[] {
  requireOptions('integrateIn', rest, ['dt', 'steps', 'iterations']);
  requireMethod('integrateIn', method);
  requireInteger('integrateIn', 'steps', steps, 0);
  requireInteger('integrateIn', 'iterations', iterations, 1);
  requireFit('integrateIn', method, system);
  if (typeof dt === 'number') requireTimeStep('integrateIn', 'dt', dt);
  const context = genericContext(space, system, dt, iterations);
  const carry: GenericCarry<T> = {};
  const states = [state];
  for (let step = 0; step < steps; step++) {
    state = method.genericStep(context, state, step, carry);
    if (space.norm !== undefined && !Number.isFinite(space.norm(state.q) + space.norm(state.p))) {
      throw nonFinite('integrateIn', method.name, step);
    }
    states.push(state);
  }
  return states;
}

function genericContext<T, S>(
  space: VectorSpace<T, S>,
  system: GenericSystem<T, S>,
  dt: S,
  iterations: number,
): GenericContext<T, S> {
  const times = (coefficient: number): S => {
    if (typeof dt === 'number') return (coefficient * dt) as S;
    if (space.multiply === undefined) {
      throw new TypeError(
        'integrateIn: a space whose dt is not a number must have multiply(coefficient, dt)',
      );
    }
    return space.multiply(coefficient, dt);
  };
  // A method has few distinct coefficients: each product with dt is made once.
  const products = new Map<number, S>();
  const weighted = (coefficient: number, a: T): T => {
    const product = products.get(coefficient) ?? times(coefficient);
    products.set(coefficient, product);
    return space.scale(product, a);
  };
  const exponential = (rate: number): S => {
    if (typeof dt === 'number') return Math.exp(rate * dt) as S;
    if (space.exponential === undefined) {
      throw new TypeError(
        'integrateIn: a damped method over a space whose dt is not a number needs its exponential(rate, dt)',
      );
    }
    return space.exponential(rate, dt);
  };
  return { space, system, weighted, exponential, length: times, time: times, iterations };
}

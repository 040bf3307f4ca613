import { NonFiniteError } from '../core/errors.ts';
import type { SolverOptions } from '../core/method.ts';
import { phase } from '../core/phase.ts';
import type { State, System } from '../core/system.ts';
import { requireProblem, requireTimeStep } from '../core/validate.ts';
import { dormandPrince54 } from './dormandPrince.ts';
import { adaptiveStepping, interpolate } from './stepping.ts';

/** How long to follow a system, and with which tolerances. */
export interface SolveOptions extends SolverOptions {
  /** For how long; negative runs back in time. */
  readonly time: number;
  /** The time at the start; 0 unless told. */
  readonly startTime?: number;
}

/** A solution known at every time of its span. */
export interface DenseSolution {
  /** The times at which steps ended, the start among them. */
  readonly t: Float64Array;
  /** The state at time t, which must lie in the span: new arrays of length n, accurate to order 4. */
  at(t: number): { readonly q: Float64Array; readonly p: Float64Array };
  /** How many steps were taken, and how many tried and cut. */
  readonly accepted: number;
  readonly rejected: number;
}

/**
 * Follows a system by the Dormand-Prince 5(4) pair and returns the solution as a function of time.
 *
 * Keeps ten rows of n numbers per step. Throws as `integrate` does, and a ConvergenceError where no step meets the
 * tolerances; `at` throws a RangeError outside the span.
 *
 * @example
 * ```ts
 * import { solve } from '@hgn/integrators';
 * const oscillator = {
 *   separable: true,
 *   dHdq: (q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = q[0]), out),
 *   dHdp: (q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = p[0]), out),
 * };
 * const start = { q: Float64Array.of(1), p: Float64Array.of(0) };
 * const solution = solve(oscillator, start, { time: 10 });
 * console.log(Math.abs(solution.at(Math.PI).q[0] + 1) < 1e-7); // true
 * ```
 */
export function solve(
  system: System,
  state: State,
  { time, startTime = 0, ...options }: SolveOptions,
): DenseSolution {
  const where = 'solve';
  requireTimeStep(where, 'time', time);
  const n = requireProblem(where, dormandPrince54, system, state, startTime);
  const { begin, step, last, dense } = adaptiveStepping(system, n, options);
  const sign = Math.sign(time);
  const end = startTime + time;
  const times = [startTime];
  const pieces: Float64Array[][] = [];
  begin(state.q, state.p, startTime, sign);
  for (let now = startTime; sign * (now - end) < 0; now = last.from + last.length) {
    if (!step()) {
      throw new NonFiniteError(
        `${where}: the state must stay finite, but was lost after t = ${now}; check the gradients there`,
        last.accepted,
      );
    }
    pieces.push(dense.map((row) => row.slice()));
    times.push(last.from + last.length);
  }
  const t = Float64Array.from(times);
  return {
    t,
    accepted: last.accepted,
    rejected: last.rejected,
    at(when) {
      if (!(sign * (when - startTime) >= 0 && sign * (when - end) <= 0)) {
        throw new RangeError(`${where}: at takes a time between ${startTime} and ${end}, but got ${when}`);
      }
      let [low, high] = [0, pieces.length - 1];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (sign * (when - t[middle + 1]) <= 0) high = middle;
        else low = middle + 1;
      }
      const state = phase(n);
      interpolate(pieces[low], (when - t[low]) / (t[low + 1] - t[low]), state);
      return { q: state.q.slice(), p: state.p.slice() };
    },
  };
}

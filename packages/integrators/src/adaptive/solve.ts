import { NonFiniteError } from '../core/errors.ts';
import type { SolverOptions } from '../core/method.ts';
import type { State, System } from '../core/system.ts';
import { requireGradients, requireState, requireTimeStep } from '../core/validate.ts';
import { dormandPrince54 } from './dormandPrince.ts';
import { adaptiveStepping } from './stepping.ts';

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
  requireTimeStep('solve', time);
  const n = requireState('solve', state);
  requireGradients('solve', dormandPrince54, system, state, startTime);
  const stepping = adaptiveStepping(system, n, options);
  const sign = Math.sign(time);
  const end = startTime + time;
  const times = [startTime];
  const pieces: { q: Float64Array[]; p: Float64Array[] }[] = [];
  stepping.begin(state.q, state.p, startTime, sign);
  // Four states inside a step and its beginning determine its polynomial of degree four.
  while (sign * (times[times.length - 1] - end) < 0) {
    if (!stepping.step()) {
      throw new NonFiniteError(
        `solve: the state must stay finite, but was lost after t = ${times[times.length - 1]}; check the gradients there`,
        stepping.accepted,
      );
    }
    const samples = [0, 0.25, 0.5, 0.75, 1].map((theta) => {
      const sample = { q: new Float64Array(n), p: new Float64Array(n) };
      stepping.interpolate(stepping.from + theta * stepping.length, sample.q, sample.p);
      return sample;
    });
    pieces.push({ q: samples.map((s) => s.q), p: samples.map((s) => s.p) });
    times.push(stepping.from + stepping.length);
  }
  const t = Float64Array.from(times);
  return {
    t,
    accepted: stepping.accepted,
    rejected: stepping.rejected,
    at(when) {
      if (!(sign * (when - startTime) >= 0 && sign * (when - end) <= 0)) {
        throw new RangeError(`solve: at takes a time between ${startTime} and ${end}, but got ${when}`);
      }
      let [low, high] = [0, pieces.length - 1];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (sign * (when - t[middle + 1]) <= 0) high = middle;
        else low = middle + 1;
      }
      const weights = lagrange((when - t[low]) / (t[low + 1] - t[low]));
      const blend = (rows: Float64Array[]) =>
        rows[0].map((_, i) => weights.reduce((sum, w, j) => sum + w * rows[j][i], 0));
      return { q: blend(pieces[low].q), p: blend(pieces[low].p) };
    },
  };
}

/** The weights that interpolate at theta a polynomial of degree 4 known at 0, 1/4, 1/2, 3/4 and 1. */
const lagrange = (theta: number): number[] =>
  [0, 1, 2, 3, 4].map((j) =>
    [0, 1, 2, 3, 4].reduce((w, k) => (k === j ? w : (w * (4 * theta - k)) / (j - k)), 1),
  );

import { nonFinite } from '../core/errors.ts';
import type { Method, SolverOptions } from '../core/method.ts';
import { requireOptions, solverOptionNames } from '../core/options.ts';
import { phase } from '../core/phase.ts';
import type { State, System } from '../core/system.ts';
import { requireProblem, requireTimeStep } from '../core/validate.ts';
import { dormandPrince853 } from './methods.ts';
import type { AdaptiveStepping, LastStep } from './adaptiveStepping.ts';
import { growing } from './growing.ts';

/** How long to follow a system, by which adaptive method, with which tolerances, and what to keep. */
export interface SolveOptions extends SolverOptions {
  /** For how long; negative runs back in time. */
  readonly time: number;
  /** The time at the start; 0 unless told. */
  readonly startTime?: number;
  /** An adaptive method; `dormandPrince853` unless told. */
  readonly method?: Method;
  /** `'steps'` (unless told): the state after every step, and `at` for all between; `'end'`: the start and the end alone. */
  readonly keep?: 'steps' | 'end';
}

/** A solution known at every time of its span. */
export interface DenseSolution {
  /** The times at which steps ended, the start among them. */
  readonly t: Float64Array;
  /** The states at these times, row by row of n. */
  readonly q: Float64Array;
  readonly p: Float64Array;
  /**
   * The state at time t, which must lie in the span: new arrays of length n, of the accuracy of the method's dense
   * output. The first call within a step takes that step once more.
   */
  at(t: number): { readonly q: Float64Array; readonly p: Float64Array };
  /** How many steps were taken, and how many tried and cut. */
  readonly accepted: number;
  readonly rejected: number;
}

/**
 * Follows a system by an adaptive method and returns the solution as a function of time.
 *
 * Keeps 2 n + 1 numbers per step, in flat arrays, or none where `keep` is `'end'`. No gradient is asked outside of the
 * span. Throws as `integrate` does, and a ConvergenceError where no step meets the tolerances; `at` throws a RangeError
 * outside the span, and an Error where the steps were not kept.
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
export function solve(system: System, state: State, options: SolveOptions): DenseSolution {
  const where = 'solve';
  requireOptions(where, options, ['time', 'startTime', 'method', 'keep', ...solverOptionNames]);
  const { time, startTime = 0, method = dormandPrince853, keep = 'steps' } = options;
  requireTimeStep(where, 'time', time);
  if (keep !== 'steps' && keep !== 'end') {
    throw new RangeError(`${where}: keep must be 'steps' or 'end', but got ${String(keep)}`);
  }
  const n = requireProblem(where, method, system, state, startTime, time);
  const { stepping: make } = method;
  if (make === undefined) {
    throw new TypeError(
      `${where}: the method must be adaptive, but ${method.name} takes fixed steps; use integrate, or dormandPrince853`,
    );
  }
  const stepping = make(system, n, { ...options, span: Math.abs(time) });
  const { last, times } = stepping;
  const sign = Math.sign(time);
  const [kept, keptQ, keptP] = [growing(1), growing(n), growing(n)];
  const elapsed = times.subarray(1, 2);
  const push = () => {
    kept.push(elapsed);
    keptQ.push(last.state.q);
    keptP.push(last.state.p);
  };
  stepping.begin(state.q, state.p, startTime, sign);
  push();
  while (sign * (times[1] - time) < 0) {
    if (!stepping.step()) {
      throw nonFinite(where, method.name, last.accepted, ` (from t = ${startTime + times[1]})`);
    }
    if (keep === 'steps') push();
  }
  if (keep === 'end') push();
  const rows = { elapsed: kept.all(), q: keptQ.all(), p: keptP.all() };
  return readable(rows, { startTime, time, keep, last }, () => make(system, n, options));
}

/** The solution of the states at times that are counted from the start. */
function readable(
  { elapsed, q, p }: { readonly elapsed: Float64Array; readonly q: Float64Array; readonly p: Float64Array },
  about: {
    readonly startTime: number;
    readonly time: number;
    readonly keep: 'steps' | 'end';
    readonly last: LastStep;
  },
  make: () => AdaptiveStepping,
): DenseSolution {
  const { startTime, time, keep } = about;
  const { accepted, rejected } = about.last;
  const sign = Math.sign(time);
  const count = elapsed.length;
  const n = q.length / count;
  const times = elapsed.map((x) => startTime + x);
  let reader: ReturnType<typeof make> | undefined;
  let opened = -1;
  return {
    t: times,
    q,
    p,
    accepted,
    rejected,
    at(t) {
      const end = startTime + time;
      if (!(sign * (t - startTime) >= 0 && sign * (t - end) <= 0)) {
        throw new RangeError(`solve: at takes a time between ${startTime} and ${end}, but got ${t}`);
      }
      if (keep === 'end') {
        throw new Error("solve: at needs the steps, but keep is 'end'; leave keep out");
      }
      let [low, high] = [0, count - 1];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (sign * (t - times[middle]) <= 0) high = middle;
        else low = middle + 1;
      }
      const out = phase(n);
      if (t === times[low]) {
        out.q.set(q.subarray(low * n, low * n + n));
        out.p.set(p.subarray(low * n, low * n + n));
      } else {
        reader ??= make();
        const at = (low - 1) * n;
        const [from, to] = [elapsed[low - 1], elapsed[low]];
        if (opened !== low)
          reader.retake(q.subarray(at, at + n), p.subarray(at, at + n), startTime, from, to);
        opened = low;
        reader.times[2] = t - startTime;
        reader.at(out.all);
      }
      return { q: out.q.slice(), p: out.p.slice() };
    },
  };
}

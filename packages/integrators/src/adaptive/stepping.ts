import { ConvergenceError } from '../core/errors.ts';
import type { SolverOptions } from '../core/method.ts';
import type { System } from '../core/system.ts';
import { addStages, slope } from '../rungeKutta/explicit.ts';
import { dormandPrincePair } from './tableau.ts';

/** A Dormand-Prince integration that has come to some time, with the last step open to interpolation. */
export interface AdaptiveStepping {
  /** Begins at a state and a time, towards `direction` (1 or -1). */
  begin(q: Float64Array, p: Float64Array, t: number, direction: number): void;
  /** Takes one accepted step; false when the state is not finite at any step length. */
  step(): boolean;
  /** Where the last step began, and how long it was. */
  readonly from: number;
  readonly length: number;
  /** Fills q and p with the state at time t, which must lie in the last step. */
  interpolate(t: number, q: Float64Array, p: Float64Array): void;
  readonly accepted: number;
  readonly rejected: number;
}

const tolerances = ['relativeTolerance', 'absoluteTolerance', 'initialStep', 'maximumStep'] as const;

/** The work arrays and the step control of an adaptive integration. */
export function adaptiveStepping(
  system: System,
  n: number,
  options: SolverOptions = {},
  pair = dormandPrincePair,
): AdaptiveStepping {
  for (const name of tolerances) {
    const value = options[name];
    if (value !== undefined && !(value > 0)) {
      throw new RangeError(`dormandPrince54: ${name} must be greater than 0, but got ${value}`);
    }
  }
  const { relativeTolerance = 1e-9, absoluteTolerance = 1e-12, maximumStep = Infinity } = options;
  const { a, b, c } = pair.tableau;
  const rows = () => b.map(() => new Float64Array(n));
  const [dq, dp] = [rows(), rows()];
  // The coefficients of the interpolating polynomial, for q and for p.
  const [denseQ, denseP] = [rows().slice(0, 5), rows().slice(0, 5)];
  const [q, p, nextQ, nextP] = [
    new Float64Array(n),
    new Float64Array(n),
    new Float64Array(n),
    new Float64Array(n),
  ];
  const [errorQ, errorP] = [new Float64Array(n), new Float64Array(n)];
  let [t, h, sign, lastError] = [0, 0, 1, 1e-4];
  const done = { from: 0, length: 0, accepted: 0, rejected: 0 };

  const scaled = (error: Float64Array, before: Float64Array, after: Float64Array) => {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const size = Math.max(Math.abs(before[i]), Math.abs(after[i]));
      sum += (error[i] / (absoluteTolerance + relativeTolerance * size)) ** 2;
    }
    return sum;
  };
  /** A first step over which the state changes by about a hundredth; the control lengthens it soon if it may. */
  const firstStep = () => {
    const size = Math.sqrt(scaled(q, q, q) + scaled(p, p, p));
    const speed = Math.sqrt(scaled(dq[0], q, q) + scaled(dp[0], p, p));
    return size > 0 && speed > 0 && speed < Infinity ? (0.01 * size) / speed : 1e-6;
  };
  const attempt = (length: number) => {
    for (let s = 1; s < b.length; s++) {
      addStages(nextQ, q, length, a[s], dq);
      addStages(nextP, p, length, a[s], dp);
      slope(system, nextQ, nextP, t + c[s] * length, dq[s], dp[s]);
    }
    errorQ.fill(0);
    errorP.fill(0);
    addStages(errorQ, errorQ, length, pair.error, dq);
    addStages(errorP, errorP, length, pair.error, dp);
    return Math.sqrt((scaled(errorQ, q, nextQ) + scaled(errorP, p, nextP)) / (2 * n));
  };
  const keepDense = (
    dense: Float64Array[],
    before: Float64Array,
    after: Float64Array,
    slopes: Float64Array[],
    length: number,
  ) => {
    const [start, change, bend, twist, rest] = dense;
    rest.fill(0);
    addStages(rest, rest, length, pair.dense, slopes);
    for (let i = 0; i < n; i++) {
      start[i] = before[i];
      change[i] = after[i] - before[i];
      bend[i] = length * slopes[0][i] - change[i];
      twist[i] = change[i] - length * slopes[6][i] - bend[i];
    }
  };

  return {
    begin(fromQ, fromP, time, direction) {
      q.set(fromQ);
      p.set(fromP);
      [t, sign, lastError] = [time, direction, 1e-4];
      slope(system, q, p, t, dq[0], dp[0]);
      h = Math.min(options.initialStep ?? firstStep(), maximumStep);
      [done.from, done.length, done.accepted, done.rejected] = [time, 0, 0, 0];
    },
    step() {
      for (let rejectedNow = false; ; rejectedNow = true) {
        const length = sign * h;
        if (h < 8 * Number.EPSILON * Math.abs(t) || h < 1e-300) {
          if (!Number.isFinite(lastError)) return false;
          throw new ConvergenceError(
            `dormandPrince54: the tolerances must be reachable, but at t = ${t} an error of ${lastError} tolerances was left at the shortest step; loosen them`,
            lastError,
          );
        }
        const error = attempt(length);
        if (!(error <= 1)) {
          done.rejected++;
          lastError = error;
          h *= Number.isFinite(error) ? Math.max(0.2, 0.9 * error ** -0.2) : 0.2;
          continue;
        }
        keepDense(denseQ, q, nextQ, dq, length);
        keepDense(denseP, p, nextP, dp, length);
        [done.from, done.length] = [t, length];
        done.accepted++;
        q.set(nextQ);
        p.set(nextP);
        dq[0].set(dq[6]);
        dp[0].set(dp[6]);
        t += length;
        // Proportional-integral control, which does not overreact where the error jumps: ibid. IV.2.
        const before = Number.isFinite(lastError) ? Math.max(lastError, 1e-4) : 1e-4;
        const growth = error === 0 ? 5 : 0.9 * error ** -0.17 * before ** 0.04;
        h = Math.min(maximumStep, h * Math.min(rejectedNow ? 1 : 5, Math.max(0.2, growth)));
        lastError = Math.max(error, 1e-4);
        return true;
      }
    },
    get from() {
      return done.from;
    },
    get length() {
      return done.length;
    },
    get accepted() {
      return done.accepted;
    },
    get rejected() {
      return done.rejected;
    },
    interpolate(time, atQ, atP) {
      const theta = done.length === 0 ? 0 : (time - done.from) / done.length;
      for (const [dense, out] of [
        [denseQ, atQ],
        [denseP, atP],
      ] as const) {
        const [start, change, bend, twist, rest] = dense;
        for (let i = 0; i < n; i++) {
          const inner = bend[i] + theta * (twist[i] + (1 - theta) * rest[i]);
          out[i] = start[i] + theta * (change[i] + (1 - theta) * inner);
        }
      }
    },
  };
}

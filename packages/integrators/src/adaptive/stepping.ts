import { ConvergenceError } from '../core/errors.ts';
import type { SolverOptions } from '../core/method.ts';
import { arrays, phase, type Phase } from '../core/phase.ts';
import type { System } from '../core/system.ts';
import { addStages, flow } from '../rungeKutta/stages.ts';
import { dormandPrincePair } from './tableau.ts';

/** A Dormand-Prince integration that has come to some time, with the last step open to interpolation. */
export interface AdaptiveStepping {
  /** Begins at a state and a time, towards `direction` (1 or -1). */
  begin(q: Float64Array, p: Float64Array, t: number, direction: number): void;
  /** Takes one accepted step; false when the state is not finite at any step length. */
  step(): boolean;
  /** Where the last step began and how long it was, and how many steps were accepted and rejected. */
  readonly last: LastStep;
  /** The coefficients of the last step's interpolating polynomial: see `interpolate`. */
  readonly dense: readonly Float64Array[];
}

/** What is known of the last step and of those before it. */
export interface LastStep {
  readonly from: number;
  readonly length: number;
  readonly accepted: number;
  readonly rejected: number;
}

/** Sets `out` to the state a part theta (0 to 1) of a step on from its beginning. */
export function interpolate(
  [start, change, bend, twist, rest]: readonly Float64Array[],
  theta: number,
  out: Phase,
): void {
  for (let i = 0; i < start.length; i++) {
    const inner = bend[i] + theta * (twist[i] + (1 - theta) * rest[i]);
    out.all[i] = start[i] + theta * (change[i] + (1 - theta) * inner);
  }
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
  const rate = flow(system);
  const rates = b.map(() => phase(n));
  const [now, next] = [phase(n), phase(n)];
  const [error, zero, ...dense] = arrays(7, 2 * n);
  // The time and the length (with its sign) of the step to come, and the time of a stage of it.
  const clock = new Float64Array(2);
  const when = new Float64Array(1);
  // Fields, which V8 overwrites, where variables that closures share would be boxed anew.
  const control = { sign: 1, error: 1e-4 };
  const last = { from: 0, length: 0, accepted: 0, rejected: 0 };

  /** The root mean square of x in units of the tolerances. */
  const size = (x: Float64Array, from: Phase, to: Phase) => {
    let sum = 0;
    for (let i = 0; i < x.length; i++) {
      const scale = Math.max(Math.abs(from.all[i]), Math.abs(to.all[i]));
      sum += (x[i] / (absoluteTolerance + relativeTolerance * scale)) ** 2;
    }
    return Math.sqrt(sum / x.length);
  };
  /** A first step over which the state changes by about a hundredth; the control lengthens it soon if it may. */
  const firstStep = () => {
    const length = (0.01 * size(now.all, now, now)) / size(rates[0].all, now, now);
    return length > 0 && length < Infinity ? length : 1e-6;
  };
  const attempt = () => {
    for (let s = 1; s < b.length; s++) {
      addStages(next.all, now.all, a[s], rates, clock);
      when[0] = clock[0] + c[s] * clock[1];
      rate(next, rates[s], when);
    }
    addStages(error, zero, pair.error, rates, clock);
    return size(error, now, next);
  };
  const keepDense = () => {
    const [start, change, bend, twist, rest] = dense;
    start.set(now.all);
    addStages(rest, zero, pair.dense, rates, clock);
    for (let i = 0; i < 2 * n; i++) {
      change[i] = next.all[i] - now.all[i];
      bend[i] = clock[1] * rates[0].all[i] - change[i];
      twist[i] = change[i] - clock[1] * rates[6].all[i] - bend[i];
    }
  };

  return {
    last,
    dense,
    begin(q, p, time, direction) {
      now.q.set(q);
      now.p.set(p);
      clock[0] = time;
      rate(now, rates[0], clock);
      clock[1] = direction * Math.min(options.initialStep ?? firstStep(), maximumStep);
      Object.assign(control, { sign: direction, error: 1e-4 });
      Object.assign(last, { from: time, length: 0, accepted: 0, rejected: 0 });
    },
    step() {
      for (let growth = 5; ; growth = 1) {
        if (Math.abs(clock[1]) < 8 * Number.EPSILON * Math.abs(clock[0]) + 1e-300) {
          if (!Number.isFinite(control.error)) return false;
          throw new ConvergenceError(
            `dormandPrince54: the tolerances must be reachable, but at t = ${clock[0]} an error of ${control.error} tolerances was left at the shortest step; loosen them`,
            control.error,
          );
        }
        const found = attempt();
        if (!(found <= 1)) {
          last.rejected++;
          control.error = found;
          clock[1] *= Number.isFinite(found) ? Math.max(0.2, 0.9 * found ** -0.2) : 0.2;
          continue;
        }
        keepDense();
        last.from = clock[0];
        last.length = clock[1];
        last.accepted++;
        now.all.set(next.all);
        rates[0].all.set(rates[6].all);
        clock[0] += clock[1];
        // Proportional-integral control, which does not overreact where the error jumps: Solving ODEs IV.2.
        const before = Number.isFinite(control.error) ? Math.max(control.error, 1e-4) : 1e-4;
        const wanted = Math.max(0.2, 0.9 * found ** -0.17 * before ** 0.04);
        clock[1] = control.sign * Math.min(maximumStep, Math.abs(clock[1]) * Math.min(growth, wanted));
        control.error = Math.max(found, 1e-4);
        return true;
      }
    },
  };
}

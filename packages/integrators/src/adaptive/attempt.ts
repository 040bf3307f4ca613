import type { Clock } from '../core/clock.ts';
import { arrays, phase, phases, type Phase } from '../core/phase.ts';
import type { System } from '../core/system.ts';
import { flow } from '../rungeKutta/stages.ts';
import type { AdaptivePair } from './pair.ts';
import { sumsOf, type Sums } from './sums.ts';

/** One step of a pair: from `now` to `next`, and what is known inside of it. */
export interface Attempt {
  readonly now: Phase;
  readonly next: Phase;
  /** The rate at `now`, which `run` expects, and at `next`, which it leaves. */
  readonly first: Phase;
  readonly last: Phase;
  /** The time at the start of the step and its length, both counted from `origin[0]`, and the time at its end. */
  readonly clock: Clock;
  readonly origin: Clock;
  /** Fills `rate` with the rate at a state and a time counted from the origin, clock[0]. */
  rate(at: Phase, rate: Phase, clock: Clock): void;
  /** Takes the step; each gradient is called once a stage but the first. */
  run(): void;
  /** Sets `out` to each of the error estimates in turn, and calls `then` with its number. */
  estimate(out: Float64Array, then: (which: number) => void): void;
  /** Readies `interpolate`: calls the gradients where the pair has stages for the dense output alone. */
  open(): void;
  /** Sets `out` to the state a part theta[0] (0 to 1) of the step on from its start. */
  interpolate(theta: Float64Array, out: Float64Array): void;
}

/** The sums of rates in the steps of a pair, for arrays of one length. */
export interface PairSums {
  /** Those of the stages but the first, which is the last of the step before. */
  readonly stages: Sums;
  /** Those of the stages that only the dense output needs. */
  readonly denseStages: Sums;
  readonly estimates: Sums;
  readonly dense: Sums;
}

/** The sums of a pair for arrays of `length` numbers. */
export const pairSums = (
  { tableau: { a }, denseStages, estimates, dense }: AdaptivePair,
  length: number,
): PairSums => ({
  stages: sumsOf(a.slice(1), length, 1),
  denseStages: sumsOf(denseStages?.a ?? [], length, a.length),
  estimates: sumsOf(estimates, length),
  dense: sumsOf(dense, length),
});

/** The work arrays of the steps of a pair. */
export function makeAttempt(system: System, n: number, pair: AdaptivePair, sums: PairSums): Attempt {
  const { b, c } = pair.tableau;
  const times = Float64Array.of(...c, ...(pair.denseStages?.c ?? []));
  const { all, parts: rates } = phases(times.length, n);
  const terms = arrays(3 + pair.dense.length, 2 * n);
  const [change, bend, twist] = terms;
  const term = new Float64Array(2 * n);
  const zero = new Float64Array(2 * n);
  const [now, next, at] = [phase(n), phase(n), phase(n)];
  const clock = new Float64Array(3);
  const origin = new Float64Array(1);
  const when = new Float64Array(1);
  const stages = b.length;
  const [first, last] = [rates[0], rates[stages - 1]];
  const evaluate = flow(system);

  /** Fills the rate of a stage at a state. */
  const evaluateStage = (s: number, state: Phase) => {
    // The end itself, and not a rounding error beyond it.
    when[0] = origin[0] + (times[s] === 1 ? clock[2] : clock[0] + times[s] * clock[1]);
    evaluate(state, rates[s], when);
  };
  const ofStep = (s: number) => {
    evaluateStage(s, next);
  };
  const ofOutput = (s: number) => {
    evaluateStage(s, at);
  };
  const keepTerm = (j: number) => {
    terms[3 + j].set(term);
  };
  return {
    now,
    next,
    first,
    last,
    clock,
    origin,
    rate(state, rate, moment) {
      when[0] = origin[0] + moment[0];
      evaluate(state, rate, when);
    },
    run() {
      sums.stages(next.all, now.all, all, clock, ofStep);
    },
    estimate(out, then) {
      sums.estimates(out, zero, all, clock, then);
    },
    open() {
      sums.denseStages(at.all, now.all, all, clock, ofOutput);
      const h = clock[1];
      for (let i = 0; i < 2 * n; i++) {
        const moved = next.all[i] - now.all[i];
        const bent = h * first.all[i] - moved;
        change[i] = moved;
        bend[i] = bent;
        twist[i] = moved - h * last.all[i] - bent;
      }
      sums.dense(term, zero, all, clock, keepTerm);
    },
    interpolate(part, out) {
      const theta = part[0];
      for (let i = 0; i < out.length; i++) {
        let value = 0;
        // Nested: theta and 1 - theta by turns.
        for (let j = terms.length - 1; j >= 0; j--) {
          value = (j % 2 === 0 ? theta : 1 - theta) * (terms[j][i] + value);
        }
        out[i] = now.all[i] + value;
      }
    },
  };
}

import type { Clock } from '../core/clock.ts';
import { arrays, phase, type Phase } from '../core/phase.ts';
import type { System } from '../core/system.ts';
import { combination, combine, type Combination } from '../rungeKutta/combination.ts';
import { flow } from '../rungeKutta/stages.ts';
import type { AdaptivePair } from './pair.ts';

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
  /** Sets `out` to an error estimate. */
  estimate(which: number, out: Float64Array): void;
  /** Readies `interpolate`: calls the gradients where the pair has stages for the dense output alone. */
  open(): void;
  /** Sets `out` to the state a part theta[0] (0 to 1) of the step on from its start. */
  interpolate(theta: Float64Array, out: Float64Array): void;
}

/** The work arrays of the steps of a pair. */
export function makeAttempt(system: System, n: number, pair: AdaptivePair): Attempt {
  const { a, b, c } = pair.tableau;
  const extra = pair.denseStages ?? { a: [], c: [] };
  const rates = [...b, ...extra.c].map(() => phase(n));
  const all = rates.map((rate) => rate.all);
  const sums = [...a, ...extra.a].map((row) => combination(row, all));
  const times = Float64Array.of(...c, ...extra.c);
  const estimates = pair.estimates.map((row) => combination(row, all));
  const dense = pair.dense.map((row) => combination(row, all));
  const terms = arrays(3 + dense.length, 2 * n);
  const [change, bend, twist] = terms;
  const zero = new Float64Array(2 * n);
  const [now, next, at] = [phase(n), phase(n), phase(n)];
  const clock = new Float64Array(3);
  const origin = new Float64Array(1);
  const when = new Float64Array(1);
  const stages = b.length;
  const [first, last] = [rates[0], rates[stages - 1]];
  const evaluate = flow(system);

  const stage = (s: number, to: Phase, sum: Combination) => {
    combine(to.all, now.all, sum, clock);
    // The end itself, and not a rounding error beyond it.
    when[0] = origin[0] + (times[s] === 1 ? clock[2] : clock[0] + times[s] * clock[1]);
    evaluate(to, rates[s], when);
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
      for (let s = 1; s < stages; s++) stage(s, next, sums[s]);
    },
    estimate(which, out) {
      combine(out, zero, estimates[which], clock);
    },
    open() {
      for (let s = stages; s < rates.length; s++) stage(s, at, sums[s]);
      const h = clock[1];
      for (let i = 0; i < 2 * n; i++) {
        const moved = next.all[i] - now.all[i];
        const bent = h * first.all[i] - moved;
        change[i] = moved;
        bend[i] = bent;
        twist[i] = moved - h * last.all[i] - bent;
      }
      for (let j = 0; j < dense.length; j++) combine(terms[3 + j], zero, dense[j], clock);
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

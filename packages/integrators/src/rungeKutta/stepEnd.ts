import type { Clock } from '../core/clock.ts';
import { copy, phase, type Phase } from '../core/phase.ts';
import { addExactly } from '../exact/twoSum.ts';
import { addStages } from './stages.ts';

/** The end of a Runge-Kutta step. */
export interface StepEnd {
  /** Moves q and p by clock[1] times the weighted sum of the rates. */
  move(q: Float64Array, p: Float64Array, b: readonly number[], rates: readonly Phase[], clock: Clock): void;
  /** Forgets what rounding took. */
  reset(): void;
}

/** The end of a step with plain sums, or with compensated ones. */
export function stepEnd(n: number, compensated: boolean): StepEnd {
  const [sum, from, lost] = [phase(n), phase(n), phase(n)];
  return {
    move(q, p, b, rates, clock) {
      if (compensated) {
        addStages(sum.all, from.all, b, rates, clock);
        addExactly(q, lost.q, sum.q, 1);
        addExactly(p, lost.p, sum.p, 1);
        return;
      }
      copy(from.q, q);
      copy(from.p, p);
      addStages(sum.all, from.all, b, rates, clock);
      copy(q, sum.q);
      copy(p, sum.p);
    },
    reset: () => void lost.all.fill(0),
  };
}

import { clocked, type Clock } from '../core/clock.ts';
import type { Phase } from '../core/phase.ts';
import type { System } from '../core/system.ts';

/** The flow of a system: fills `rate` with the time derivative of `at` at time clock[0]. */
export function flow(system: System): (at: Phase, rate: Phase, clock: Clock) => void {
  const [dHdq, dHdp] = [clocked(system, 'dHdq'), clocked(system, 'dHdp')];
  return ({ q, p }, rate, clock) => {
    dHdp(q, p, rate.q, clock);
    dHdq(q, p, rate.p, clock);
    for (let i = 0; i < rate.p.length; i++) rate.p[i] = -rate.p[i];
  };
}

/** Sets `to` to `from` plus clock[1] times the weighted sum of the first rates. */
export function addStages(
  to: Float64Array,
  from: Float64Array,
  weights: readonly number[],
  rates: readonly Phase[],
  clock: Clock,
): void {
  to.set(from);
  for (let j = 0; j < weights.length; j++) {
    const w = weights[j] * clock[1];
    if (w === 0) continue;
    const { all: rate } = rates[j];
    for (let i = 0; i < to.length; i++) to[i] += w * rate[i];
  }
}

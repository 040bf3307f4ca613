import type { Clock } from '../core/clock.ts';
import type { Phase } from '../core/phase.ts';
import { readsTime, type System } from '../core/system.ts';

/** Fills `rate` with the time derivative of `at` at time clock[0]. */
export type Flow = (at: Phase, rate: Phase, clock: Clock) => void;

/** The flow of a system: fills `rate` with the time derivative of `at` at time clock[0]. */
export function flow(system: System): Flow {
  const [timedQ, timedP] = [readsTime(system.dHdq), readsTime(system.dHdp)];
  return ({ q, p }, rate, clock) => {
    // Calls by name, each at a place of its own: V8 makes the gradients part of this code.
    if (timedP) system.dHdp(q, p, rate.q, clock[0]);
    else system.dHdp(q, p, rate.q, NaN);
    const force = rate.p;
    if (timedQ) system.dHdq(q, p, force, clock[0]);
    else system.dHdq(q, p, force, NaN);
    for (let i = 0; i < force.length; i++) force[i] = -force[i];
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

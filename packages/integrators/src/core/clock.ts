import type { Stepper } from './stepper.ts';
import { isFiniteState } from './finite.ts';
import { readsTime, type System } from './system.ts';

/**
 * A time, and the length of the step that begins there.
 *
 * Numbers that change are handed on in an array: as arguments or captured variables V8 would box each of them.
 */
export type Clock = Float64Array;

/** A gradient of a system that reads the time from a clock, where it reads the time at all. */
export type ClockedGradient = (q: Float64Array, p: Float64Array, out: Float64Array, clock: Clock) => void;

/** The gradient `name` of a system with its time in a clock. */
export function clocked(system: System, name: 'dHdq' | 'dHdp'): ClockedGradient {
  const gradient = system[name];
  return readsTime(gradient)
    ? (q, p, out, clock) => void gradient.call(system, q, p, out, clock[0])
    : (q, p, out) => void gradient.call(system, q, p, out, NaN);
}

/**
 * The stepper of a method whose `step` moves q and p by one step, or returns false where it cannot for want of
 * finite numbers.
 */
export function stepByStep(
  step: (q: Float64Array, p: Float64Array, clock: Clock) => boolean,
  reset: () => void = () => undefined,
): Stepper {
  const clock = new Float64Array(2);
  return {
    advance(q, p, start, dt, first, count) {
      clock[1] = dt;
      for (let k = 0; k < count; k++) {
        clock[0] = start + (first + k) * dt;
        if (!step(q, p, clock) || !isFiniteState(q, p)) return k;
      }
      return count;
    },
    reset,
  };
}

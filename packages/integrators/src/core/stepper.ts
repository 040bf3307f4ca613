/** A splitting method: kicks (p -= w dt dH/dq) and drifts (q += w dt dH/dp) by turns, with these weights w. */
export interface Splitting {
  readonly first: 'kick' | 'drift';
  readonly weights: readonly number[];
}

/**
 * One trajectory being stepped in place by a method, with its work arrays: nothing is allocated per step.
 *
 * A stepper may carry a gradient from the end of a step to the next, so one stepper serves one trajectory.
 */
export interface Stepper {
  /**
   * Moves `q` and `p` on by `count` steps of length `dt`, of which the first begins at time `start + first * dt`;
   * returns `count`, or the index (0 to count - 1) of the first step that left a value that is not finite.
   */
  advance(q: Float64Array, p: Float64Array, start: number, dt: number, first: number, count: number): number;
  /** Forgets what was carried over: call it after changing the state from outside. */
  reset(): void;
}

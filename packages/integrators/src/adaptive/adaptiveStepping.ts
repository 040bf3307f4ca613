import type { Phase } from '../core/phase.ts';

/** An adaptive integration that has come to some time, with the last step open to interpolation. */
export interface AdaptiveStepping {
  /** Begins at a state and the time `elapsed` (0 unless told) after `origin`, towards `direction` (1 or -1). */
  begin(q: Float64Array, p: Float64Array, origin: number, direction: number, elapsed?: number): void;
  /** Takes one accepted step; false when the state is not finite at any step length. */
  step(): boolean;
  /** Takes a step once more, between two times counted from `origin`, for the sake of `at`. */
  retake(q: Float64Array, p: Float64Array, origin: number, from: number, to: number): void;
  /** The state at the end of the last step, until the next; how many steps were taken and refused. */
  readonly last: LastStep;
  /** The times at which the last step began and ended, counted from the origin; `at` reads the third number. */
  readonly times: Float64Array;
  /** Sets `out`, q and after it p, to the state at times[2], a time within the last step. */
  at(out: Float64Array): void;
}

/** What is known of the last step and of those before it. */
export interface LastStep {
  readonly state: Phase;
  readonly accepted: number;
  readonly rejected: number;
}

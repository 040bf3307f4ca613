/** The two copies of a state and their step in place. */
export interface Copies {
  readonly q: Float64Array;
  readonly p: Float64Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** The time and dt of the next step: numbers passed as arguments would be boxed. */
  readonly clock: Float64Array;
  step(): void;
}

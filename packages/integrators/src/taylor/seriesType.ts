/** The Taylor coefficients of a system's solution, up to some order. */
export interface Series {
  /** Those of coordinate i (q, then p) are the numbers i * (order + 1) and the `order` that follow. */
  readonly coefficients: Float64Array;
  /** Sets them for the solution through a state s (q, then p) at time t[0]. */
  fill(s: Float64Array, t: Float64Array): void;
  /** Whose coefficients these are: runs of one system share them, and fill them anew where they were another's. */
  owner?: Float64Array;
}

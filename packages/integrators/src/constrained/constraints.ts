/** Holonomic constraints g(q) = 0, as distances that stay what they are. */
export interface Constraints {
  /** How many: m. */
  readonly count: number;
  /** Fills `out` (length m) with g at q. */
  readonly g: (q: Float64Array, out: Float64Array) => void;
  /** Fills `out` with dg/dq, m rows of n: that of constraint a from `out[a * n]` on. It comes zeroed. */
  readonly dgdq: (q: Float64Array, out: Float64Array) => void;
}

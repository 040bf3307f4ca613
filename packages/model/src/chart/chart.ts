/** Points of a phase space: any number of coordinates, q and p alike. */
export interface PhasePoints {
  readonly samples: number;
  /** [samples, coordinates] */
  readonly q: ArrayLike<number>;
  /** [samples, coordinates] */
  readonly p: ArrayLike<number>;
}

/** y = matrix x + offset. */
export interface AffineMap {
  /** Rows. */
  readonly matrix: readonly (readonly number[])[];
  readonly offset: readonly number[];
}

/** The two directions in which points vary most. A point is the vector of its q and then its p. */
export interface PrincipalAxes {
  readonly centre: readonly number[];
  /** Two orthonormal vectors, that of the larger variance first; the largest entry of each is positive. */
  readonly axes: readonly [readonly number[], readonly number[]];
  /** Standard deviations of the points along them. */
  readonly deviations: readonly [number, number];
  /** Shares of the whole variance that lie along them. */
  readonly explained: readonly [number, number];
}

/** A linear map between a latent and the true phase space. */
export interface Gauge {
  /** Latent point to true one. */
  readonly toTruth: AffineMap;
  /** True point to the likeliest latent one: a right inverse, `toTruth` of it is the true point again. */
  readonly fromTruth: AffineMap;
  /** Share of the variance of the truth that `toTruth` explains on points it was not fitted to, mean over coordinates. */
  readonly r2: number;
  /** How many times an area of the true phase space is larger in the latent one; negative where it is turned over. */
  readonly scale: number;
  /**
   * Distance of `fromTruth` from a symplectic map times `scale`, relative: 0 for a symplectic one. With one degree of
   * freedom every linear map that keeps an area is one, so it is 0 then.
   */
  readonly defect: number;
}

/** The plane in which latent states are drawn. */
export interface Chart {
  readonly principal: PrincipalAxes;
  /**
   * Share of the variance of the truth that the best linear map explains on samples it was not fitted to; absent where
   * no truth is known or there are too few samples. Negative where the map is worse than the mean.
   */
  readonly r2?: number;
  /** Absent where no truth is known, or none fits: where less than half of its variance is explained. */
  readonly gauge?: Gauge;
}

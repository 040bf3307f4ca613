import { polynomialFeatures } from './polynomialFeatures.ts';

/** A coordinate of a phase space, and what makes it have mean 0 and variance 1. */
export interface Standardisation {
  readonly half: 'q' | 'p';
  /** Index among the coordinates of that half. */
  readonly coordinate: number;
  readonly mean: number;
  readonly deviation: number;
}

/** Polynomials from a latent phase space to the true one, between standardised coordinates. */
export interface PolynomialMap {
  /** The latent coordinates that are variables. */
  readonly from: readonly Standardisation[];
  /** The true coordinates, q and then p. */
  readonly to: readonly Standardisation[];
  /** Monomials, each as the indices of its factors among the variables. */
  readonly terms: readonly (readonly number[])[];
  /** [true coordinate][monomial] */
  readonly weights: readonly Float64Array[];
  /** [true coordinate] */
  readonly intercepts: readonly number[];
}

/**
 * The true state that the polynomials of {@link syMetric} make of a latent one.
 *
 * @param state a latent state, all coordinates of q and of p
 * @example
 * import { generate, presets as datasets } from '@hgn/datasets';
 * import { applyPolynomialMap, syMetric } from '@hgn/model';
 *
 * const truth = generate(datasets['mass-spring'], { seed: 1, trajectories: 5, frames: 60 });
 * const [{ map }] = syMetric({ ...truth, p: truth.p.map((p) => 3 * p) }, truth).batches;
 * if (map) console.log(applyPolynomialMap(map, { q: [0.5], p: [0.3] })); // near { q: [0.5], p: [0.1] }
 */
export function applyPolynomialMap(
  map: PolynomialMap,
  state: { readonly q: ArrayLike<number>; readonly p: ArrayLike<number> },
): { q: number[]; p: number[] } {
  const point = Float64Array.from(
    map.from,
    ({ half, coordinate, mean, deviation }) => (state[half][coordinate] - mean) / deviation,
  );
  const features = polynomialFeatures(point, point.length, map.terms);
  const values = map.to.map(({ mean, deviation }, k) => {
    const standardised = map.weights[k].reduce((sum, w, j) => sum + w * features[j], map.intercepts[k]);
    return mean + deviation * standardised;
  });
  const half = values.length / 2;
  return { q: values.slice(0, half), p: values.slice(half) };
}

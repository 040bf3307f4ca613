import { requireOptions, type OptionNames } from '@hgn/options';
import { foldIn, key, permutation } from '@hgn/nn';
import { columnMoments, coordinatesOf, type Orbits } from '../orbits.ts';
import { addPolynomialGradient } from './polynomialFeatures.ts';
import { fitPolynomial } from './polynomialFit.ts';
import type { PolynomialMap, Standardisation } from './polynomialMap.ts';
import { deviationFromSymplectic } from './symplecticity.ts';

/** How {@link syMetric} judges; the defaults are the published ones. */
export interface SyMetricOptions {
  /** Posterior variances of the latent state, [trajectory, coordinate] each; pairs not below 0.5 in either are left out. */
  readonly posteriorVariance?: { readonly q: ArrayLike<number>; readonly p: ArrayLike<number> };
  /** Decides at which frames Jacobians are taken; 0 by default. */
  readonly seed?: number;
  /** Trajectories judged together; 5 by default. */
  readonly trajectoriesPerBatch?: number;
  /** Jacobians per trajectory; 10 by default. */
  readonly pointsPerTrajectory?: number;
  /** Highest order of polynomials; 5 by default. */
  readonly maximumOrder?: number;
  /** Orders with more monomials than this are not tried; 600 by default: order 2 of 32 variables, 5 of 6. */
  readonly maximumTerms?: number;
}

/** The verdict on some trajectories together. */
export interface SyMetricBatch {
  /** 1 if r2 > 0.9 and sym < 0.05, else 0. */
  readonly score: 0 | 1;
  /** How well polynomials of the latent state explain the true one. */
  readonly r2: number;
  /** Deviation of these polynomials from a symplectic map, 0 to 1000. */
  readonly sym: number;
  /** Order of the polynomials; 0 when the latent orbits are not finite, which scores 0. */
  readonly order: number;
  /** The polynomials themselves, for {@link applyPolynomialMap}; absent when the latent orbits are not finite. */
  readonly map?: PolynomialMap;
}

/** Whether a latent phase space is the true one up to a symplectic map. */
export interface SyMetric {
  /** Mean over batches, in [0, 1]. */
  readonly score: number;
  readonly r2: number;
  readonly sym: number;
  /** Latent pairs (q_i, p_i) that were used. */
  readonly pairs: number;
  readonly batches: readonly SyMetricBatch[];
}

const enough = 0.9;
const symplecticEnough = 0.05;
const largestDefect = 1000;
const informativeVariance = 0.5;
const smallestWeight = 1e-3;

const syMetricOptionNames: OptionNames<SyMetricOptions> = {
  posteriorVariance: true,
  seed: true,
  trajectoriesPerBatch: true,
  pointsPerTrajectory: true,
  maximumOrder: true,
  maximumTerms: true,
};

/**
 * SyMetric: whether the true state is a function of the latent one, and that function symplectic.
 *
 * Both are standardised; the true q and p are fitted by sparse polynomials of the latent ones, of the lowest order that
 * explains 90 % of the variance; and the Jacobian J of the fit must make P = (J E J^T)(J E^T J^T) the identity, up to a
 * factor per trajectory, at random frames.
 *
 * What it does not see follows from that definition: with one true degree of freedom every P is a multiple of the
 * identity, so that only a factor that changes along a trajectory counts; swapped, mirrored or rotated coordinates pass; and
 * so does a latent that runs at half the frequency (q^2 - p^2, 2 q p), which {@link periodRatio} shows. With several degrees
 * of freedom, standardising each coordinate by itself can spoil a symplectic map.
 *
 * Cost: milliseconds for a few pairs whose map is simple; seconds per batch where no polynomial fits.
 * Source: Higgins et al. 2021, arXiv:2111.05986, section 4, with the thresholds of its published code; `maximumTerms`
 * stands in place of that code's time limit.
 *
 * @param latent latent orbits; their q and p may have any number of coordinates
 * @param truth true orbits of the same trajectories and frames
 * @throws RangeError when trajectories, frames or shapes do not fit, or a true orbit is not finite
 * @example
 * import { generate, presets as datasets } from '@hgn/datasets';
 * import { syMetric } from '@hgn/model';
 *
 * const truth = generate(datasets['mass-spring'], { seed: 1, trajectories: 5, frames: 60 });
 * const latent = { ...truth, p: truth.p.map((p) => 3 * p) };
 * console.log(syMetric(latent, truth).score); // 1: p is the true momentum in other units
 */
export function syMetric(latent: Orbits, truth: Orbits, options: SyMetricOptions = {}): SyMetric {
  requireOptions('syMetric', options, syMetricOptionNames);
  const { seed = 0, trajectoriesPerBatch = 5, pointsPerTrajectory = 10 } = options;
  const { trajectories, length } = latent;
  if (truth.trajectories !== trajectories || truth.length !== length) {
    throw new RangeError(
      `syMetric: latent and true orbits must be of the same frames, but got ${trajectories} x ${length} and ${truth.trajectories} x ${truth.length}`,
    );
  }
  const kept = informativePairs(latent, options.posteriorVariance);
  const every = Array.from({ length: coordinatesOf('syMetric', truth) }, (_, i) => i);
  const batches: SyMetricBatch[] = [];
  for (let first = 0; first < trajectories; first += trajectoriesPerBatch) {
    const count = Math.min(trajectoriesPerBatch, trajectories - first);
    const rows = { from: first * length, count: count * length };
    const from = standardisations(latent, kept, rows);
    const to = standardisations(truth, every, rows);
    const points = standardisedColumns(latent, from, rows);
    const targets = standardisedColumns(truth, to, rows);
    if (!targets.every(allFinite)) {
      throw new RangeError('syMetric: the true orbits must be finite, but hold NaN or Infinity');
    }
    if (!points.every(allFinite)) {
      batches.push({ score: 0, r2: 0, sym: largestDefect, order: 0 });
      continue;
    }
    const fit = fitPolynomial(rowMajor(points), targets, {
      maximumOrder: options.maximumOrder ?? 5,
      maximumTerms: options.maximumTerms ?? 600,
      maximumIterations: 1000,
      enough,
    });
    const weights = fit.weights.map((row) => row.map((w) => (Math.abs(w) > smallestWeight ? w : 0)));
    let defects = 0;
    for (let trajectory = 0; trajectory < count; trajectory++) {
      const order = permutation(foldIn(key(seed), first + trajectory), length);
      const jacobians = Array.from({ length: Math.min(pointsPerTrajectory, length) }, (_, i) => {
        const x = points.map((column) => column[trajectory * length + order[i]]);
        return jacobianOf(x, fit.terms, weights);
      });
      defects += deviationFromSymplectic(jacobians, targets.length) / count;
    }
    const sym = Math.min(defects, largestDefect);
    const score = fit.r2 > enough && sym < symplecticEnough ? 1 : 0;
    const map = { from, to, terms: fit.terms, weights: fit.weights, intercepts: fit.intercepts };
    batches.push({ score, r2: fit.r2, sym, order: fit.order, map });
  }
  const mean = (pick: (batch: SyMetricBatch) => number): number =>
    batches.reduce((sum, batch) => sum + pick(batch), 0) / batches.length;
  return {
    score: mean(({ score }) => score),
    r2: mean(({ r2 }) => r2),
    sym: mean(({ sym }) => sym),
    pairs: kept.length,
    batches,
  };
}

/** Indices of the pairs (q_i, p_i) of which either has a mean posterior variance below 0.5; all if there is none. */
function informativePairs(latent: Orbits, variance: SyMetricOptions['posteriorVariance']): number[] {
  const coordinates = coordinatesOf('syMetric', latent);
  const all = Array.from({ length: coordinates }, (_, i) => i);
  if (variance === undefined) return all;
  const { trajectories } = latent;
  if (variance.q.length !== trajectories * coordinates || variance.p.length !== variance.q.length) {
    throw new RangeError(
      `syMetric: posteriorVariance must hold ${trajectories} trajectories x ${coordinates} coordinates of q and of p, but got ${variance.q.length} and ${variance.p.length} numbers`,
    );
  }
  const informs = (values: ArrayLike<number>, i: number): boolean =>
    columnMoments(values, i, coordinates, trajectories).mean < informativeVariance;
  const informative = all.filter((i) => informs(variance.q, i) || informs(variance.p, i));
  return informative.length > 0 ? informative : all;
}

interface Rows {
  readonly from: number;
  readonly count: number;
}

/** What makes the chosen coordinates of q, then those of p, have mean 0 and variance 1 over the rows. */
function standardisations(orbits: Orbits, chosen: readonly number[], rows: Rows): Standardisation[] {
  const coordinates = orbits.q.length / (orbits.trajectories * orbits.length);
  return (['q', 'p'] as const).flatMap((half) =>
    chosen.map((coordinate) => {
      const start = rows.from * coordinates + coordinate;
      const { mean, variance } = columnMoments(orbits[half], start, coordinates, rows.count);
      return { half, coordinate, mean, deviation: variance > 0 ? Math.sqrt(variance) : 1 };
    }),
  );
}

/** The coordinates named, standardised: a column each. */
function standardisedColumns(
  orbits: Orbits,
  columns: readonly Standardisation[],
  rows: Rows,
): Float64Array[] {
  const coordinates = orbits.q.length / (orbits.trajectories * orbits.length);
  return columns.map(({ half, coordinate, mean, deviation }) => {
    const start = rows.from * coordinates + coordinate;
    return Float64Array.from(
      { length: rows.count },
      (_, row) => (orbits[half][start + row * coordinates] - mean) / deviation,
    );
  });
}

const allFinite = (column: Float64Array): boolean => column.every((x) => Number.isFinite(x));

function rowMajor(columns: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(columns.length * columns[0].length);
  columns.forEach((column, j) => {
    column.forEach((x, row) => (out[row * columns.length + j] = x));
  });
  return out;
}

function jacobianOf(
  x: readonly number[],
  terms: readonly (readonly number[])[],
  weights: readonly Float64Array[],
): Float64Array {
  const jacobian = new Float64Array(weights.length * x.length);
  weights.forEach((row, k) =>
    addPolynomialGradient(x, terms, row, jacobian.subarray(k * x.length, (k + 1) * x.length)),
  );
  return jacobian;
}

import { requireOptions, type OptionNames } from '@hgn/options';
import { foldIn, uniform, type Key } from '@hgn/nn';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { FeaturePoints } from '../../metrics/samples/frameFeatures.ts';
import { logSumExp, weightedLogDensities, type GaussianMixture } from './gaussianMixture.ts';

/** How to fit a mixture. */
export interface FitMixtureOptions {
  /** Components at most: fewer where points coincide. */
  readonly components: number;
  /** Where the first guess comes from. */
  readonly key: Key;
  /** Smallest variance of a component in any direction, in squared units of the points. */
  readonly floor: number;
  /** Rounds of expectation and maximisation at most; default 100. */
  readonly rounds?: number;
  /** Ends when the mean log-likelihood rises by less, in nats; default 1e-4. */
  readonly tolerance?: number;
}

/** A fitted mixture. */
export interface FittedMixture {
  readonly mixture: GaussianMixture;
  /** Mean log-likelihood of the points before every round and after the last, in nats: it never falls. */
  readonly logLikelihoods: readonly number[];
}

const optionNames: OptionNames<FitMixtureOptions> = {
  components: true,
  key: true,
  floor: true,
  rounds: true,
  tolerance: true,
};

/** Rounds that assign points to the nearest centre before the first expectation. */
const assignments = 10;

/**
 * Fits a mixture of full normal distributions by expectation maximisation, from well separated points (k-means++) that a few
 * rounds of nearest centres have moved. Eigenvalues of covariances are raised to the floor, which is what maximises the
 * likelihood under that bound, so that it never falls.
 *
 * Cost: points x components x dimensions^2 multiply-adds a round, in float64.
 *
 * Source: Dempster, Laird and Rubin 1977 (Journal of the Royal Statistical Society B 39); Arthur and Vassilvitskii 2007 (SODA);
 * for the bound Ingrassia 2004 (Statistical Methods and Applications 13).
 *
 * @throws RangeError for points that are not finite, fewer points than components, or a floor that is not positive
 */
export function fitMixture(points: FeaturePoints, options: FitMixtureOptions): FittedMixture {
  requireOptions('fitMixture', options, optionNames);
  const { components, key, floor, rounds = 100, tolerance = 1e-4 } = options;
  const { values, count } = points;
  if (!Number.isSafeInteger(components) || components < 1 || components > count) {
    throw new RangeError(
      `fitMixture: components must be from 1 to the number of points, but got ${components} for ${count} points`,
    );
  }
  if (!(floor > 0) || !Number.isFinite(floor)) {
    throw new RangeError(`fitMixture: floor must be a positive variance, but got ${floor}`);
  }
  if (!values.every(Number.isFinite)) {
    throw new RangeError('fitMixture: points must be finite, but some are not; leave them out');
  }
  const nearest = nearestCentres(points, spreadCentres(points, components, key));
  const assigned = new Float64Array(count * components);
  nearest.forEach((k, n) => (assigned[n * components + k] = 1));
  let mixture = maximise(points, assigned, floor);
  const logLikelihoods: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const expected = expect(points, mixture);
    logLikelihoods.push(expected.logLikelihood);
    const rise = expected.logLikelihood - (logLikelihoods.at(-2) ?? -Infinity);
    if (round === rounds || rise < tolerance) break;

    mixture = maximise(points, expected.responsibilities, floor);
  }
  return { mixture, logLikelihoods };
}

/** How likely every point is to come from every component, and the mean log-likelihood. */
function expect(points: FeaturePoints, mixture: GaussianMixture) {
  const components = mixture.weights.length;
  const responsibilities = weightedLogDensities('fitMixture', mixture, points);
  let total = 0;
  for (let n = 0; n < points.count; n++) {
    const log = logSumExp(responsibilities, n * components, components);
    total += log;
    for (let k = 0; k < components; k++) {
      responsibilities[n * components + k] = Math.exp(responsibilities[n * components + k] - log);
    }
  }
  return { responsibilities, logLikelihood: total / points.count };
}

/** The likeliest mixture for given responsibilities, [points, components]; components that nothing belongs to are dropped. */
function maximise(
  { values, count, dimensions }: FeaturePoints,
  responsibilities: Float64Array,
  floor: number,
): GaussianMixture {
  const components = responsibilities.length / count;
  const parts = Array.from({ length: components }, (_, k) => {
    let weight = 0;
    for (let n = 0; n < count; n++) weight += responsibilities[n * components + k];
    return { k, weight };
  }).filter(({ weight }) => weight > 1e-9 * count);
  const fitted = parts.map(({ k, weight }) => {
    const mean = new Float64Array(dimensions);
    for (let n = 0; n < count; n++) {
      const share = responsibilities[n * components + k] / weight;
      if (share === 0) continue;
      for (let i = 0; i < dimensions; i++) mean[i] += share * values[n * dimensions + i];
    }
    const covariance = new Float64Array(dimensions * dimensions);
    const from = new Float64Array(dimensions);
    for (let n = 0; n < count; n++) {
      const share = responsibilities[n * components + k] / weight;
      if (share === 0) continue;
      for (let i = 0; i < dimensions; i++) {
        from[i] = values[n * dimensions + i] - mean[i];
        const scaled = share * from[i];
        for (let j = 0; j <= i; j++) covariance[i * dimensions + j] += scaled * from[j];
      }
    }
    for (let i = 0; i < dimensions; i++) {
      for (let j = 0; j < i; j++) covariance[j * dimensions + i] = covariance[i * dimensions + j];
    }
    return { mean: Array.from(mean), covariance: raised(covariance, dimensions, floor) };
  });
  const whole = parts.reduce((sum, { weight }) => sum + weight, 0);
  return {
    weights: parts.map(({ weight }) => weight / whole),
    means: fitted.map(({ mean }) => mean),
    covariances: fitted.map(({ covariance }) => covariance),
  };
}

/** A symmetric matrix with every eigenvalue at the floor or above. */
function raised(matrix: Float64Array, size: number, floor: number): number[] {
  const rows = Array.from({ length: size }, (_, i) => matrix.subarray(i * size, (i + 1) * size));
  const { realEigenvalues, eigenvectorMatrix: vectors } = new EigenvalueDecomposition(new Matrix(rows), {
    assumeSymmetric: true,
  });
  if (realEigenvalues.every((value) => value >= floor)) return Array.from(matrix);
  const lifted = Matrix.diag(realEigenvalues.map((value) => Math.max(value, floor)));
  const whole = vectors.mmul(lifted).mmul(vectors.transpose());
  // Symmetric but for rounding.
  return whole.add(whole.transpose()).mul(0.5).to1DArray();
}

const squaredDistance = (a: Float64Array, at: number, b: ArrayLike<number>, size: number): number => {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += (a[at * size + i] - b[i]) ** 2;
  return sum;
};

/** Well separated points: each is drawn with a probability that grows with the squared distance to those before. */
function spreadCentres(
  { values, count, dimensions }: FeaturePoints,
  components: number,
  key: Key,
): Float64Array[] {
  const draws = uniform(foldIn(key, 'centres'), [components]).data;
  const distances = new Float64Array(count).fill(1);
  return Array.from({ length: components }, (_, k) => {
    const goal = draws[k] * distances.reduce((sum, distance) => sum + distance, 0);
    let passed = 0;
    const found = distances.findIndex((distance) => (passed += distance) > goal);
    const chosen = found < 0 ? Math.floor(draws[k] * count) : found;
    const centre = values.slice(chosen * dimensions, (chosen + 1) * dimensions);
    for (let n = 0; n < count; n++) {
      const distance = squaredDistance(values, n, centre, dimensions);
      distances[n] = k === 0 ? distance : Math.min(distances[n], distance);
    }
    return centre;
  });
}

/** The nearest centre of every point, after the centres have moved to the means of their points a few times. */
function nearestCentres(points: FeaturePoints, centres: readonly Float64Array[]): Int32Array {
  const { values, count, dimensions } = points;
  const nearest = new Int32Array(count);
  for (let round = 0; round < assignments; round++) {
    for (let n = 0; n < count; n++) {
      let smallest = Infinity;
      centres.forEach((centre, k) => {
        const distance = squaredDistance(values, n, centre, dimensions);
        if (distance < smallest) [smallest, nearest[n]] = [distance, k];
      });
    }
    const sizes = new Int32Array(centres.length);
    nearest.forEach((k) => sizes[k]++);
    centres.forEach((centre, k) => sizes[k] > 0 && centre.fill(0));
    nearest.forEach((k, n) => {
      for (let i = 0; i < dimensions; i++) centres[k][i] += values[n * dimensions + i] / sizes[k];
    });
  }
  return nearest;
}

import { foldIn, normal, uniform, type Key } from '@hgn/nn';
import type { FeaturePoints } from '../../metrics/samples/frameFeatures.ts';
import { choleskyFactor } from '../../portHamiltonian/cholesky.ts';

/** A mixture of normal distributions with full covariances, as plain numbers that JSON holds. */
export interface GaussianMixture {
  /** Share of every component: positive, 1 together. */
  readonly weights: readonly number[];
  /** Mean of every component, [components][dimensions]. */
  readonly means: readonly (readonly number[])[];
  /** Covariance of every component, row by row: [components][dimensions * dimensions], symmetric and positive definite. */
  readonly covariances: readonly (readonly number[])[];
}

/** What the density of one component needs. */
interface Component {
  readonly mean: readonly number[];
  /** Lower factor of the covariance, row by row. */
  readonly factor: Float64Array;
  /** Logarithm of weight times height at the mean. */
  readonly logHeight: number;
}

function componentsOf(caller: string, { weights, means, covariances }: GaussianMixture): Component[] {
  return weights.map((weight, k) => {
    const mean = means[k];
    const size = mean.length;
    const factor = choleskyFactor(Float64Array.from(covariances[k]), size);
    if (factor === undefined) {
      throw new RangeError(
        `${caller}: a covariance must be symmetric and positive definite, but that of component ${k} is not; fit with a larger floor`,
      );
    }
    let logHeight = Math.log(weight) - (size / 2) * Math.log(2 * Math.PI);
    for (let i = 0; i < size; i++) logHeight -= Math.log(factor[i * size + i]);
    return { mean, factor, logHeight };
  });
}

/**
 * Logarithms of weight times density of every component at every point, [points, components], in nats.
 *
 * Cost: points x components x dimensions^2 / 2 multiply-adds in float64.
 *
 * @throws RangeError for a covariance that is not positive definite
 */
export function weightedLogDensities(
  caller: string,
  mixture: GaussianMixture,
  { values, count, dimensions }: FeaturePoints,
): Float64Array {
  const components = componentsOf(caller, mixture);
  const logs = new Float64Array(count * components.length);
  const solved = new Float64Array(dimensions);
  components.forEach(({ mean, factor, logHeight }, k) => {
    for (let n = 0; n < count; n++) {
      let squares = 0;
      for (let i = 0; i < dimensions; i++) {
        let sum = values[n * dimensions + i] - mean[i];
        for (let j = 0; j < i; j++) sum -= factor[i * dimensions + j] * solved[j];
        solved[i] = sum / factor[i * dimensions + i];
        squares += solved[i] ** 2;
      }
      logs[n * components.length + k] = logHeight - squares / 2;
    }
  });
  return logs;
}

/** Logarithm of a sum of exponentials, without overflow. */
export function logSumExp(values: ArrayLike<number>, from: number, count: number): number {
  let highest = -Infinity;
  for (let i = from; i < from + count; i++) highest = Math.max(highest, values[i]);
  let sum = 0;
  for (let i = from; i < from + count; i++) sum += Math.exp(values[i] - highest);
  return highest + Math.log(sum);
}

/**
 * Logarithm of the density of a mixture at every point, in nats, in float64.
 *
 * @throws RangeError for a covariance that is not positive definite
 */
export function mixtureLogDensity(mixture: GaussianMixture, points: FeaturePoints): Float64Array {
  const logs = weightedLogDensities('mixtureLogDensity', mixture, points);
  const components = mixture.weights.length;
  return Float64Array.from({ length: points.count }, (_, n) => logSumExp(logs, n * components, components));
}

/**
 * Draws points of a mixture; the same key gives the same points, and fewer of them the first of more.
 *
 * @throws RangeError for a covariance that is not positive definite
 */
export function drawMixture(mixture: GaussianMixture, key: Key, count: number): FeaturePoints {
  const components = componentsOf('drawMixture', mixture);
  const dimensions = mixture.means[0].length;
  const choice = uniform(foldIn(key, 'component'), [count]).data;
  const noise = normal(foldIn(key, 'noise'), [count, dimensions]).data;
  const values = new Float64Array(count * dimensions);
  for (let n = 0; n < count; n++) {
    let passed = 0;
    let k = mixture.weights.findIndex((weight) => (passed += weight) > choice[n]);
    // Rounding may leave the sum of all weights below the draw.
    if (k < 0) k = components.length - 1;
    const { mean, factor } = components[k];
    for (let i = 0; i < dimensions; i++) {
      let sum = mean[i];
      for (let j = 0; j <= i; j++) sum += factor[i * dimensions + j] * noise[n * dimensions + j];
      values[n * dimensions + i] = sum;
    }
  }
  return { values, count, dimensions };
}

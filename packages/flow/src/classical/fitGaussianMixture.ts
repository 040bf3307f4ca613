import { requireOptions, type OptionNames } from '@hgn/options';
import { foldIn, key as rootKey, uniform, type Key } from '@hgn/nn';
import { wholeNumber } from '../core/check.ts';
import type { Distribution } from '../distributions/distribution.ts';
import { fullGaussian } from '../distributions/fullGaussian.ts';
import { mixture } from '../distributions/mixture.ts';
import {
  columnsOf,
  pointsOf,
  standardisationOf,
  type Points,
  type Samples,
} from '../fit/training/samples.ts';
import { cholesky, inverseLowerRows } from '../linear/cholesky.ts';
import { momentsOf, type Moments } from './moments.ts';

/** Options of {@link fitGaussianMixture}. */
export interface GaussianMixtureFit {
  /** How many components. */
  readonly components: number;
  /** Seed of the first guess; default 0. */
  readonly seed?: number;
  /** Rounds of expectation and maximisation at most; default 200. */
  readonly rounds?: number;
  /** Ends when the mean log-likelihood rises by less, in nats; default 1e-5. */
  readonly tolerance?: number;
  /** Added to every variance, as a share of the variance of its column; default 1e-5. */
  readonly regularisation?: number;
}

const fitGaussianMixtureOptionNames: OptionNames<GaussianMixtureFit> = {
  components: true,
  seed: true,
  rounds: true,
  tolerance: true,
  regularisation: true,
};

/**
 * A mixture of full Gaussians by expectation maximisation, started from well separated samples (k-means++). A
 * baseline for flows.
 *
 * Cost: rows x components x features^2 a round, on the host.
 *
 * Source: Dempster, Laird, Rubin (1977), doi:10.1111/j.2517-6161.1977.tb01600.x; Arthur and Vassilvitskii (2007).
 *
 * @throws RangeError for samples that are not finite, too few for the parameters, or with a constant column.
 * @example
 * const samples = await draw(eightGaussians(), 500, { seed: 1 });
 * const hills = fitGaussianMixture(samples, { components: 8 });
 */
export function fitGaussianMixture(samples: Samples, options: GaussianMixtureFit): Distribution {
  requireOptions('fitGaussianMixture', options, fitGaussianMixtureOptionNames);
  const { components, seed = 0, rounds = 200, tolerance = 1e-5, regularisation = 1e-5 } = options;
  wholeNumber('fitGaussianMixture: components', components);
  const points = pointsOf('fitGaussianMixture', samples, columnsOf(samples));
  const [rows, features] = points.shape;
  const needed = components * (1 + features + (features * (features + 1)) / 2) - 1;
  if (rows < needed) {
    throw new RangeError(
      `fitGaussianMixture: ${components} full Gaussians of ${features} features have ${needed} parameters, so there must be at least as many samples, but got ${rows}; give more samples or ask for fewer components`,
    );
  }
  const { scale } = standardisationOf('fitGaussianMixture', points);
  const floor = Array.from(scale.data, (value) => regularisation * value * value);
  const whole = momentsOf(points);
  let parts: Part[] = spreadCentres(points, components, scale.data, rootKey(seed)).map((row) =>
    part(
      { ...whole, mean: Array.from(points.data.subarray(row * features, (row + 1) * features)) },
      floor,
      1 / components,
    ),
  );
  let previous = -Infinity;
  for (let round = 0; round < rounds; round++) {
    const { responsibilities, meanLogLikelihood } = expect(points, parts);
    parts = responsibilities.map((weights) => {
      const moments = momentsOf(points, weights);
      return part(moments, floor, moments.weight / rows);
    });
    if (meanLogLikelihood - previous < tolerance) break;
    previous = meanLogLikelihood;
  }
  return mixture({
    components: parts.map(({ mean, covariance }) => fullGaussian({ mean, covariance })),
    weights: parts.map(({ weight }) => weight),
  });
}

/** One component, and what its density needs. */
interface Part extends Moments {
  /** Inverse of the triangular factor of the covariance. */
  readonly inverse: number[][];
  /** log of weight and height. */
  readonly logHeight: number;
}

function part({ mean, covariance: raw }: Moments, floor: readonly number[], weight: number): Part {
  const covariance = raw.map((row, i) => row.map((value, j) => (i === j ? value + floor[i] : value)));
  const factor = cholesky('fitGaussianMixture', covariance);
  const logDet = factor.reduce((sum, row, i) => sum + Math.log(row[i]), 0);
  const logHeight = Math.log(weight) - logDet - (mean.length / 2) * Math.log(2 * Math.PI);
  return { mean, covariance, weight, inverse: inverseLowerRows(factor), logHeight };
}

/** How likely each sample is to come from each component, and the mean log-likelihood. */
function expect({ data, shape }: Points, parts: readonly Part[]) {
  const [rows, features] = shape;
  const responsibilities = parts.map(() => new Float64Array(rows));
  const logs = new Float64Array(parts.length);
  let total = 0;
  for (let i = 0; i < rows; i++) {
    let highest = -Infinity;
    parts.forEach(({ mean, inverse, logHeight }, k) => {
      let squares = 0;
      for (let a = 0; a < features; a++) {
        let z = 0;
        for (let b = 0; b <= a; b++) z += inverse[a][b] * (data[i * features + b] - mean[b]);
        squares += z * z;
      }
      logs[k] = logHeight - squares / 2;
      highest = Math.max(highest, logs[k]);
    });
    let sum = 0;
    for (const log of logs) sum += Math.exp(log - highest);
    const logSum = highest + Math.log(sum);
    total += logSum;
    responsibilities.forEach((weights, k) => (weights[i] = Math.exp(logs[k] - logSum)));
  }
  return { responsibilities, meanLogLikelihood: total / rows };
}

/** Rows of well separated samples: each is drawn with a probability that grows with the squared distance to the others. */
function spreadCentres({ data, shape }: Points, count: number, scale: ArrayLike<number>, key: Key): number[] {
  const [rows, features] = shape;
  const { data: u } = uniform(foldIn(key, 'centres'), [count]);
  const nearest = new Float64Array(rows).fill(1);
  const chosen: number[] = [];
  for (let k = 0; k < count; k++) {
    const goal = u[k] * nearest.reduce((sum, value) => sum + value, 0);
    let passed = 0;
    let row = nearest.findIndex((value) => (passed += value) > goal);
    if (row < 0) row = rows - 1;
    chosen.push(row);
    for (let i = 0; i < rows; i++) {
      let squares = 0;
      for (let j = 0; j < features; j++) {
        squares += ((data[i * features + j] - data[row * features + j]) / scale[j]) ** 2;
      }
      nearest[i] = k === 0 ? squares : Math.min(nearest[i], squares);
    }
  }
  return chosen;
}

import type { Distribution } from '../distributions/distribution.ts';
import { fullGaussian } from '../distributions/fullGaussian.ts';
import { columnsOf, pointsOf, standardisationOf, type Samples } from '../fit/training/samples.ts';
import { momentsOf } from './moments.ts';

/**
 * The full Gaussian of maximum likelihood: mean and covariance of the samples. A baseline for flows.
 *
 * @throws RangeError for samples that are not finite, fewer than the features + features (features + 1) / 2 parameters,
 * or with a constant column; NotPositiveDefiniteError for a column that is a combination of others. All name the column.
 * @example
 * const normal = fitGaussian([[0, 1], [1, 0], [2, 2], [3, 1], [1, 3]]);
 */
export function fitGaussian(samples: Samples): Distribution {
  const points = pointsOf('fitGaussian', samples, columnsOf(samples));
  const [rows, features] = points.shape;
  const parameters = features + (features * (features + 1)) / 2;
  if (rows < parameters) {
    throw new RangeError(
      `fitGaussian: a full Gaussian of ${features} features has ${parameters} parameters, so there must be at least as many samples, but got ${rows}; give more samples or drop columns`,
    );
  }
  standardisationOf('fitGaussian', points);
  const { mean, covariance } = momentsOf(points);
  return fullGaussian({ mean, covariance });
}

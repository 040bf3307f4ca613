import { Matrix } from 'ml-matrix';
import type { FeaturePoints } from './frameFeatures.ts';

/** Mean and covariance of points. */
export interface Moments {
  readonly mean: Float64Array;
  /** Divided by the number of points, not by one less. */
  readonly covariance: Matrix;
}

/** The moments of points, of one at least. */
export function momentsOf({ values, count, dimensions }: FeaturePoints): Moments {
  const mean = new Float64Array(dimensions);
  for (let i = 0; i < count; i++) {
    for (let d = 0; d < dimensions; d++) mean[d] += values[i * dimensions + d] / count;
  }
  const centred = new Matrix(count, dimensions);
  for (let i = 0; i < count; i++) {
    for (let d = 0; d < dimensions; d++) centred.set(i, d, values[i * dimensions + d] - mean[d]);
  }
  return { mean, covariance: centred.transpose().mmul(centred).div(count) };
}

import { requireOptions } from '@hgn/options';
import { ndarray } from '@hgn/autodiff';
import { normal } from '@hgn/nn';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { contextOf, rowsOf, wholeNumber } from '../core/check.ts';
import { parameter, type ParameterTensors } from '../core/parameters.ts';
import { scope } from '../core/scope.ts';
import { cholesky, inverseLowerRows } from '../linear/cholesky.ts';
import { inverseOfLower, lowerTriangle } from '../linear/triangular.ts';
import type { Distribution } from './distribution.ts';
import { HALF_LOG_TWO_PI } from './gaussian.ts';

/** Options of {@link fullGaussian}. */
export interface FullGaussianOptions {
  /** The mean. */
  readonly mean: readonly number[];
  /** The covariance, rows of a symmetric positive definite matrix. */
  readonly covariance: readonly (readonly number[])[];
  /** Whether both are parameters to be learnt, starting from here; default false. */
  readonly learnable?: boolean;
}

/**
 * The normal distribution with a full covariance L L^T.
 *
 * Parameters, if learnable: `mean`, `logDiagonal` of L and `below`, its entries under the diagonal row by row.
 *
 * @throws RangeError if the sizes do not agree; NotPositiveDefiniteError, which tells the column.
 * @example
 * const tilted = fullGaussian({ mean: [0, 1], covariance: [[2, 0.5], [0.5, 1]] });
 */
export function fullGaussian(options: FullGaussianOptions): Distribution {
  requireOptions('fullGaussian', options, { mean: true, covariance: true, learnable: true });
  const { mean, covariance, learnable = false } = options;
  const features = mean.length;
  wholeNumber('fullGaussian: the length of the mean', features);
  if (covariance.length !== features || covariance.some((row) => row.length !== features)) {
    throw new RangeError(
      `fullGaussian: the covariance must be ${features} x ${features}, but got ${covariance.length} rows of ${covariance.map((row) => row.length).join(', ')}`,
    );
  }
  const factor = cholesky('fullGaussian', covariance);
  const inverse = inverseLowerRows(factor);
  const logDiagonal = factor.map((row, i) => Math.log(row[i]));
  const below = factor.flatMap((row, i) => row.slice(0, i));

  /** Mean, L, a way to its inverse, and log det L. */
  function parts(parameters: ParameterTensors) {
    if (!learnable) {
      return {
        at: tf.tensor1d([...mean]),
        lower: tf.tensor2d(factor),
        inverseLower: () => tf.tensor2d(inverse) as Tensor,
        logDet: tf.scalar(logDiagonal.reduce((sum, value) => sum + value)),
      };
    }
    const logs = parameter('fullGaussian', parameters, 'logDiagonal');
    const lower = lowerTriangle(
      features === 1 ? tf.zeros([0]) : parameter('fullGaussian', parameters, 'below'),
      tf.exp(logs),
    );
    return {
      at: parameter('fullGaussian', parameters, 'mean'),
      lower,
      inverseLower: () => inverseOfLower(lower),
      logDet: tf.sum(logs),
    };
  }

  const logProbOfNoise = (noise: Tensor, logDet: Tensor): Tensor =>
    tf.sub(tf.sub(tf.mul(tf.sum(tf.square(noise), 1), -0.5), features * HALF_LOG_TWO_PI), logDet);
  const place = (noise: Tensor, { at, lower }: ReturnType<typeof parts>): Tensor =>
    tf.add(tf.matMul(noise, lower, false, true), at);

  return {
    features,
    context: 0,
    init: () =>
      learnable
        ? {
            mean: ndarray([...mean]),
            logDiagonal: ndarray(logDiagonal),
            ...(features > 1 && { below: ndarray(below) }),
          }
        : {},
    noise: (key, count) => normal(key, [count, features]),
    sample: (parameters, noise, context) =>
      scope(() => {
        contextOf('fullGaussian', context, 0);
        return place(noise as Tensor, parts(parameters));
      }),
    logProb: (parameters, x, context) =>
      scope(() => {
        contextOf('fullGaussian', context, 0);
        rowsOf('fullGaussian: x', x, features);
        const { at, inverseLower, logDet } = parts(parameters);
        return logProbOfNoise(tf.matMul(tf.sub(x, at), inverseLower(), false, true), logDet);
      }),
    sampleAndLogProb: (parameters, noise, context) =>
      scope(() => {
        contextOf('fullGaussian', context, 0);
        const found = parts(parameters);
        return {
          x: place(noise as Tensor, found),
          logProb: logProbOfNoise(noise as Tensor, found.logDet),
        };
      }),
  };
}

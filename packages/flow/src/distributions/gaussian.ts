import { requireOptions, type OptionNames } from '@hgn/options';
import { ndarray } from '@hgn/autodiff';
import { normal } from '@hgn/nn';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { contextOf, positive, rowsOf, wholeNumber } from '../core/check.ts';
import { parameter, type ParameterTensors } from '../core/parameters.ts';
import { scope } from '../core/scope.ts';
import type { Distribution } from './distribution.ts';

/** Half the logarithm of 2 pi: what each dimension of a normal density costs. */
export const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

/** Options of {@link gaussian}. */
export interface GaussianOptions {
  /** Columns of a sample. */
  readonly features: number;
  /** Mean of each column; default 0. */
  readonly mean?: readonly number[];
  /** Standard deviation of each column, above 0; default 1. */
  readonly deviation?: readonly number[];
  /** Whether mean and deviation are parameters, `mean` and `logDeviation`, to be learnt; default false. */
  readonly learnable?: boolean;
}

const gaussianOptionNames: OptionNames<GaussianOptions> = {
  features: true,
  mean: true,
  deviation: true,
  learnable: true,
};

/**
 * The normal distribution with independent columns; the standard one unless told otherwise.
 *
 * @throws RangeError if a deviation is not above 0, or the lists have not one entry a column.
 * @example
 * const prior = gaussian({ features: 2 });
 * prior.logProb({}, tf.zeros([1, 2])); // -log 2 pi
 */
export function gaussian(options: GaussianOptions): Distribution {
  requireOptions('gaussian', options, gaussianOptionNames);
  const { features, learnable = false } = options;
  wholeNumber('gaussian: features', features);
  const mean = options.mean ?? new Array<number>(features).fill(0);
  const deviation = options.deviation ?? new Array<number>(features).fill(1);
  if (mean.length !== features || deviation.length !== features) {
    throw new RangeError(
      `gaussian: mean and deviation must have ${features} entries, but got ${mean.length} and ${deviation.length}`,
    );
  }
  for (const value of deviation) positive('gaussian: a deviation', value);
  const isStandard =
    !learnable && mean.every((value) => value === 0) && deviation.every((value) => value === 1);
  const fixed = { mean: [...mean], logDeviation: deviation.map(Math.log) };

  function moments(parameters: ParameterTensors): { mean: Tensor; logDeviation: Tensor } {
    return learnable
      ? {
          mean: parameter('gaussian', parameters, 'mean'),
          logDeviation: parameter('gaussian', parameters, 'logDeviation'),
        }
      : { mean: tf.tensor1d(fixed.mean), logDeviation: tf.tensor1d(fixed.logDeviation) };
  }

  /** Log-density of standardised noise under the distribution it is the noise of. */
  function logProbOfNoise(noise: Tensor, logDeviation: Tensor | undefined): Tensor {
    const squares = tf.sum(tf.square(noise), 1);
    const volume = logDeviation === undefined ? 0 : tf.sum(logDeviation);
    return tf.sub(tf.sub(tf.mul(squares, -0.5), features * HALF_LOG_TWO_PI), volume);
  }

  const place = (noise: Tensor, { mean: at, logDeviation }: ReturnType<typeof moments>): Tensor =>
    tf.add(tf.mul(noise, tf.exp(logDeviation)), at);

  return {
    features,
    context: 0,
    init: () => (learnable ? { mean: ndarray(fixed.mean), logDeviation: ndarray(fixed.logDeviation) } : {}),
    noise: (key, count) => normal(key, [count, features]),
    sample: (parameters, noise, context) =>
      scope(() => {
        contextOf('gaussian', context, 0);
        return isStandard ? tf.clone(noise as Tensor) : place(noise as Tensor, moments(parameters));
      }),
    logProb: (parameters, x, context) =>
      scope(() => {
        contextOf('gaussian', context, 0);
        rowsOf('gaussian: x', x, features);
        if (isStandard) return logProbOfNoise(x, undefined);
        const { mean: at, logDeviation } = moments(parameters);
        return logProbOfNoise(tf.mul(tf.sub(x, at), tf.exp(tf.neg(logDeviation))), logDeviation);
      }),
    sampleAndLogProb: (parameters, noise, context) =>
      scope(() => {
        contextOf('gaussian', context, 0);
        if (isStandard)
          return { x: tf.clone(noise as Tensor), logProb: logProbOfNoise(noise as Tensor, undefined) };
        const found = moments(parameters);
        return {
          x: place(noise as Tensor, found),
          logProb: logProbOfNoise(noise as Tensor, found.logDeviation),
        };
      }),
  };
}

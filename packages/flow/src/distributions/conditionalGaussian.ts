import { requireOptions, type OptionNames } from '@hgn/options';
import { foldIn, mlp, normal, type ActivationName } from '@hgn/nn';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { requiredContext, rowsOf, wholeNumber } from '../core/check.ts';
import { branch, type ParameterTensors } from '../core/parameters.ts';
import { scope } from '../core/scope.ts';
import type { Distribution } from './distribution.ts';
import { HALF_LOG_TWO_PI } from './gaussian.ts';

/** Options of {@link conditionalGaussian}. */
export interface ConditionalGaussianOptions {
  /** Columns of a sample. */
  readonly features: number;
  /** Columns of the context that mean and deviation are functions of. */
  readonly context: number;
  /** Widths of the hidden layers of the network; default `[128, 128]`. */
  readonly hidden?: readonly number[];
  /** Their non-linearity; default `'relu'`. */
  readonly activation?: ActivationName;
}

const conditionalGaussianOptionNames: OptionNames<ConditionalGaussianOptions> = {
  features: true,
  context: true,
  hidden: true,
  activation: true,
};

/**
 * The normal distribution with independent columns whose mean and log-deviation are one network's function of a
 * context: the momentum encoder f(p | q) of a Neural Hamiltonian Flow is one, with q as its context.
 *
 * Starts close to the standard normal distribution. Parameters: those of the network.
 *
 * @throws RangeError if a size is not a positive whole number.
 * @example
 * const encoder = conditionalGaussian({ features: 2, context: 2, hidden: [64, 64] });
 */
export function conditionalGaussian(options: ConditionalGaussianOptions): Distribution {
  requireOptions('conditionalGaussian', options, conditionalGaussianOptionNames);
  const { features, context: columns, hidden = [128, 128], activation = 'relu' } = options;
  wholeNumber('conditionalGaussian: features', features);
  wholeNumber('conditionalGaussian: context', columns);
  const net = mlp({ inputs: columns, hidden, outputs: 2 * features, activation, outputGain: 0.1 });

  function moments(
    parameters: ParameterTensors,
    context: Tensor | undefined,
  ): { mean: Tensor; logDeviation: Tensor } {
    const given = requiredContext('conditionalGaussian', context, columns);
    const out = net.apply(branch('conditionalGaussian', parameters, 'network'), given);
    const [mean, logDeviation] = tf.split(out, 2, 1);
    return { mean, logDeviation };
  }

  const logProbOfNoise = (noise: Tensor, logDeviation: Tensor): Tensor =>
    tf.sub(tf.sum(tf.sub(tf.mul(tf.square(noise), -0.5), logDeviation), 1), features * HALF_LOG_TWO_PI);

  const place = (noise: Tensor, { mean, logDeviation }: ReturnType<typeof moments>): Tensor =>
    tf.add(tf.mul(noise, tf.exp(logDeviation)), mean);

  return {
    features,
    context: columns,
    init: (key) => ({ network: net.init(foldIn(key, 'network')) }),
    noise: (key, count) => normal(key, [count, features]),
    sample: (parameters, noise, context) => scope(() => place(noise as Tensor, moments(parameters, context))),
    logProb: (parameters, x, context) =>
      scope(() => {
        rowsOf('conditionalGaussian: x', x, features);
        const { mean, logDeviation } = moments(parameters, context);
        return logProbOfNoise(tf.mul(tf.sub(x, mean), tf.exp(tf.neg(logDeviation))), logDeviation);
      }),
    sampleAndLogProb: (parameters, noise, context) =>
      scope(() => {
        const found = moments(parameters, context);
        return {
          x: place(noise as Tensor, found),
          logProb: logProbOfNoise(noise as Tensor, found.logDeviation),
        };
      }),
  };
}

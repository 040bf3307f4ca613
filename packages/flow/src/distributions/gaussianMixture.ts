import { requireOptions, type OptionNames } from '@hgn/options';
import { logSumExp, ndarray } from '@hgn/autodiff';
import { foldIn, normal, uniform, type Key } from '@hgn/nn';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { contextOf, positive, rowsOf, wholeNumber } from '../core/check.ts';
import { parameter, type ParameterTensors } from '../core/parameters.ts';
import { scope } from '../core/scope.ts';
import type { Distribution, NoiseTensors } from './distribution.ts';
import { HALF_LOG_TWO_PI } from './gaussian.ts';

/** Options of {@link gaussianMixture}. */
export interface GaussianMixtureOptions {
  /** The centre of each component. */
  readonly means: readonly (readonly number[])[];
  /** Standard deviations: one number for all, or one list a component with one a column; default 1. */
  readonly deviations?: number | readonly (readonly number[])[];
  /** Weights of the components, above 0, in any scale; default equal. */
  readonly weights?: readonly number[];
  /** Whether means, deviations and weights are parameters to be learnt; default false. */
  readonly learnable?: boolean;
}

const gaussianMixtureOptionNames: OptionNames<GaussianMixtureOptions> = {
  means: true,
  deviations: true,
  weights: true,
  learnable: true,
};

/**
 * A mixture of normal distributions with independent columns.
 *
 * Parameters, if learnable: `means` and `logDeviations` [components, features], and `logits` [components]. Samples carry
 * gradients of the former two, not of the weights.
 *
 * @throws RangeError if sizes do not agree or a deviation or weight is not above 0.
 * @example
 * const twoHills = gaussianMixture({ means: [[-2, 0], [2, 0]], deviations: 0.5, weights: [1, 3] });
 */
export function gaussianMixture(options: GaussianMixtureOptions): Distribution {
  requireOptions('gaussianMixture', options, gaussianMixtureOptionNames);
  const { means, weights = means.map(() => 1), learnable = false } = options;
  const components = means.length;
  wholeNumber('gaussianMixture: the number of means', components);
  const features = means[0].length;
  const { deviations = 1 } = options;
  const spreads =
    typeof deviations === 'number' ? means.map((mean) => mean.map(() => deviations)) : deviations;
  if (
    weights.length !== components ||
    spreads.length !== components ||
    [...means, ...spreads].some((row) => row.length !== features)
  ) {
    throw new RangeError(
      `gaussianMixture: means, deviations and weights must agree in size, but got ${components} means of ${features} columns, ${spreads.length} deviations and ${weights.length} weights`,
    );
  }
  for (const value of spreads.flat()) positive('gaussianMixture: a deviation', value);
  for (const value of weights) positive('gaussianMixture: a weight', value);
  /** [features, components x features]: every column once for each component; and [.., components], their sums. */
  const spread = Array.from({ length: features }, (_, row) =>
    Array.from({ length: components * features }, (__, at) => (at % features === row ? 1 : 0)),
  );
  const gather = Array.from({ length: components * features }, (_, at) =>
    Array.from({ length: components }, (__, component) => (Math.floor(at / features) === component ? 1 : 0)),
  );
  const start = {
    means: ndarray(means.flat(), [components, features]),
    logDeviations: ndarray(spreads.flat().map(Math.log), [components, features]),
    logits: ndarray(weights.map(Math.log)),
  };

  function parts(parameters: ParameterTensors): {
    centres: Tensor;
    logDeviations: Tensor;
    logWeights: Tensor;
  } {
    const of = (name: keyof typeof start): Tensor => {
      const { data, shape } = start[name];
      return learnable ? parameter('gaussianMixture', parameters, name) : tf.tensor(data, [...shape]);
    };
    const logits = of('logits');
    return {
      centres: of('means'),
      logDeviations: of('logDeviations'),
      logWeights: tf.sub(logits, logSumExp(logits)),
    };
  }

  function logProb(x: Tensor, { centres, logDeviations, logWeights }: ReturnType<typeof parts>): Tensor {
    // Squares, not differences expanded into products: those cancel far from the origin.
    // All components' columns lie side by side: products with fixed matrices spread and sum faster than axes that are
    // broadcast and reduced, forward and backward.
    const flat = (table: Tensor): Tensor => tf.reshape(table, [1, components * features]);
    const away = tf.sub(tf.matMul(x, tf.tensor2d(spread)), flat(centres));
    const scaled = tf.mul(away, tf.exp(tf.neg(flat(logDeviations))));
    const squares = tf.matMul(tf.square(scaled), tf.tensor2d(gather));
    const heights = tf.sub(logWeights, tf.sum(tf.add(logDeviations, HALF_LOG_TWO_PI), 1));
    return logSumExp(tf.sub(heights, tf.mul(0.5, squares)), 1);
  }

  function sample(
    noise: NoiseTensors,
    { centres, logDeviations, logWeights }: ReturnType<typeof parts>,
  ): Tensor {
    const { choice, normal: z } = noise as { choice: Tensor; normal: Tensor };
    // The component whose stretch of [0, 1) the choice falls into.
    const ends = tf.cumsum(tf.exp(logWeights));
    const passed = tf.sum(tf.cast(tf.greaterEqual(choice, ends), 'int32'), 1);
    const picked = tf.oneHot(tf.cast(tf.minimum(passed, components - 1), 'int32'), components);
    const row = (table: Tensor): Tensor => tf.matMul(tf.cast(picked, 'float32'), table);
    return tf.add(row(centres), tf.mul(z, row(tf.exp(logDeviations))));
  }

  return {
    features,
    context: 0,
    init: () => (learnable ? start : {}),
    noise: (key: Key, count) => ({
      choice: uniform(foldIn(key, 'choice'), [count, 1]),
      normal: normal(foldIn(key, 'normal'), [count, features]),
    }),
    sample: (parameters, noise, context) =>
      scope(() => {
        contextOf('gaussianMixture', context, 0);
        return sample(noise, parts(parameters));
      }),
    logProb: (parameters, x, context) =>
      scope(() => {
        contextOf('gaussianMixture', context, 0);
        rowsOf('gaussianMixture: x', x, features);
        return logProb(x, parts(parameters));
      }),
    sampleAndLogProb: (parameters, noise, context) =>
      scope(() => {
        contextOf('gaussianMixture', context, 0);
        const found = parts(parameters);
        const x = sample(noise, found);
        return { x, logProb: logProb(x, found) };
      }),
  };
}

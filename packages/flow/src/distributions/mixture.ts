import { requireOptions } from '@hgn/options';
import { logSumExp, ndarray } from '@hgn/autodiff';
import { foldIn, uniform } from '@hgn/nn';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { positive } from '../core/check.ts';
import { branch, parameter, type ParameterTensors } from '../core/parameters.ts';
import { scope } from '../core/scope.ts';
import type { Distribution, NoiseTensors } from './distribution.ts';

/** Options of {@link mixture}. */
export interface MixtureOptions {
  /** The distributions to choose from, with the same number of features. */
  readonly components: readonly Distribution[];
  /** Their weights, above 0, in any scale; default equal. */
  readonly weights?: readonly number[];
  /** Whether the weights are parameters to be learnt; default false. */
  readonly learnable?: boolean;
}

/**
 * Draws from one of several distributions, chosen at random.
 *
 * Parameters: `components`, an array with one entry a component, and `logits` if the weights are learnable. Samples
 * carry gradients of the components, not of the weights. Cost: that of all components together, for samples too.
 *
 * @throws RangeError if there is no component, they differ in features or context, or a weight is not above 0.
 * @example
 * const heavyTailed = mixture({
 *   components: [gaussian({ features: 2 }), gaussian({ features: 2, deviation: [5, 5] })],
 *   weights: [9, 1],
 * });
 */
export function mixture(options: MixtureOptions): Distribution {
  requireOptions('mixture', options, { components: true, weights: true, learnable: true });
  const { components, weights = components.map(() => 1), learnable = false } = options;
  if (components.length === 0) throw new RangeError('mixture: there must be a component, but got none');
  const [{ features }] = components;
  const columns = Math.max(...components.map(({ context }) => context));
  if (
    components.some((each) => each.features !== features || (each.context > 0 && each.context !== columns))
  ) {
    const sizes = components.map((each) => `${each.features} (context ${each.context})`);
    throw new RangeError(
      `mixture: all components must have the same features and context, but got ${sizes.join(', ')}`,
    );
  }
  if (weights.length !== components.length) {
    throw new RangeError(
      `mixture: there must be one weight a component, but got ${weights.length} for ${components.length}`,
    );
  }
  for (const weight of weights) positive('mixture: a weight', weight);

  const own = (parameters: ParameterTensors, index: number) =>
    branch('mixture', branch('mixture', parameters, 'components'), index);
  const given = (index: number, context: Tensor | undefined) =>
    components[index].context > 0 ? context : undefined;
  function logWeights(parameters: ParameterTensors): Tensor {
    const logits = learnable
      ? parameter('mixture', parameters, 'logits')
      : tf.tensor1d(weights.map(Math.log));
    return tf.sub(logits, logSumExp(logits));
  }

  const logProb = (parameters: ParameterTensors, x: Tensor, context: Tensor | undefined): Tensor => {
    const each = components.map((component, index) =>
      component.logProb(own(parameters, index), x, given(index, context)),
    );
    return logSumExp(tf.add(tf.stack(each, 1), logWeights(parameters)), 1);
  };

  const sample = (parameters: ParameterTensors, noise: NoiseTensors, context: Tensor | undefined): Tensor => {
    const drawn = noise as { choice: Tensor; components: NoiseTensors[] };
    const ends = tf.cumsum(tf.exp(logWeights(parameters)));
    const passed = tf.minimum(
      tf.sum(tf.cast(tf.greaterEqual(drawn.choice, ends), 'int32'), 1),
      components.length - 1,
    );
    const picked = tf.cast(tf.oneHot(tf.cast(passed, 'int32'), components.length), 'float32');
    const each = components.map((component, index) =>
      component.sample(own(parameters, index), drawn.components[index], given(index, context)),
    );
    return tf.sum(tf.mul(tf.stack(each, 1), tf.expandDims(picked, 2)), 1);
  };

  return {
    features,
    context: columns,
    init: (key) => ({
      components: components.map((component, index) => component.init(foldIn(key, index))),
      ...(learnable && { logits: ndarray(weights.map(Math.log)) }),
    }),
    noise: (key, count) => ({
      choice: uniform(foldIn(key, 'choice'), [count, 1]),
      components: components.map((component, index) => component.noise(foldIn(key, index), count)),
    }),
    sample: (parameters, noise, context) => scope(() => sample(parameters, noise, context)),
    logProb: (parameters, x, context) => scope(() => logProb(parameters, x, context)),
    sampleAndLogProb: (parameters, noise, context) =>
      scope(() => {
        const x = sample(parameters, noise, context);
        return { x, logProb: logProb(parameters, x, context) };
      }),
  };
}

import type { NdArray, Tree } from '@hgn/autodiff';
import { ndarray } from '@hgn/autodiff';
import type { Layer } from '@hgn/nn';
import { conv2d, dense, split } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import type { ModelConfig } from './config.ts';
import { motionHead } from './motionHead.ts';
import type { PosteriorLayer } from './posteriorLayer.ts';

/** Builds the heads that a config describes; throws where they do not fit the features. */
export function posteriorOf(
  config: ModelConfig['posterior'],
  featureShape: readonly number[],
  inputFrames: number,
): PosteriorLayer {
  const { heads, size, logVarianceBias } = config;
  if (heads === 'motion') return motionHead(config, featureShape, inputFrames);
  if (heads === 'split') return splitFeatures(size, logVarianceBias, featureShape);
  if (heads === 'dense' && featureShape.length !== 1) {
    throw new Error(
      `createModel: dense posterior heads need a vector of features, but the encoder ends in [${featureShape.join(', ')}]; end it with { type: 'flatten' }`,
    );
  }
  const inputs = featureShape[featureShape.length - 1];
  const head: Layer =
    heads === 'conv' ? conv2d({ inputs, outputs: size, kernel: 3 }) : dense({ inputs, outputs: size });
  const own = (parameters: Tree<tf.Tensor>) =>
    parameters as { readonly mean: Tree<tf.Tensor>; readonly logVariance: Tree<tf.Tensor> };
  return {
    init(key) {
      const [meanKey, varianceKey] = split(key, 2);
      const { bias, ...rest } = head.init(varianceKey) as { readonly bias: NdArray };
      const started = Float32Array.from(bias.data, () => logVarianceBias);
      return {
        mean: head.init(meanKey),
        logVariance: { ...rest, bias: ndarray(started, bias.shape) },
      };
    },
    apply: (parameters, features) => ({
      mean: head.apply(own(parameters).mean, features),
      logVariance: head.apply(own(parameters).logVariance, features),
    }),
    latentShape: head.outputShape(featureShape),
    macs: 2 * head.macs(featureShape),
  };
}

function splitFeatures(
  size: number,
  logVarianceBias: number,
  featureShape: readonly number[],
): PosteriorLayer {
  const last = featureShape[featureShape.length - 1];
  if (last !== 2 * size) {
    throw new Error(
      `createModel: a split posterior of size ${size} needs features whose last axis is ${2 * size}, but the encoder ends in [${featureShape.join(', ')}]; change its last layer`,
    );
  }
  return {
    init: () => ({}),
    apply(_, features) {
      const [mean, logDeviation] = tf.split(features, 2, features.rank - 1);
      return { mean, logVariance: tf.add(tf.mul(2, logDeviation), logVarianceBias) };
    },
    latentShape: [...featureShape.slice(0, -1), size],
    macs: 0,
  };
}

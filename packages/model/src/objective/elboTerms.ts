import { sumOfChunks } from '@hgn/autodiff';
import * as tf from '@tensorflow/tfjs-core';
import type { DynamicsModel, ModelParameters } from '../architecture/model.ts';
import type { BatchTensors } from '../data/batchTensors.ts';
import { klToStandardNormal } from './divergence.ts';
import type { LossTerms } from './types.ts';
import { partSizes } from './partSizes.ts';

/**
 * Both terms of the ELBO on one batch (Toth et al. 2020, equation 3): encode, sample z, infer the state, roll it,
 * decode the chosen frames; the squared error per pixel value of those is an unbiased estimate of that of all.
 *
 * @param framesAtOnce about how many frames of the batch are decoded together: a part of them takes less memory, as its
 * gradients are computed before the next part; the terms then have first derivatives only
 */
export function elboTerms(
  model: DynamicsModel,
  parameters: ModelParameters<tf.Tensor>,
  batch: BatchTensors,
  framesAtOnce: number | 'all' = 'all',
): LossTerms {
  const posterior = model.encode(parameters, batch.inputs);
  const deviation = tf.exp(tf.mul(0.5, posterior.logVariance));
  const z = tf.add(posterior.mean, tf.mul(deviation, batch.noise));
  const [batchSize, decoded, length] = batch.selection.shape;
  const states = model.rollout(parameters, model.latentState(parameters, z), {
    dt: batch.dt as tf.Tensor1D,
    steps: length - 1,
    ...(batch.drive && { drive: batch.drive }),
  });
  const visible = tf.reshape(tf.stack(states.map(model.visible), 1), [batchSize, length, -1]);
  const chosen = decoded === length ? visible : tf.matMul(batch.selection, visible);
  const seen = tf.reshape(chosen, [batchSize * decoded, ...model.visibleShape]);
  return {
    mse: meanSquaredError(model, parameters, seen, batch.targets, framesAtOnce),
    kl: tf.mean<tf.Scalar>(klToStandardNormal(posterior)),
    prediction: tf.scalar(0),
    consistency: tf.scalar(0),
    shrinkage: tf.scalar(0),
  };
}

/** Between the targets and what the decoder makes of the states, decoded in parts. */
function meanSquaredError(
  model: DynamicsModel,
  parameters: ModelParameters<tf.Tensor>,
  visible: tf.Tensor,
  targets: tf.Tensor,
  framesAtOnce: number | 'all',
): tf.Scalar {
  const [count] = visible.shape;
  const sizes = framesAtOnce === 'all' ? [count] : partSizes(count, framesAtOnce);
  if (sizes.length === 1) {
    return tf.mean<tf.Scalar>(tf.square(tf.sub(model.decode(parameters, visible), targets)));
  }
  const { decoder, pixelBias } = parameters;
  const target = tf.split(targets, sizes);
  const squaredError = sumOfChunks(
    (own: Pick<typeof parameters, 'decoder' | 'pixelBias'>, part: tf.Tensor, i) =>
      tf.sum(tf.square(tf.sub(model.decode({ ...parameters, ...own }, part), target[i]))),
  );
  return tf.div(squaredError({ decoder, pixelBias }, tf.split(visible, sizes)), targets.size);
}

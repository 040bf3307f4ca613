import * as tf from '@tensorflow/tfjs-core';
import type { DynamicsModel, ModelParameters } from '../architecture/model.ts';
import type { BatchTensors } from '../training/trainingStep.ts';
import { klToStandardNormal } from './divergence.ts';
import type { LossTerms } from './objective.ts';

/**
 * Both terms of the ELBO on one batch (Toth et al. 2020, equation 3): encode, sample z, infer the state, roll it,
 * decode the chosen frames; the squared error per pixel value of those is an unbiased estimate of that of all.
 */
export function elboTerms(
  model: DynamicsModel,
  parameters: ModelParameters<tf.Tensor>,
  batch: BatchTensors,
): LossTerms {
  const posterior = model.encode(parameters, batch.inputs);
  const deviation = tf.exp(tf.mul(0.5, posterior.logVariance));
  const z = tf.add(posterior.mean, tf.mul(deviation, batch.noise));
  const [batchSize, decoded, length] = batch.selection.shape;
  const states = model.rollout(parameters, model.latentState(parameters, z), {
    dt: batch.dt as tf.Tensor1D,
    steps: length - 1,
  });
  const visible = tf.reshape(tf.stack(states.map(model.visible), 1), [batchSize, length, -1]);
  const chosen = decoded === length ? visible : tf.matMul(batch.selection, visible);
  const frames = model.decode(parameters, tf.reshape(chosen, [batchSize * decoded, ...model.visibleShape]));
  return {
    mse: tf.mean<tf.Scalar>(tf.square(tf.sub(frames, batch.targets))),
    kl: tf.mean<tf.Scalar>(klToStandardNormal(posterior)),
    prediction: tf.scalar(0),
    consistency: tf.scalar(0),
  };
}

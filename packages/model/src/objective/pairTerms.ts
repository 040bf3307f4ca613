import * as tf from '@tensorflow/tfjs-core';
import type { DynamicsModel, ModelParameters } from '../architecture/model.ts';
import type { BatchTensors } from '../data/batchTensors.ts';
import type { LossTerms } from './types.ts';

/**
 * The terms of a pixel HNN on pairs of neighbouring frames (Greydanus et al. 2019, arXiv:1906.01563, section 5): an
 * autoencoder whose code at the next frame is what one step of the dynamics makes of the code at this one, and whose
 * momenta are the rates of its positions. The code is the mean of the posterior; nothing is sampled.
 */
export function pairTerms(
  model: DynamicsModel,
  parameters: ModelParameters<tf.Tensor>,
  batch: BatchTensors,
): LossTerms {
  if (batch.nextInputs === undefined) {
    throw new Error(
      'pairTerms: the batch must hold nextInputs, but it has none; make it with { pairs: true }',
    );
  }
  const stateOf = (inputs: tf.Tensor) => model.latentState(parameters, model.encode(parameters, inputs).mean);
  const now = stateOf(batch.inputs);
  const next = stateOf(batch.nextInputs);
  const dt = batch.dt as tf.Tensor1D;
  const predicted = model.rollout(parameters, now, {
    ...{ dt, steps: 1 },
    ...(batch.drive && { drive: batch.drive }),
  })[1];
  const rate = (difference: tf.Tensor): tf.Tensor =>
    tf.div(difference, tf.reshape(dt, [dt.shape[0], ...difference.shape.slice(1).fill(1)]));
  const meanSquare = (x: tf.Tensor): tf.Scalar => tf.mean<tf.Scalar>(tf.square(x));
  const centred = tf.sub(now.q, tf.mean(now.q, 0));
  const visible = tf.stack([model.visible(now), model.visible(next)], 1);
  const frames = model.decode(parameters, tf.reshape(visible, [2 * dt.shape[0], ...model.visibleShape]));
  return {
    mse: meanSquare(tf.sub(frames, batch.targets)),
    kl: tf.scalar(0),
    prediction: tf.mul(
      0.5,
      tf.add(meanSquare(rate(tf.sub(next.q, predicted.q))), meanSquare(rate(tf.sub(next.p, predicted.p)))),
    ),
    consistency: meanSquare(tf.sub(now.p, rate(tf.sub(next.q, now.q)))),
    // The variance term of VICReg (Bardes et al. 2022, arXiv:2105.04906, equation 1).
    shrinkage: tf.mean(tf.relu(tf.sub(1, tf.sqrt(tf.add(tf.mean(tf.square(centred), 0), 1e-4))))),
  };
}

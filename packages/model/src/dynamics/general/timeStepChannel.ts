import * as tf from '@tensorflow/tfjs-core';

/** The published frame interval: a network reads its time step in these units, so that its input is of order one. */
const unit = 0.125;

/** The time step as one more channel of a latent state [batch, ..., channels]. */
export function withTimeStep(x: tf.Tensor, dt: number | tf.Tensor1D): tf.Tensor {
  const shape = [...x.shape.slice(0, -1), 1];
  const channel =
    typeof dt === 'number'
      ? tf.fill(shape, dt / unit)
      : tf.mul(tf.ones(shape), tf.reshape(tf.div(dt, unit), [dt.shape[0], ...shape.slice(1).fill(1)]));
  return tf.concat([x, channel], x.rank - 1);
}

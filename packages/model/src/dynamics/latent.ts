import * as tf from '@tensorflow/tfjs-core';

/** Position and momentum of a batch of latent states, always by name. */
export type LatentState = {
  /** [batch, ...state] */
  readonly q: tf.Tensor;
  /** [batch, ...state] */
  readonly p: tf.Tensor;
};

/** A diagonal Gaussian over z for every sample of a batch. */
export type Posterior = {
  /** [batch, ...z] */
  readonly mean: tf.Tensor;
  /** Natural logarithm of the variance, [batch, ...z]. */
  readonly logVariance: tf.Tensor;
};

/** q and p side by side along the last axis. */
export function joinState({ q, p }: LatentState): tf.Tensor {
  return tf.concat([q, p], q.rank - 1);
}

/** The halves of the last axis as q and p. */
export function splitState(x: tf.Tensor): LatentState {
  const [q, p] = tf.split(x, 2, x.rank - 1);
  return { q, p };
}

/** The shape of q and p side by side. */
export function joinedShape(stateShape: readonly number[]): number[] {
  return [...stateShape.slice(0, -1), 2 * stateShape[stateShape.length - 1]];
}

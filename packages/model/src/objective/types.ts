import type { NdArray } from '@hgn/autodiff';
import type * as tf from '@tensorflow/tfjs-core';

/** What an objective carries from step to step, by name; L is NdArray outside a graph and Tensor inside. */
export type ObjectiveState<L> = Readonly<Record<string, L>>;

/** What a batch contributes to a loss. */
export type LossTerms = {
  /** Mean squared error per pixel value of the decoded frames, pixels in [0, 1]. */
  readonly mse: tf.Scalar;
  /** KL divergence of the posterior from the prior. */
  readonly kl: tf.Scalar;
  /** Mean squared error of a predicted rate of change of the latent state; pairs of frames only. */
  readonly prediction: tf.Scalar;
  /** Mean squared distance of the latent momentum from the rate of the latent position; pairs of frames only. */
  readonly consistency: tf.Scalar;
  /** By how much the latent positions spread less than 1 over the batch, mean over them; pairs of frames only. */
  readonly shrinkage: tf.Scalar;
};

/** A training objective that may carry state (GECO's multiplier) from step to step. */
export interface Objective {
  init(): ObjectiveState<NdArray>;
  /** Combines the terms, KL per pixel value, into the loss. */
  loss(state: ObjectiveState<tf.Tensor>, terms: LossTerms): tf.Scalar;
  /** The state after a step that saw `mse`. */
  update(state: ObjectiveState<tf.Tensor>, mse: tf.Scalar): ObjectiveState<tf.Tensor>;
}

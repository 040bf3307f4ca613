import type { Tensor } from '@tensorflow/tfjs-core';

/** Position and momentum of a batch of latent states, always by name. */
export type LatentState = {
  /** [batch, ...state] */
  readonly q: Tensor;
  /** [batch, ...state] */
  readonly p: Tensor;
};

/** A diagonal Gaussian over z for every sample of a batch. */
export type Posterior = {
  /** [batch, ...z] */
  readonly mean: Tensor;
  /** Natural logarithm of the variance, [batch, ...z]. */
  readonly logVariance: Tensor;
};

import type { NdArray, Tree } from '@hgn/autodiff';
import type { Key } from '@hgn/nn';
import type * as tf from '@tensorflow/tfjs-core';
import type { Posterior } from '../dynamics/latent.ts';

/** From the encoder's features to the diagonal Gaussian over z. */
export interface PosteriorLayer {
  init(key: Key): Tree<NdArray>;
  apply(parameters: Tree<tf.Tensor>, features: tf.Tensor): Posterior;
  /** Shape of z without the batch. */
  readonly latentShape: readonly number[];
  readonly macs: number;
}

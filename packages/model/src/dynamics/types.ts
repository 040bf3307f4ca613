import type { NdArray, Tree } from '@hgn/autodiff';
import type { Key } from '@hgn/nn';
import type * as tf from '@tensorflow/tfjs-core';
import type { LatentState } from './latent.ts';

/** How far to roll out. */
export interface DynamicsOptions {
  /** One number, or [batch] for a time step of its own for every sample; negative goes backward in time. */
  readonly dt: number | tf.Tensor1D;
  /** Frames to advance: 0 or more. */
  readonly steps: number;
}

/** What moves the latent state: pure functions of the parameters, traceable by @hgn/jit. */
export interface Dynamics {
  init(key: Key): Tree<NdArray>;
  /** The states of steps + 1 frames, the given one first. */
  rollout(parameters: Tree<tf.Tensor>, state: LatentState, options: DynamicsOptions): LatentState[];
  /** The energy of every sample, [batch], which friction alone lowers; absent where the model knows none. */
  readonly energy?: (parameters: Tree<tf.Tensor>, state: LatentState) => tf.Tensor1D;
  /** Multiply-adds from one frame to the next for one sample, each gradient counted as two evaluations. */
  readonly macsPerFrame: number;
}

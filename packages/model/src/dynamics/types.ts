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
  /**
   * What drives the system from each frame to the next, its mean over that time, [batch, steps, channels]: numbers of the
   * data, or the time. Absent: nothing pushes, and a clock begins at 0. Of no use to what is not driven.
   */
  readonly drive?: tf.Tensor;
}

/** What a model wants to be told of what drives it. */
export interface DriveShape {
  /** Of the clock, which is one channel, or of numbers that come with the data. */
  readonly by: 'clock' | 'data';
  readonly channels: number;
}

/** What moves the latent state: pure functions of the parameters, traceable by @hgn/jit. */
export interface Dynamics {
  init(key: Key): Tree<NdArray>;
  /** The states of steps + 1 frames, the given one first. */
  rollout(parameters: Tree<tf.Tensor>, state: LatentState, options: DynamicsOptions): LatentState[];
  /**
   * The energy of every sample, [batch], without that of what drives it: friction alone lowers it, and a drive alone does
   * work on it. Absent where the model knows none.
   */
  readonly energy?: (parameters: Tree<tf.Tensor>, state: LatentState) => tf.Tensor1D;
  /** What the dynamics wants to be told of what drives it; absent where nothing does. */
  readonly drive?: DriveShape;
  /** Multiply-adds from one frame to the next for one sample, each gradient counted as two evaluations. */
  readonly macsPerFrame: number;
}

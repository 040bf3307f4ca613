import type * as tf from '@tensorflow/tfjs-core';

/** One op at one set of inputs, away from its kinks. */
export interface Case {
  readonly name: string;
  readonly f: (...xs: tf.Tensor[]) => tf.Tensor;
  readonly inputs: readonly {
    readonly shape: readonly number[];
    readonly from: number;
    readonly to: number;
  }[];
  /** Up to which order derivatives are checked in float64; 3 unless the op is dear. */
  readonly orders?: number;
  /** Relative error allowed in float64 where the kernel itself is an approximation; 1e-6 otherwise. */
  readonly tolerance?: number;
}

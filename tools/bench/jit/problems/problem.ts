import type { NdArray, Tree } from '@hgn/autodiff';
import type * as tf from '@tensorflow/tfjs-core';

/** A step whose batch may be cut into parts: see `jitInParts`. */
export interface StepInParts {
  readonly part: (state: never, own: never) => Tree<tf.Tensor>;
  readonly join: (
    state: never,
    results: never,
  ) => { readonly state: Tree<tf.Tensor>; readonly loss: tf.Tensor };
  /** The fixed arguments, cut into equal parts. */
  readonly parts: readonly Tree<NdArray>[];
  /** In Node it is run as one there, since that is as fast. */
  readonly onlyInPages?: boolean;
}

/** A training step to be timed: ours as a function to compile, and all that a peer needs to do the same work. */
export interface Problem {
  /** One training step: state and fixed arguments in, `{ state, loss }` out. */
  readonly step: (state: never, args: never) => { readonly state: Tree<tf.Tensor>; readonly loss: tf.Tensor };
  readonly state: Tree<NdArray>;
  readonly args: Tree<NdArray>;
  /** The same step in parts, where that is how it is run. */
  readonly inParts?: StepInParts;
  /** First weights and data by name, for the peer. */
  readonly tensors: Readonly<Record<string, NdArray>>;
  /** Sizes and numbers by name, for the peer. */
  readonly options: Readonly<Record<string, unknown>>;
}

import type { NdArray, Tree } from '@hgn/autodiff';
import type { Tensor } from '@tensorflow/tfjs-core';

/** What one optimiser step may be told beside gradients. */
export interface UpdateOptions {
  /** Replaces the optimiser's own rate: a number, or a scalar tensor so that one compiled step serves a schedule. */
  readonly learningRate?: number | Tensor;
}

/**
 * A rule that turns gradients into new parameters. It holds no state: what it remembers travels with the caller,
 * as one more tree beside the parameters, and has to be checkpointed with them.
 */
export interface Optimiser {
  /** The state before the first step, including a step count. */
  init(params: Tree<NdArray>): Tree<NdArray>;
  /**
   * One step: new parameters and new state. Pure and traceable; new tensors belong to the caller.
   *
   * @param grads a tree with the structure of `params`
   * @param state a tree that `init` or `update` returned, as tensors
   */
  update<Params extends Tree<Tensor>>(
    grads: Tree<Tensor>,
    state: Tree<Tensor>,
    params: Params,
    options?: UpdateOptions,
  ): { params: Params; state: Tree<Tensor> };
}

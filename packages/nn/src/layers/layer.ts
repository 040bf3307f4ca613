import type { NdArray, Tree } from '@hgn/autodiff';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Key } from '../random/key.ts';
import type { Shape } from '../shape.ts';

/**
 * A differentiable function of an input and a tree of parameters. A layer holds no state: its parameters live with
 * the caller, as host arrays between steps and as tensors inside them.
 */
export interface Layer {
  /** Draws first parameters: a tree of float32 arrays, empty (`{}`) for a layer without any. */
  init(key: Key): Tree<NdArray>;
  /** Applies the layer to a batch, shape `[batch, ...inputShape]`. Pure, traceable, twice differentiable. */
  apply(params: Tree<Tensor>, x: Tensor): Tensor;
  /** The shape of one output, both shapes without the batch axis; throws RangeError for an input that does not fit. */
  outputShape(inputShape: Shape): number[];
  /** Multiply-adds of one forward application to one input of this shape, additions of biases not counted. */
  macs(inputShape: Shape): number;
}

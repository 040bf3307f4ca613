import { treeLeaves, type NdArray, type Tree } from '@hgn/autodiff';
import type { Tensor } from '@tensorflow/tfjs-core';
import { elements } from '../shape.ts';

/**
 * The number of scalars in a parameter tree.
 *
 * @example
 * countParameters(dense({ inputs: 16, outputs: 64 }).init(key(0))); // 1088
 */
export function countParameters(params: Tree<NdArray> | Tree<Tensor>): number {
  return treeLeaves<NdArray | Tensor>(params).reduce((sum, leaf) => sum + elements(leaf.shape), 0);
}

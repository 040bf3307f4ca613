import { ndarray, treeFlatten, treeLeaves, treeUnflatten, type NdArray, type Tree } from '@hgn/autodiff';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { scope } from '../scope.ts';
import { elements, show, type Shape } from '../shape.ts';

/** A parameter tree laid out in one vector, and the way back. */
export interface Ravelled {
  /** All parameters one after the other, float32, shape [n]. */
  readonly vector: NdArray;
  /** The tree as slices of a vector tensor of shape [n]; traceable and differentiable. */
  unravel(vector: Tensor): Tree<Tensor>;
  /** The tree as copies out of a host vector of shape [n]. */
  unravelArrays(vector: NdArray): Tree<NdArray>;
  /** A vector of shape [n] from a tree of tensors with this structure, such as gradients; traceable. */
  ravelTensors(tree: Tree<Tensor>): Tensor;
}

/**
 * Lays a parameter tree out in one vector, so that an optimiser works on three arrays instead of hundreds. Differentiate
 * with respect to the tree and join the gradients with `ravelTensors`: that is one concatenation, while
 * differentiating through `unravel` pads every slice's gradient to the whole vector.
 *
 * @throws TypeError if a leaf is not float32.
 * @example
 * const { vector, unravel } = ravel(mlp({ inputs: 2, hidden: [64], outputs: 1 }).init(key(0)));
 * vector.shape; // [257]
 */
export function ravel(params: Tree<NdArray>): Ravelled {
  const { leaves, structure } = treeFlatten(params);
  const spans: { begin: number; size: number; shape: Shape }[] = [];
  let length = 0;
  for (const leaf of leaves) {
    if (leaf.dtype !== 'float32') {
      throw new TypeError(`ravel: every leaf must be float32, but got ${leaf.dtype} ${show(leaf.shape)}`);
    }
    const size = elements(leaf.shape);
    spans.push({ begin: length, size, shape: leaf.shape });
    length += size;
  }
  const data = new Float32Array(length);
  leaves.forEach((leaf, index) => data.set(leaf.data, spans[index].begin));

  function checkLength(name: string, shape: Shape): void {
    if (shape.length !== 1 || shape[0] !== length) {
      throw new RangeError(`${name}: the vector must have the shape [${length}], but got ${show(shape)}`);
    }
  }

  return {
    vector: ndarray(data, [length]),
    unravel(vector) {
      checkLength('unravel', vector.shape);
      return scope(() =>
        treeUnflatten(
          structure,
          spans.map(({ begin, size, shape }) => tf.reshape(tf.slice(vector, [begin], [size]), [...shape])),
        ),
      );
    },
    unravelArrays(vector) {
      checkLength('unravelArrays', vector.shape);
      return treeUnflatten(
        structure,
        spans.map(({ begin, size, shape }) =>
          ndarray(Float32Array.from(vector.data.subarray(begin, begin + size)), shape),
        ),
      );
    },
    ravelTensors: (tree) =>
      scope(() => tf.concat(treeLeaves(tree).map((leaf) => tf.reshape(leaf, [leaf.size])))),
  };
}

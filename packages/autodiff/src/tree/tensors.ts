import * as tf from '@tensorflow/tfjs-core';
import { isNdArray, type NdArray } from './ndarray.ts';
import { treeFlatten, treePaths, treeUnflatten, type Tree } from './tree.ts';

/** What a tree of numbers may hold: a tensor, a host array, or a number (a float32 scalar). */
export type Leaf = tf.Tensor | NdArray | number;

/** The tree `T` with every leaf replaced by `L`; a tree of unknown form stays one. */
export type TreeOf<T, L> =
  Tree<NdArray> extends T
    ? Tree<L>
    : Tree<tf.Tensor> extends T
      ? Tree<L>
      : T extends Leaf
        ? L
        : { [K in keyof T]: TreeOf<T[K], L> };

/** A new tensor that holds what `leaf` holds; a tensor is cloned, so the result is always the caller's. */
export function toTensor(leaf: Leaf): tf.Tensor {
  if (leaf instanceof tf.Tensor) return tf.clone(leaf);
  if (typeof leaf === 'number') return tf.scalar(leaf, 'float32');
  // tfjs backends may keep the array they are given: without the copy a later write to it would change the tensor.
  return tf.tensor(leaf.data.slice(), [...leaf.shape], leaf.dtype);
}

/**
 * A tree of new tensors with the values of a tree of host arrays, numbers or tensors. The caller owns
 * (and disposes) every tensor of the result.
 *
 * @throws TypeError when a leaf is none of the three, naming its path.
 * @example
 * ```ts
 * const params = toTensors({ kernel: ndarray([1, 2, 3, 4], [2, 2]), bias: ndarray([0, 0]) });
 * ```
 */
export function toTensors<T>(tree: T): TreeOf<T, tf.Tensor> {
  const { leaves, structure } = treeFlatten<unknown>(tree);
  assertLeaves('toTensors', tree, leaves);
  return treeUnflatten(structure, leaves.map(toTensor)) as TreeOf<T, tf.Tensor>;
}

/**
 * Reads a tree of tensors into host arrays of their own (no memory shared with a backend). All reads are
 * started together; the tensors stay alive.
 *
 * @throws TypeError when a leaf is neither tensor, host array nor number, or has another dtype than
 * float32, int32 and bool, naming its path.
 * @example
 * ```ts
 * const { q } = await toArrays({ q: tf.tensor1d([1, 2]) }); // { dtype: 'float32', shape: [2], data }
 * ```
 */
export async function toArrays<T>(tree: T): Promise<TreeOf<T, NdArray>> {
  const { leaves, structure } = treeFlatten<unknown>(tree);
  assertLeaves('toArrays', tree, leaves);
  return treeUnflatten(structure, await Promise.all(leaves.map(toArray))) as TreeOf<T, NdArray>;
}

async function toArray(leaf: Leaf): Promise<NdArray> {
  if (typeof leaf === 'number') return { dtype: 'float32', shape: [], data: Float32Array.of(leaf) };
  const { shape, dtype } = leaf as NdArray;
  const data = leaf instanceof tf.Tensor ? await leaf.data() : leaf.data;
  return { dtype, shape: [...shape], data: data.slice() };
}

/** Throws, naming the path, unless every leaf is a tensor, a host array or a number. */
export function assertLeaves(
  caller: string,
  tree: Tree<unknown>,
  leaves: readonly unknown[],
): asserts leaves is Leaf[] {
  const numeric = (dtype: string) => ['float32', 'int32', 'bool'].includes(dtype);
  const wrong = leaves.findIndex(
    (leaf) =>
      typeof leaf !== 'number' && !((isNdArray(leaf) || leaf instanceof tf.Tensor) && numeric(leaf.dtype)),
  );
  if (wrong >= 0) {
    const leaf = leaves[wrong];
    const got = leaf instanceof tf.Tensor ? `a ${leaf.dtype} tensor` : String(leaf);
    throw new TypeError(
      `${caller}: a leaf must be a number, or a float32, int32 or bool tensor or NdArray, but got ${got} at '${treePaths(tree)[wrong]}'; convert or remove it`,
    );
  }
}

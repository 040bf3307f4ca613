import * as tf from '@tensorflow/tfjs-core';
import { treeFlatten, treeUnflatten, type Tree } from '../tree/tree.ts';

/**
 * Kernel of a tfjs backend that can put off work: the tensor `x` unchanged, to be had only once the other inputs are
 * there. A backend that runs every operation at once needs none.
 */
export const afterKernel = 'HgnAfter';

/**
 * The same values, to be used only once those of `earlier` are computed. A compiler is free to run what does not depend
 * on each other in any order, and to hold the memory of all of it meanwhile; what reads the result of `after` is not
 * begun before. Where tfjs itself runs, everything happens in the order of the calls anyway, and this copies no data.
 *
 * @param later tree of tensors of any shape and dtype; the result has new tensors in their places. Derivatives of every
 * order pass through them as through the identity.
 * @param earlier tree of tensors, which the derivatives do not depend on.
 * @example
 * ```ts
 * const largest = (x: tf.Tensor) => tf.max(tf.matMul(x, x, false, true)); // holds a large product meanwhile
 * const both = (a: tf.Tensor, b: tf.Tensor) => {
 *   const first = largest(a);
 *   return [first, largest(after(b, first))]; // one product at a time, also when compiled
 * };
 * both(tf.ones([100, 2]), tf.ones([100, 2]));
 * ```
 */
export function after<T>(later: T, earlier: unknown): T {
  const { leaves, structure } = treeFlatten<tf.Tensor>(later as Tree<tf.Tensor>);
  if (leaves.length === 0) return later;
  const isKnown = tf.getKernel(afterKernel, tf.getBackend()) !== undefined;
  const before = isKnown ? treeFlatten<tf.Tensor>(earlier as Tree<tf.Tensor>).leaves : [];
  const [first, ...others] = leaves;
  const opened = put(first, before);
  // What comes after one that comes after all comes after all.
  return treeUnflatten(structure, [opened, ...others.map((leaf) => put(leaf, isKnown ? [opened] : []))]) as T;
}

function put(x: tf.Tensor, before: readonly tf.Tensor[]): tf.Tensor {
  if (before.length === 0) return tf.clone(x);
  // As a custom gradient: those that come before are no inputs of it.
  return tf.customGrad((input) => ({
    value: tf
      .engine()
      .runKernel<tf.Tensor>(afterKernel, { x: input as tf.Tensor, ...Object.fromEntries(before.entries()) }),
    gradFunc: (dy: tf.Tensor) => dy,
  }))(x);
}

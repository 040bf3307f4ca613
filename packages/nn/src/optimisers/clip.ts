import { treeLeaves, treeMap, type Tree } from '@hgn/autodiff';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { scope } from '../scope.ts';

/**
 * The Euclidean norm of all leaves of a tree taken as one vector, a scalar tensor.
 *
 * @example
 * globalNorm({ kernel: tf.tensor([3]), bias: tf.tensor([4]) }); // 5
 */
export function globalNorm(tree: Tree<Tensor>): Tensor {
  return scope(() => {
    const squares = treeLeaves(tree).map((leaf) => tf.sum(tf.square(leaf)));
    return tf.sqrt(squares.length === 1 ? squares[0] : tf.addN(squares));
  });
}

/**
 * Scales a tree of gradients down to a global norm of at most `maximum`, and returns the norm it had. Gradients
 * that are not finite give a norm that is not finite. Traceable.
 *
 * Source: Pascanu, Mikolov, Bengio (2013), algorithm 1, arXiv:1211.5063.
 *
 * @throws RangeError if the maximum is not above 0.
 * @example
 * const { grads, norm } = clipByGlobalNorm({ kernel: tf.tensor([3]), bias: tf.tensor([4]) }, 1); // 0.6, 0.8; norm 5
 */
export function clipByGlobalNorm<Grads extends Tree<Tensor>>(
  grads: Grads,
  maximum: number,
): { grads: Grads; norm: Tensor } {
  if (!(maximum > 0)) {
    throw new RangeError(`clipByGlobalNorm: the maximum must be above 0, but got ${maximum}`);
  }
  return scope(() => {
    const norm = globalNorm(grads);
    const factor = tf.div(maximum, tf.maximum(norm, maximum));
    const clipped = treeMap((g: Tensor) => tf.mul(g, factor), grads);
    return { grads: clipped as Grads, norm };
  });
}

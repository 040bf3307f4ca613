import * as tf from '@tensorflow/tfjs-core';
import { untaped } from '../transforms/stopGradient.ts';

/**
 * log Σ exp(x) over one axis, several, or all, without overflow; its gradient is the softmax, to every order.
 * tf.logSumExp gives the same value, but differentiates through the maximum as well, for nothing.
 *
 * @example
 * ```ts
 * logSumExp(tf.tensor1d([1000, 1000])); // 1000 + log 2
 * ```
 */
export function logSumExp(x: tf.Tensor, axis?: number | number[], keepDims = false): tf.Tensor {
  // The shift cancels, so it may count as a constant.
  const shift = untaped(() => tf.max(x, axis, true));
  const sum = tf.log(tf.sum(tf.exp(tf.sub(x, shift)), axis, true));
  const result = tf.add(sum, shift);
  return keepDims ? result : tf.reshape(result, reducedShape(x, axis));
}

function reducedShape(x: tf.Tensor, axis: number | number[] | undefined): number[] {
  const axes = axis === undefined ? x.shape.map((_, i) => i) : tf.util.parseAxisParam(axis, x.shape);
  return x.shape.filter((_, i) => !axes.includes(i));
}

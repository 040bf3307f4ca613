import * as tf from '@tensorflow/tfjs-core';

/** For each index a row of zeros with 1 at it; `tf.oneHot` refuses rows of one element, which are all 1. */
export function unitRows(indices: tf.Tensor, length: number): tf.Tensor {
  if (length === 1) return tf.ones([...indices.shape, 1]);
  return tf.cast(tf.oneHot(indices, length), 'float32');
}

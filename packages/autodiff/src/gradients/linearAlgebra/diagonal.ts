import * as tf from '@tensorflow/tfjs-core';
import { gradientOf } from '../rule.ts';

/** Vectors on diagonals. */
export const diagonals: readonly tf.GradConfig[] = [
  gradientOf(tf.Diag, ['x'], (dy, [x]) => ({
    x: () => {
      const square = tf.reshape(dy, [x.size, x.size]);
      return tf.reshape(tf.sum(tf.mul(square, tf.eye(x.size)), 1), x.shape);
    },
  })),
];

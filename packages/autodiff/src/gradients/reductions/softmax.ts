import * as tf from '@tensorflow/tfjs-core';
import { gradientOf } from '../rule.ts';

/** Softmax from its input; the logarithm is with the ops that bring a gradient of their own. */
export const softmaxes: readonly tf.GradConfig[] = [
  gradientOf(tf.Softmax, ['logits'], (dy, [logits], { dim }: tf.SoftmaxAttrs) => ({
    logits: () => {
      const y = tf.softmax(logits, dim);
      return tf.mul(y, tf.sub(dy, tf.sum(tf.mul(dy, y), dim, true)));
    },
  })),
];

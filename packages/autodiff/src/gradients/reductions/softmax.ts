import * as tf from '@tensorflow/tfjs-core';
import { gradientOf } from '../rule.ts';

/** Softmax and its logarithm, from their inputs: tfjs' own save the output and lose the second order. */
export const softmaxes: readonly tf.GradConfig[] = [
  gradientOf(tf.Softmax, ['logits'], (dy, [logits], { dim }: tf.SoftmaxAttrs) => ({
    logits: () => {
      const y = tf.softmax(logits, dim);
      return tf.mul(y, tf.sub(dy, tf.sum(tf.mul(dy, y), dim, true)));
    },
  })),
  gradientOf(tf.LogSoftmax, ['logits'], (dy, [logits], { axis }: tf.LogSoftmaxAttrs) => ({
    logits: () => tf.sub(dy, tf.mul(tf.softmax(logits, axis), tf.sum(dy, axis, true))),
  })),
];

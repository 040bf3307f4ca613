import * as tf from '@tensorflow/tfjs-core';
import { reconnect } from './reconnect.ts';

/** y = log softmax(x): dL/dx = dy - softmax Σ dy, from y alone. */
const pull = (dy: tf.Tensor, y: tf.Tensor) => tf.sub(dy, tf.mul(tf.exp(y), tf.sum(dy, -1, true)));

/**
 * Gradients of the ops of tfjs that bring their own by `tf.customGrad`. tfjs records those under the name of the
 * op with the suffix `__op`, and a gradient registered under that name goes before the op's own.
 */
export const customGradients: readonly tf.GradConfig[] = [
  {
    kernelName: 'logSoftmax__op',
    gradFunc: (dy, saved) => ({
      0: () => pull(dy as tf.Tensor, reconnect(saved, saved[0], '0', pull)),
    }),
  },
  // y = -Σ labels log softmax(logits), also where the labels do not add up to 1
  {
    kernelName: 'softmaxCrossEntropy__op',
    gradFunc: (dy, saved) => {
      const [labels] = saved;
      const each = () => tf.expandDims(dy as tf.Tensor, -1);
      const logProbabilities = () => reconnect(saved, saved[1], '1', pull);
      return {
        0: () => tf.neg(tf.mul(each(), logProbabilities())),
        1: () => tf.neg(pull(tf.mul(each(), labels), logProbabilities())),
      };
    },
  },
];

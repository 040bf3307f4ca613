import * as tf from '@tensorflow/tfjs-core';
import type { Posterior } from '../dynamics/latent.ts';

/**
 * KL(q(z|x) || N(0, I)) in nats for every sample, [batch]: sum (mu^2 + sigma^2 - 1 - log sigma^2) / 2
 * (Kingma & Welling 2014, appendix B).
 *
 * @example
 * import '@tensorflow/tfjs-backend-cpu';
 * import { klToStandardNormal } from '@hgn/model';
 * import * as tf from '@tensorflow/tfjs-core';
 *
 * klToStandardNormal({ mean: tf.ones([1, 4]), logVariance: tf.zeros([1, 4]) }).print(); // [2]
 */
export function klToStandardNormal({ mean, logVariance }: Posterior): tf.Tensor1D {
  return tf.tidy(() => {
    const perDimension = tf.sub(tf.add(tf.square(mean), tf.exp(logVariance)), tf.add(1, logVariance));
    return tf.mul(0.5, tf.sum(tf.reshape(perDimension, [mean.shape[0], -1]), 1));
  });
}

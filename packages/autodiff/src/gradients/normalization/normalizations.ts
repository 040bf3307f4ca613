import * as tf from '@tensorflow/tfjs-core';
import { gradientOf, unbroadcast } from '../rule.ts';

/** Ones within `radius` of the diagonal: sums over neighbouring channels, as a matrix. */
function band(channels: number, radius: number): tf.Tensor2D {
  const values = Array.from({ length: channels * channels }, (_, i) =>
    Math.abs(Math.floor(i / channels) - (i % channels)) <= radius ? 1 : 0,
  );
  return tf.tensor2d(values, [channels, channels]);
}

/** Normalisation by given moments, and by neighbouring channels. */
export const normalizations: readonly tf.GradConfig[] = [
  // y = (x - mean) scale / sqrt(variance + ε) + offset
  gradientOf(
    tf.FusedBatchNorm,
    ['x', 'mean', 'variance', 'scale'],
    (dy, [x, mean, variance, scale], { varianceEpsilon }: tf.FusedBatchNormAttrs) => {
      const inverse = () => tf.rsqrt(tf.add(variance, varianceEpsilon));
      const scaled = () => tf.mul(dy, tf.mul(inverse(), scale));
      return {
        x: scaled,
        mean: () => tf.neg(unbroadcast(scaled(), mean.shape)),
        variance: () => {
          const rate = tf.mul(-0.5, tf.square(inverse()));
          return unbroadcast(tf.mul(tf.mul(scaled(), tf.sub(x, mean)), rate), variance.shape);
        },
        scale: () => unbroadcast(tf.mul(dy, tf.mul(tf.sub(x, mean), inverse())), scale.shape),
        offset: () => unbroadcast(dy, mean.shape),
      };
    },
  ),
  // y = x s^-β with s = bias + α Σ x² over channels within the radius
  gradientOf(tf.LRN, ['x'], (dy, [x], { depthRadius, bias, alpha, beta }: tf.LRNAttrs) => ({
    x: () => {
      const channels = x.shape[x.rank - 1];
      const neighbours = band(channels, depthRadius);
      const sumAround = (z: tf.Tensor) =>
        tf.reshape(tf.matMul(tf.reshape(z, [-1, channels]), neighbours), x.shape);
      const s = tf.add(bias, tf.mul(alpha, sumAround(tf.square(x))));
      const own = tf.mul(dy, tf.pow(s, -beta));
      const others = sumAround(tf.mul(tf.mul(dy, x), tf.pow(s, -beta - 1)));
      return tf.sub(own, tf.mul(2 * alpha * beta, tf.mul(x, others)));
    },
  })),
];

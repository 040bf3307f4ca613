import { ndarray } from '@hgn/autodiff';
import * as tf from '@tensorflow/tfjs-core';
import type { ModelConfig } from './config.ts';
import type { PosteriorLayer } from './posteriorLayer.ts';

/**
 * Positions and momenta from the places of successive frames: each a weighted sum of the frames with the same weights
 * for all coordinates, so that places moved or turned give states moved or turned alike.
 *
 * The weights start as the middle frame, and as the slope of the least-squares line through all frames: the linear rule
 * for a velocity that errors of single frames disturb least.
 */
export function motionHead(
  { size, logVarianceBias, frameTime = 1 }: ModelConfig['posterior'],
  featureShape: readonly number[],
  frames: number,
): PosteriorLayer {
  const coordinates = size / 2;
  if (frames < 2) {
    throw new Error(
      `createModel: a motion posterior needs at least two input frames, but got ${frames}; raise inputFrames`,
    );
  }
  if (size % 2 !== 0 || featureShape.length !== 1 || featureShape[0] !== frames * coordinates) {
    throw new Error(
      `createModel: a motion posterior of size ${size} needs ${size / 2} places of each of ${frames} input frames, but the encoder ends in [${featureShape.join(', ')}]; end it with eachFrame`,
    );
  }
  const own = (parameters: object) =>
    parameters as { readonly weights: tf.Tensor; readonly logVariance: tf.Tensor };
  return {
    init: () => ({
      weights: ndarray(startingWeights(frames, frameTime === 'data' ? 1 : frameTime), [frames, 2]),
      logVariance: ndarray(new Float32Array(size).fill(logVarianceBias), [size]),
    }),
    apply(parameters, features) {
      const { weights, logVariance } = own(parameters);
      const batch = features.shape[0];
      const byCoordinate = tf.transpose(tf.reshape(features, [batch, frames, coordinates]), [0, 2, 1]);
      const states = tf.matMul(tf.reshape(byCoordinate, [batch * coordinates, frames]), weights);
      const mean = tf.reshape(tf.transpose(tf.reshape(states, [batch, coordinates, 2]), [0, 2, 1]), [
        batch,
        size,
      ]);
      return { mean, logVariance: tf.add(tf.mul(0, mean), logVariance) };
    },
    latentShape: [size],
    macs: 2 * featureShape[0],
  };
}

/** [frame, (position, momentum)]: the middle frame, and the slope of the line through all of them. */
function startingWeights(frames: number, frameTime: number): Float32Array {
  const middle = (frames - 1) / 2;
  const spread = (frameTime * (frames * (frames ** 2 - 1))) / 12;
  return Float32Array.from({ length: 2 * frames }, (_, i) => {
    const frame = Math.floor(i / 2);
    if (i % 2 === 0) return frame === Math.floor(middle) ? 1 : 0;
    return (frame - middle) / spread;
  });
}

import * as tf from '@tensorflow/tfjs-core';
import { positiveInteger } from '../dense.ts';
import { withoutParameters } from '../elementwise.ts';
import type { Layer } from '../layer.ts';
import { imageShape } from './imageShape.ts';

/**
 * Repeats every pixel `factor` times along both image axes: `[batch, height, width, channels]` to
 * `[batch, factor * height, factor * width, channels]`.
 *
 * @throws RangeError if the factor is not a positive whole number.
 * @example
 * upsampleNearest(2).outputShape([4, 4, 64]); // [8, 8, 64]
 */
export function upsampleNearest(factor: number): Layer {
  positiveInteger('upsampleNearest: the factor', factor);
  return withoutParameters(
    (x) => {
      const { shape } = x as tf.Tensor4D;
      return tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [factor * shape[1], factor * shape[2]]);
    },
    (shape) => {
      const [height, width, channels] = imageShape('upsampleNearest', shape);
      return [factor * height, factor * width, channels];
    },
  );
}

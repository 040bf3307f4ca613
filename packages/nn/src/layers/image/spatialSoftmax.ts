import * as tf from '@tensorflow/tfjs-core';
import { elements, type Shape } from '../../shape.ts';
import { withoutParameters } from '../elementwise.ts';
import type { Layer } from '../layer.ts';
import { imageShape } from './imageShape.ts';
import { gridOf } from './places.ts';

/**
 * Where each channel of a map is brightest: the mean column and row of every channel, the pixels weighed by the
 * softmax of their values. `[batch, height, width, channels]` to `[batch, 2 * channels]`, columns of all channels
 * before their rows, each from -1 (left, top) to 1 (right, bottom). Positions are exact to a fraction of a pixel and
 * move with what is seen, which dense layers on flattened maps have to learn place by place.
 *
 * Cost: one softmax over the pixels, and two multiply-adds a value.
 *
 * Source: Levine, Finn, Darrell, Abbeel, "End-to-end training of deep visuomotor policies" (2016), section 5.1,
 * arXiv:1504.00702.
 *
 * @throws RangeError from `apply` and `outputShape` unless the input has the shape [height, width, channels].
 * @example
 * spatialSoftmax().outputShape([16, 16, 32]); // [64]
 */
export function spatialSoftmax(): Layer {
  const sizes = (shape: Shape) => imageShape('spatialSoftmax', shape);
  return {
    ...withoutParameters(
      (x) => {
        const [height, width, channels] = sizes(x.shape.slice(1));
        const batch = x.shape[0];
        const values = tf.reshape(tf.transpose(x, [0, 3, 1, 2]), [batch * channels, height * width]);
        const places = tf.matMul(tf.softmax(values), gridOf(height, width));
        const byAxis = tf.transpose(tf.reshape(places, [batch, channels, 2]), [0, 2, 1]);
        return tf.reshape(byAxis, [batch, 2 * channels]);
      },
      (shape) => [2 * sizes(shape)[2]],
    ),
    macs: (shape) => 2 * elements(sizes(shape)),
  };
}

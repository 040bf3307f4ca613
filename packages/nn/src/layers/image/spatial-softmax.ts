import * as tf from '@tensorflow/tfjs-core';
import { elements, show, type Shape } from '../../shape.ts';
import type { Layer } from '../layer.ts';

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
  return {
    init: () => ({}),
    apply: (_params, x) =>
      tf.tidy(() => {
        const [height, width, channels] = imageShape(x.shape.slice(1));
        const batch = x.shape[0];
        const values = tf.reshape(tf.transpose(x, [0, 3, 1, 2]), [batch * channels, height * width]);
        const places = tf.matMul(tf.softmax(values), gridOf(height, width));
        return tf.reshape(tf.transpose(tf.reshape(places, [batch, channels, 2]), [0, 2, 1]), [
          batch,
          2 * channels,
        ]);
      }),
    outputShape: (shape) => [2 * imageShape(shape)[2]],
    macs: (shape) => 2 * elements(imageShape(shape)),
  };
}

/** Column and row of every pixel, row by row: [height * width, 2]. */
function gridOf(height: number, width: number): tf.Tensor2D {
  const place = (index: number, size: number): number => (size === 1 ? 0 : (2 * index) / (size - 1) - 1);
  const rows = Array.from({ length: height * width }, (_, i) => [
    place(i % width, width),
    place(Math.floor(i / width), height),
  ]);
  return tf.tensor2d(rows);
}

function imageShape(shape: Shape): [number, number, number] {
  if (shape.length !== 3) {
    throw new RangeError(
      `spatialSoftmax: the input must have the shape [height, width, channels], but got ${show(shape)}`,
    );
  }
  return [shape[0], shape[1], shape[2]];
}

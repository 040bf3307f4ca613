import * as tf from '@tensorflow/tfjs-core';
import { show } from '../../shape.ts';
import { positiveInteger } from '../dense.ts';
import { withoutParameters } from '../elementwise.ts';
import type { Layer } from '../layer.ts';
import { imageShape } from './imageShape.ts';

/**
 * Moves each `block` x `block` patch of pixels into the channels: `[batch, height, width, channels]` to
 * `[batch, height / block, width / block, block * block * channels]`, patches row by row. Convolutions on the
 * smaller image cost `block^2` times less per channel.
 *
 * @throws RangeError if the block is not a positive whole number.
 * @example
 * spaceToDepth(2).outputShape([32, 32, 3]); // [16, 16, 12]
 */
export function spaceToDepth(block: number): Layer {
  positiveInteger('spaceToDepth: the block', block);
  return withoutParameters(
    (x) => {
      const [batch, height, width, channels] = x.shape;
      const [rows, columns] = [height / block, width / block];
      const patches = tf.transpose(
        tf.reshape(x, [batch, rows, block, columns, block, channels]),
        [0, 1, 3, 2, 4, 5],
      );
      return tf.reshape(patches, [batch, rows, columns, block * block * channels]);
    },
    (shape) => {
      const [height, width, channels] = imageShape('spaceToDepth', shape);
      if (height % block !== 0 || width % block !== 0) {
        throw new RangeError(
          `spaceToDepth: height and width must be multiples of ${block}, but got ${show(shape)}`,
        );
      }
      return [height / block, width / block, block * block * channels];
    },
  );
}

/**
 * The inverse of {@link spaceToDepth}: `[batch, height, width, block * block * channels]` to
 * `[batch, block * height, block * width, channels]`.
 *
 * @throws RangeError if the block is not a positive whole number.
 * @example
 * depthToSpace(2).outputShape([16, 16, 12]); // [32, 32, 3]
 */
export function depthToSpace(block: number): Layer {
  positiveInteger('depthToSpace: the block', block);
  return withoutParameters(
    (x) => {
      const [batch, height, width, depth] = x.shape;
      const channels = depth / block ** 2;
      const pixels = tf.transpose(
        tf.reshape(x, [batch, height, width, block, block, channels]),
        [0, 1, 3, 2, 4, 5],
      );
      return tf.reshape(pixels, [batch, block * height, block * width, channels]);
    },
    (shape) => {
      const [height, width, depth] = imageShape('depthToSpace', shape);
      if (depth % block ** 2 !== 0) {
        throw new RangeError(
          `depthToSpace: the channels must be a multiple of ${block ** 2}, but got ${show(shape)}`,
        );
      }
      return [block * height, block * width, depth / block ** 2];
    },
  );
}

import * as tf from '@tensorflow/tfjs-core';
import { elements, show, type Shape } from '../shape.ts';
import { positiveInteger } from './dense.ts';
import { withoutParameters } from './elementwise.ts';
import type { Layer } from './layer.ts';

/**
 * Joins all axes but the batch: `[batch, height, width, channels]` to `[batch, height * width * channels]`.
 *
 * @example
 * flatten().outputShape([4, 4, 32]); // [512]
 */
export function flatten(): Layer {
  return withoutParameters(
    (x) => tf.reshape(x, [x.shape[0], elements(x.shape.slice(1))]),
    (shape) => [elements(shape)],
  );
}

/**
 * Gives each example of the batch another shape with as many elements.
 *
 * @example
 * reshape([4, 4, 32]).outputShape([512]); // [4, 4, 32]
 */
export function reshape(target: Shape): Layer {
  return withoutParameters(
    (x) => tf.reshape(x, [x.shape[0], ...target]),
    (shape) => {
      if (elements(shape) !== elements(target)) {
        throw new RangeError(
          `reshape: the input must have the ${elements(target)} elements of ${show(target)}, but got ${show(shape)}`,
        );
      }
      return [...target];
    },
  );
}

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
      const [height, width, channels] = image('upsampleNearest', shape);
      return [factor * height, factor * width, channels];
    },
  );
}

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
      const [height, width, channels] = image('spaceToDepth', shape);
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
      const [height, width, depth] = image('depthToSpace', shape);
      if (depth % block ** 2 !== 0) {
        throw new RangeError(
          `depthToSpace: the channels must be a multiple of ${block ** 2}, but got ${show(shape)}`,
        );
      }
      return [block * height, block * width, depth / block ** 2];
    },
  );
}

function image(layer: string, shape: Shape): [number, number, number] {
  if (shape.length !== 3) {
    throw new RangeError(
      `${layer}: the input must have the shape [height, width, channels], but got ${show(shape)}`,
    );
  }
  return [shape[0], shape[1], shape[2]];
}

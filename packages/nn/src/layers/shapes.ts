import * as tf from '@tensorflow/tfjs-core';
import { elements, show, type Shape } from '../shape.ts';
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

import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Shape } from '../shape.ts';
import type { Layer } from './layer.ts';

/**
 * A layer without parameters that keeps the shape of its input.
 *
 * @example
 * const square = elementwise((x) => tf.square(x));
 */
export function elementwise(f: (x: Tensor) => Tensor): Layer {
  return withoutParameters(f, (shape) => [...shape]);
}

/** A layer without parameters and without multiply-adds, from its function and its rule for shapes. */
export function withoutParameters(
  f: (x: Tensor) => Tensor,
  outputShape: (inputShape: Shape) => number[],
): Layer {
  return { init: () => ({}), apply: (_params, x) => tf.tidy(() => f(x)), outputShape, macs: () => 0 };
}

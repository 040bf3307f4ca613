import * as tf from '@tensorflow/tfjs-core';

/** The coordinate of every pixel along an axis of `size` of them: from -1 to 1, and 0 for a single one. */
export function placesOf(size: number): readonly number[] {
  return Array.from({ length: size }, (_, i) => (size === 1 ? 0 : (2 * i) / (size - 1) - 1));
}

/** Column and row of every pixel, row by row: [height * width, 2]. */
export function gridOf(height: number, width: number): tf.Tensor2D {
  const across = placesOf(width);
  return tf.tensor2d(placesOf(height).flatMap((row) => across.map((column) => [column, row])));
}

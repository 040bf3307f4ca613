import * as tf from '@tensorflow/tfjs-core';

/** A constant linear map of one axis, as rows of [input index, weight] for each output index. */
export type LinearMap = readonly (readonly (readonly [index: number, weight: number])[])[];

/** The transpose of a linear map of an axis of `length` elements, applied to `axis` of `dy`. */
export function transposeAlong(dy: tf.Tensor, axis: number, map: LinearMap, length: number): tf.Tensor {
  const times = exactRepeat(map, length);
  if (times !== undefined) {
    // Each input was repeated `times` times in place: split the axis and add up.
    const split = [...dy.shape.slice(0, axis), length, times, ...dy.shape.slice(axis + 1)];
    return times === 1 ? dy : tf.sum(tf.reshape(dy, split), axis + 1);
  }
  const outputs = map.length;
  const matrix = new Array<number>(length * outputs).fill(0);
  map.forEach((row, output) => {
    for (const [index, weight] of row) matrix[index * outputs + output] += weight;
  });
  const outer = dy.shape.slice(0, axis).reduce((n, size) => n * size, 1);
  const inner = dy.shape.slice(axis + 1).reduce((n, size) => n * size, 1);
  const product = tf.matMul(
    tf.tensor3d(matrix, [1, length, outputs]),
    tf.reshape(dy, [outer, outputs, inner]),
  );
  return tf.reshape(
    product,
    dy.shape.map((size, i) => (i === axis ? length : size)),
  );
}

/** k if the map repeats every element exactly k times in place, as nearest-neighbour upsampling by k does. */
function exactRepeat(map: LinearMap, length: number): number | undefined {
  const times = map.length / length;
  const repeats = map.every((row, output) => {
    const [index, weight] = row[0] ?? [-1, 0];
    return row.length === 1 && weight === 1 && index === Math.floor(output / times);
  });
  return Number.isInteger(times) && repeats ? times : undefined;
}

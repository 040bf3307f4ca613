import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/** How many numbers stand strictly below the diagonal of an n x n matrix. */
export function belowDiagonal(n: number): number {
  return (n * (n - 1)) / 2;
}

/**
 * A lower triangular matrix [n, n] from the numbers below its diagonal, row by row [n (n - 1) / 2], and its diagonal.
 * Packed, because the entries that a full matrix would have above its diagonal would be parameters without effect.
 */
export function lowerTriangle(below: Tensor, diagonal: Tensor): Tensor {
  const n = diagonal.shape[0];
  const count = belowDiagonal(n);
  const entries = tf.concat([below, diagonal, tf.zeros([1])]);
  const places = Int32Array.from({ length: n * n }, (_, at) => {
    const [row, column] = [Math.floor(at / n), at % n];
    if (column > row) return count + n;
    return column === row ? count + row : belowDiagonal(row) + column;
  });
  return tf.reshape(tf.gather(entries, tf.tensor1d(places, 'int32')), [n, n]);
}

/** The inverse of a lower triangular matrix [n, n], by forward substitution: n small steps. */
export function inverseOfLower(lower: Tensor): Tensor {
  const n = lower.shape[0];
  const rows: Tensor[] = [];
  for (let i = 0; i < n; i++) {
    const unit = tf.tensor2d([Array.from({ length: n }, (_, column) => (column === i ? 1 : 0))]);
    const known =
      i === 0 ? unit : tf.sub(unit, tf.matMul(tf.slice(lower, [i, 0], [1, i]), tf.concat(rows, 0)));
    rows.push(tf.div(known, tf.slice(lower, [i, i], [1, 1])));
  }
  return tf.concat(rows, 0);
}

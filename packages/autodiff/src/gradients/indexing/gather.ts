import * as tf from '@tensorflow/tfjs-core';
import { untaped } from '../../transforms/stopGradient.ts';
import { gradientOf } from '../rule.ts';

const product = (lengths: readonly number[]) => lengths.reduce((n, length) => n * length, 1);

/** The transpose of tf.gather: adds each slice of dy to the slice of x that it was taken from. */
export function scatterAlong(
  dy: tf.Tensor,
  shape: readonly number[],
  indices: tf.Tensor,
  axis: number,
  batchDims: number,
): tf.Tensor {
  const batches = product(shape.slice(0, batchDims));
  const outer = product(shape.slice(batchDims, axis));
  const inner = product(shape.slice(axis + 1));
  const length = shape[axis];
  const taken = indices.size / batches;
  // Rows of x are numbered batch by batch, so that one scatter serves them all.
  const rows = untaped(() => {
    const first = tf.mul(
      tf.reshape(tf.range(0, batches, 1, 'int32'), [batches, 1]),
      tf.scalar(length, 'int32'),
    );
    return tf.reshape(tf.add(tf.reshape(tf.cast(indices, 'int32'), [batches, taken]), first), [-1, 1]);
  });
  const slices = tf.transpose(tf.reshape(dy, [batches, outer, taken, inner]), [0, 2, 1, 3]);
  const sums = tf.scatterND(rows, tf.reshape(slices, [batches * taken, outer * inner]), [
    batches * length,
    outer * inner,
  ]);
  return tf.reshape(tf.transpose(tf.reshape(sums, [batches, length, outer, inner]), [0, 2, 1, 3]), [
    ...shape,
  ]);
}

/** Taking slices by index, and adding slices up at indices: each the transpose of the other. */
export const gathers: readonly tf.GradConfig[] = [
  gradientOf(tf.GatherV2, ['x', 'indices'], (dy, [x, indices], { axis, batchDims }: tf.GatherV2Attrs) => ({
    x: () => scatterAlong(dy, x.shape, indices, tf.util.parseAxisParam(axis, x.shape)[0], batchDims),
    indices: () => tf.zeros(indices.shape),
  })),
  gradientOf(tf.GatherNd, ['params', 'indices'], (dy, [params, indices]) => ({
    params: () => tf.scatterND(indices, dy, params.shape),
    indices: () => tf.zeros(indices.shape),
  })),
  gradientOf(tf.ScatterNd, ['indices'], (dy, [indices]) => ({
    indices: () => tf.zeros(indices.shape),
    updates: () => tf.gatherND(dy, indices),
  })),
];

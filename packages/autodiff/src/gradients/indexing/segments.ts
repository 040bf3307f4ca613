import * as tf from '@tensorflow/tfjs-core';
import { untaped } from '../../transforms/stopGradient.ts';
import { gradientOf, gradientOfMany } from '../rule.ts';
import { unitRows } from './unitRows.ts';

/** Elements of `dy` at `indices` along its first axis, zero where an index lies outside. */
function gatherInside(dy: tf.Tensor, indices: tf.Tensor): tf.Tensor {
  const last = dy.shape[0] - 1;
  const inside = untaped(() => tf.logicalAnd(tf.greaterEqual(indices, 0), tf.lessEqual(indices, last)));
  // tfjs' wasm kernel takes integers for floats.
  const bounded = untaped(() => tf.cast(tf.clipByValue(tf.cast(indices, 'float32'), 0, last), 'int32'));
  const taken = tf.gather(dy, bounded);
  const mask = tf.reshape(inside, [...indices.shape, ...dy.shape.slice(1).map(() => 1)]);
  return tf.where(mask, taken, tf.zerosLike(taken));
}

/** Sums and counts by index, replacement at indices, and the largest elements. */
export const segments: readonly tf.GradConfig[] = [
  gradientOf(tf.UnsortedSegmentSum, ['segmentIds'], (dy, [segmentIds]) => ({
    x: () => gatherInside(dy, segmentIds),
    segmentIds: () => tf.zeros(segmentIds.shape),
  })),
  gradientOf(tf.Bincount, ['x', 'weights'], (dy, [x, weights]) => ({
    x: () => tf.zeros(x.shape),
    weights: () => (weights.size === 0 ? tf.zeros(weights.shape) : gatherInside(dy, x)),
  })),
  gradientOf(
    tf.DenseBincount,
    ['x', 'weights'],
    (dy, [x, weights], { binaryOutput }: tf.DenseBincountAttrs) => ({
      x: () => tf.zeros(x.shape),
      weights: () => {
        if (weights.size === 0 || binaryOutput === true) return tf.zeros(weights.shape);
        if (x.rank === 1) return gatherInside(dy, x);
        return tf.stack(
          tf.unstack(dy).map((row, i) =>
            gatherInside(
              row,
              untaped(() => tf.unstack(x)[i]),
            ),
          ),
        );
      },
    }),
  ),
  gradientOf(tf.TensorScatterUpdate, ['indices', 'updates'], (dy, [indices, updates]) => ({
    tensor: () => {
      // Not by the kernel itself: on tfjs' cpu backend it overwrites the tensor it is given.
      const replaced = untaped(() => tf.greater(tf.scatterND(indices, tf.onesLike(updates), dy.shape), 0));
      return tf.where(replaced, tf.zerosLike(dy), dy);
    },
    indices: () => tf.zeros(indices.shape),
    updates: () => tf.gatherND(dy, indices),
  })),
  gradientOfMany(tf.TopK, ['x'], ([dValues], [x], { k, sorted }: tf.TopKAttrs) => ({
    x: () => {
      const chosen = untaped(() => {
        const { indices } = tf.topk(x, k, sorted);
        return unitRows(indices, x.shape[x.rank - 1]);
      });
      return tf.sum(tf.mul(tf.expandDims(dValues, -1), chosen), -2);
    },
  })),
];

import * as tf from '@tensorflow/tfjs-core';
import { onShape, run, type KernelCase } from './case.ts';

/** Kernels that pick, place, order or count elements. */
export const indexingCases: Readonly<Record<string, KernelCase>> = {
  OneHot: {
    inputs: ({ count }) => [{ shape: [2, count], from: -1, to: 4, dtype: 'int32' }],
    fn: () => (x) => tf.oneHot(x, 4, 2, -1),
  },
  GatherV2: {
    inputs: ({ shape, axis, count }) => [
      { shape },
      { shape: [2, count], from: 0, to: shape[axis], dtype: 'int32' },
    ],
    fn:
      ({ axis }) =>
      (x, indices) =>
        tf.gather(x, indices, axis),
  },
  GatherNd: {
    inputs: ({ count }) => [{ shape: [4, 4, 3] }, { shape: [count, 2], from: 0, to: 4, dtype: 'int32' }],
    fn: () => (x, indices) => tf.gatherND(x, indices),
  },
  ScatterNd: {
    inputs: ({ count }) => [{ shape: [count, 1], from: 0, to: 5, dtype: 'int32' }, { shape: [count, 3] }],
    fn: () => (indices, updates) => tf.scatterND(indices, updates, [5, 3]),
  },
  TensorScatterUpdate: {
    inputs: () => [{ shape: [5, 3] }, { shape: [2, 1], from: 0, to: 2, dtype: 'int32' }, { shape: [3] }],
    fn: () => (x, row, update) =>
      tf.tensorScatterUpdate(
        x,
        tf.mul(tf.slice(row, 0, 1), tf.scalar(2, 'int32')),
        tf.reshape(update, [1, 3]),
      ),
  },
  UnsortedSegmentSum: {
    inputs: ({ shape }) => [{ shape }, { shape: [shape[0]], from: 0, to: 3, dtype: 'int32' }],
    fn: () => (x, segments) => tf.unsortedSegmentSum(x, segments as tf.Tensor1D, 3),
  },
  TopK: onShape(({ shape }) => (x) => {
    const { values, indices } = tf.topk(x, Math.ceil(shape[shape.length - 1] / 2));
    return [values, indices];
  }),
  Bincount: {
    inputs: ({ count }) => [{ shape: [3 * count], from: 0, to: 6, dtype: 'int32' }, { shape: [3 * count] }],
    fn: () => (x, weights) => run('Bincount', { x, weights }, { size: 5 }),
  },
  DenseBincount: {
    inputs: ({ count }) => [
      { shape: [2, 3 * count], from: 0, to: 6, dtype: 'int32' },
      { shape: [2, 3 * count] },
    ],
    fn:
      ({ flag }) =>
      (x, weights) =>
        tf.denseBincount(x as tf.Tensor2D, weights as tf.Tensor2D, 5, flag),
  },
  SearchSorted: {
    inputs: ({ count }) => [
      { shape: [2, 4], from: 0, to: 1 },
      { shape: [2, count], from: -1, to: 6 },
    ],
    fn:
      ({ flag }) =>
      (steps, values) =>
        tf.searchSorted(tf.cumsum(steps, 1), values, flag ? 'left' : 'right'),
  },
};

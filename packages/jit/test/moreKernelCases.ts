import * as tf from '@tensorflow/tfjs-core';
import type { Drawn, KernelCase } from './kernelCases.ts';

type Five = [number, number, number, number, number];

const run = (kernel: string, inputs: Record<string, tf.Tensor>, attributes: object = {}) =>
  tf.engine().runKernel<tf.Tensor>(kernel, inputs, attributes as tf.NamedAttrMap);
const padOf = ({ flag }: Drawn) => (flag ? 'same' : 'valid');
const strideOf = ({ count }: Drawn) => 1 + (count % 2);
const volume = ({ count, axis }: Drawn): Five => [2, 3 + count, 4, 3, 1 + axis];
const volumeFilter = (drawn: Drawn): Five => [2, 3, 1 + (drawn.count % 2), volume(drawn)[4], 2];
const volumeOutput = (drawn: Drawn) =>
  tf.conv3d(tf.zeros<tf.Rank.R5>(volume(drawn)), tf.zeros<tf.Rank.R5>(volumeFilter(drawn)), strideOf(drawn), padOf(drawn)).shape; // prettier-ignore
const volumeAttributes = (drawn: Drawn) => ({ strides: strideOf(drawn), pad: padOf(drawn), dilations: 1 });

/** Kernels of volumes, blocks, norms, named axes and counts. */
export const moreKernelCases: Readonly<Record<string, KernelCase>> = {
  Conv3D: {
    inputs: (drawn) => [{ shape: volume(drawn) }, { shape: volumeFilter(drawn) }],
    fn: (drawn) => (x, filter) =>
      tf.conv3d(x as tf.Tensor5D, filter as tf.Tensor5D, strideOf(drawn), padOf(drawn)),
  },
  Conv3DBackpropInputV2: {
    inputs: (drawn) => [{ shape: volumeFilter(drawn) }, { shape: volumeOutput(drawn) }],
    fn: (drawn) => (filter, dy) =>
      run('Conv3DBackpropInputV2', { dy, filter }, { ...volumeAttributes(drawn), inputShape: volume(drawn) }),
  },
  Conv3DBackpropFilterV2: {
    inputs: (drawn) => [{ shape: volume(drawn) }, { shape: volumeOutput(drawn) }],
    fn: (drawn) => (x, dy) =>
      run('Conv3DBackpropFilterV2', { x, dy }, { ...volumeAttributes(drawn), filterShape: volumeFilter(drawn) }), // prettier-ignore
  },
  AvgPool3D: {
    inputs: (drawn) => [{ shape: volume(drawn) }],
    fn: (drawn) => (x) => tf.avgPool3d(x as tf.Tensor5D, [2, 3, 2], strideOf(drawn), padOf(drawn)),
  },
  MaxPool3D: {
    inputs: (drawn) => [{ shape: volume(drawn) }],
    fn: (drawn) => (x) => tf.maxPool3d(x as tf.Tensor5D, [2, 3, 2], strideOf(drawn), padOf(drawn)),
  },
  Dilation2D: {
    inputs: (drawn) => [{ shape: [2, 5, 4, 1 + drawn.axis] }, { shape: [2, 3, 1 + drawn.axis] }],
    fn: (drawn) => (x, filter) =>
      tf.dilation2d(x as tf.Tensor4D, filter as tf.Tensor3D, strideOf(drawn), padOf(drawn)),
  },
  SpaceToBatchND: {
    inputs: ({ count }) => [{ shape: [2, 2 * count, 5, 3] }],
    fn: () => (x) =>
      tf.spaceToBatchND(
        x,
        [2, 3],
        [
          [0, 2],
          [1, 0],
        ],
      ),
  },
  BatchToSpaceND: {
    inputs: ({ count }) => [{ shape: [12, count, 3, 2] }],
    fn: () => (x) =>
      tf.batchToSpaceND(
        x,
        [2, 3],
        [
          [0, 1],
          [2, 0],
        ],
      ),
  },
  Diag: {
    inputs: ({ count, flag }) => [{ shape: flag ? [count, 2] : [count] }],
    fn: () => (x) => tf.diag(x),
  },
  FusedBatchNorm: {
    inputs: ({ count }) => [
      { shape: [2, 3, 4, count] },
      { shape: [count] },
      { shape: [count], from: 0.2, to: 3 },
      { shape: [count] },
      { shape: [count] },
    ],
    fn:
      ({ flag }) =>
      (x, mean, variance, offset, scale) =>
        tf.batchNorm(
          x as tf.Tensor4D,
          mean as tf.Tensor1D,
          variance as tf.Tensor1D,
          flag ? (offset as tf.Tensor1D) : undefined,
          flag ? (scale as tf.Tensor1D) : undefined,
          0.01,
        ),
  },
  LRN: {
    inputs: ({ count }) => [{ shape: [2, 3, 2, 2 * count] }],
    fn:
      ({ count }) =>
      (x) =>
        tf.localResponseNormalization(x as tf.Tensor4D, count, 1.5, 0.7, 0.6),
  },
  Einsum: {
    inputs: ({ count }) => [{ shape: [2, 3, count] }, { shape: [count, 3, 4] }, { shape: [4] }],
    fn: () => (a, b, c) => [
      tf.einsum('bik,kij->bij', a, b),
      tf.einsum('bik,kij->jb', a, b),
      tf.einsum('bik->kb', a),
      tf.einsum('kij,j->ki', b, c),
    ],
  },
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

import * as tf from '@tensorflow/tfjs-core';
import { bools, onShape, unary, type Drawn, type KernelCase } from './case.ts';
/** Batches that broadcast along their first axis: along a later one, tfjs' cpu and wasm kernels give wrong numbers. */
const matrices = ({ shape, axis, count, flag }: Drawn): [number[], number[]] => {
  const batch = flag ? shape.slice(0, 2) : [];
  const other = batch.map((length, i) => (i === 0 && axis % 2 === 0 && length > 0 ? 1 : length));
  return [
    [...batch, 3, count],
    [...other, count, 4],
  ];
};

/** Kernels that sum, multiply, compare or normalise along axes, and products of matrices. */
export const reductionCases: Readonly<Record<string, KernelCase>> = {
  Sum: onShape(
    ({ axes, flag }) =>
      (x) =>
        tf.sum(x, axes, flag),
  ),
  Mean: onShape(
    ({ axes, flag }) =>
      (x) =>
        tf.mean(x, axes, flag),
  ),
  Max: onShape(
    ({ axes, flag }) =>
      (x) =>
        tf.max(x, axes, flag),
  ),
  Min: onShape(
    ({ axes, flag }) =>
      (x) =>
        tf.min(x, axes, flag),
  ),
  Prod: onShape(
    ({ axes, flag }) =>
      (x) =>
        tf.prod(x, axes, flag),
  ),
  All: onShape(
    ({ axes, flag }) =>
      (x) =>
        tf.all(x, axes, flag),
    bools,
  ),
  Any: onShape(
    ({ axes, flag }) =>
      (x) =>
        tf.any(x, axes, flag),
    bools,
  ),
  ArgMax: onShape(
    ({ axis }) =>
      (x) =>
        tf.argMax(x, axis),
  ),
  ArgMin: onShape(
    ({ axis }) =>
      (x) =>
        tf.argMin(x, axis),
  ),
  Softmax: unary((x) => tf.softmax(x)),
  Cumsum: onShape(
    ({ axis, flag, count }) =>
      (x) =>
        tf.cumsum(x, axis, flag, count > 1),
  ),
  Cumprod: onShape(
    ({ axis, flag, count }) =>
      (x) =>
        tf.cumprod(x, axis, flag, count > 1),
  ),
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
  BatchMatMul: {
    inputs: (drawn) => matrices(drawn).map((shape) => ({ shape })),
    fn:
      ({ axis }) =>
      (a, b) => {
        const turn = (x: tf.Tensor, apply: boolean) =>
        apply ? tf.transpose(x, [...x.shape.keys()].map((i) => (i < x.rank - 2 ? i : 2 * x.rank - 3 - i))) : x; // oxfmt-ignore
        const [left, right] = [axis % 2 === 1, axis > 1];
        return tf.matMul(turn(a, left), turn(b, right), left, right);
      },
  },
  _FusedMatMul: {
    inputs: ({ count }) => [{ shape: [3, count] }, { shape: [count, 4] }, { shape: [4] }],
    fn:
      ({ axis }) =>
      (a, b, bias) => {
        const activation = (['linear', 'relu', 'elu', 'sigmoid'] as const)[axis];
        return tf.fused.matMul({ a: a, b: b, bias, activation });
      },
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
};

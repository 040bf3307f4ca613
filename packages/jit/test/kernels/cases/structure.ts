import * as tf from '@tensorflow/tfjs-core';
import { onShape, run, unary, type KernelCase } from './case.ts';
import { onImage } from './space.ts';

/** Kernels that move, repeat, drop or make elements without computing. */
export const structureCases: Readonly<Record<string, KernelCase>> = {
  Reshape: onShape(() => (x) => tf.reshape(tf.neg(x), [-1])),
  ExpandDims: onShape(
    ({ axis }) =>
      (x) =>
        tf.expandDims(x, axis),
  ),
  Transpose: onShape(({ shape, axis }) => {
    const order = shape.map((_, i) => (i + axis) % shape.length);
    return (x) => tf.transpose(x, order);
  }),
  Tile: onShape(
    ({ shape, count, axis }) =>
      (x) =>
        tf.tile(
          x,
          shape.map((_, i) => (i === axis ? count : 2)),
        ),
  ),
  Reverse: onShape(
    ({ axes }) =>
      (x) =>
        tf.reverse(x, axes),
  ),
  FlipLeftRight: onImage(() => (x) => run('FlipLeftRight', { image: x })),
  Slice: onShape(({ shape, flag }) => {
    const begin = shape.map((length) => (length > 2 ? 1 : 0));
    const size = shape.map((length, i) => (flag ? -1 : Math.max(1, length - begin[i] - 1)));
    return (x) => tf.slice(x, begin, size);
  }),
  StridedSlice: onShape(({ shape, flag }) => {
    const strides = shape.map((_, i) => (flag && i === 0 ? -1 : 2));
    return (x) => tf.stridedSlice(x, shape.map(() => (flag ? -1 : 0)), [...shape], strides, shape.length, 2 ** shape.length - 1); // oxfmt-ignore
  }),
  SplitV: {
    inputs: ({ shape, axis, count }) => [{ shape: shape.map((n, i) => (i === axis ? n + count : n)) }],
    fn:
      ({ shape, axis, count }) =>
      (x) =>
        tf.split(x, [shape[axis], count], axis),
  },
  Concat: {
    inputs: ({ shape }) => [{ shape }, { shape }],
    fn:
      ({ axis }) =>
      (a, b) =>
        tf.concat([a, b], axis),
  },
  Pack: {
    inputs: ({ shape }) => [{ shape }, { shape }],
    fn:
      ({ axis }) =>
      (a, b) =>
        tf.stack([a, b], axis),
  },
  Unpack: onShape(
    ({ axis }) =>
      (x) =>
        tf.unstack(x, axis),
  ),
  PadV2: onShape(({ shape, count, flag }) => {
    const paddings = shape.map((_, i): [number, number] => [i % 2, count]);
    return (x) => tf.pad(x, paddings, flag ? 0.5 : 0);
  }),
  MirrorPad: onShape(({ shape, flag }) => {
    const paddings = shape.map((n): [number, number] => (n > 2 ? [1, 2] : [0, 0]));
    return (x) => tf.mirrorPad(x, paddings, flag ? 'reflect' : 'symmetric');
  }),
  DepthToSpace: {
    inputs: ({ count }) => [{ shape: [2, count, 3, 8] }],
    fn: () => (x) => tf.depthToSpace(x as tf.Tensor4D, 2, 'NHWC'),
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
  Fill: onShape(
    ({ shape }) =>
      (x) =>
        tf.add(x, tf.fill(shape, 1.5)),
  ),
  OnesLike: unary((x) => tf.onesLike(x)),
  ZerosLike: unary((x) => tf.zerosLike(x)),
  Range: onShape(
    ({ shape, axis }) =>
      (x) =>
        tf.mul(tf.sum(x), tf.range(0, shape[axis], 1)),
  ),
  LinSpace: onShape(
    ({ count }) =>
      (x) =>
        tf.mul(tf.sum(x), tf.linspace(0, 1, count)),
  ),
  BroadcastArgs: onShape(
    ({ shape, partner }) =>
      (x) =>
        tf.mul(tf.sum(x), tf.cast(tf.broadcastArgs(shape, partner), 'float32')),
  ),
};

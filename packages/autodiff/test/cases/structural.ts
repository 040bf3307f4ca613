import * as tf from '@tensorflow/tfjs-core';
import type { Case } from './case.ts';

/** `f` of a curved function of a tensor, so that the derivatives of linear ops are not constant. */
const curved = (name: string, shape: number[], f: (x: tf.Tensor) => tf.Tensor): Case => ({
  name,
  f: (x) => f(tf.sin(x)),
  inputs: [{ shape, from: -1.2, to: 1.2 }],
});
const squared = (name: string, shape: number[], f: (x: tf.Tensor) => tf.Tensor): Case =>
  curved(name, shape, (x) => tf.square(f(x)));

export const structuralCases: readonly Case[] = [
  squared('sum of everything', [2, 3], (x) => tf.sum(x)),
  squared('sum over axis 1', [2, 3, 2], (x) => tf.sum(x, 1)),
  squared('sum over axes 0 and -1, kept', [2, 3, 2], (x) => tf.sum(x, [0, -1], true)),
  squared('mean of everything', [2, 3], (x) => tf.mean(x)),
  squared('mean over axis -2', [2, 3, 2], (x) => tf.mean(x, -2)),
  squared('max over axis 1', [2, 4, 2], (x) => tf.max(x, 1)),
  squared('max over axes 0 and 2, kept', [2, 4, 2], (x) => tf.max(x, [0, 2], true)),
  squared('min of everything', [2, 4], (x) => tf.min(x)),
  squared('min over axis 1', [2, 3], (x) => tf.min(x, 1)),
  curved('prod over axis 1', [2, 5, 2], (x) => tf.prod(x, 1)),
  curved('prod of everything', [2, 3], (x) => tf.prod(x)),
  curved('prod over axes 2 and 0', [2, 2, 3], (x) => tf.prod(x, [2, 0], true)),
  ...[false, true].flatMap((exclusive) =>
    [false, true].flatMap((reverse) => [
      squared(`cumsum, exclusive ${exclusive}, reverse ${reverse}`, [2, 3, 2], (x) =>
        tf.cumsum(x, 1, exclusive, reverse),
      ),
      curved(`cumprod, exclusive ${exclusive}, reverse ${reverse}`, [2, 5, 2], (x) =>
        tf.cumprod(x, 1, exclusive, reverse),
      ),
    ]),
  ),
  curved('softmax', [2, 4], (x) => tf.softmax(tf.mul(2, x))),
  squared('logSumExp over axis 0', [3, 2], (x) => tf.logSumExp(x, 0)),
  squared('norm', [3, 2], (x) => tf.norm(x)),
  squared('moments', [4, 2], (x) => tf.moments(x, 0).variance),
  squared('reshape', [2, 3], (x) => tf.reshape(x, [3, 2])),
  squared('expandDims', [2, 3], (x) => tf.expandDims(x, 1)),
  squared('squeeze', [2, 1, 3], (x) => tf.squeeze(x)),
  squared('transpose', [2, 3, 2], (x) => tf.transpose(x, [2, 0, 1])),
  squared('reverse', [2, 3], (x) => tf.reverse(x, [1])),
  squared('slice', [3, 4], (x) => tf.slice(x, [1, 0], [2, -1])),
  squared('pad', [2, 3], (x) =>
    tf.pad(
      x,
      [
        [1, 0],
        [2, 1],
      ],
      0.7,
    ),
  ),
  squared('mirrorPad reflect', [4, 3], (x) =>
    tf.mirrorPad(
      x,
      [
        [2, 1],
        [0, 2],
      ],
      'reflect',
    ),
  ),
  squared('mirrorPad symmetric', [3, 2], (x) =>
    tf.mirrorPad(
      x,
      [
        [3, 1],
        [2, 2],
      ],
      'symmetric',
    ),
  ),
  squared('concat', [2, 3], (x) => tf.concat([x, tf.exp(x), tf.slice(x, [0, 1], [2, 1])], 1)),
  squared('split', [2, 6], (x) => {
    const [a, b, c] = tf.split(x, [1, 3, 2], 1);
    return tf.add(tf.mul(tf.mul(a, b), 2), tf.sum(c));
  }),
  squared('split, one part used', [4, 2], (x) => tf.split(x, 2, 0)[1]),
  squared('split into one part', [2, 2], (x) => tf.split(x, 1, 0)[0]),
  squared('stack', [2, 3], (x) => tf.stack([x, tf.exp(x)], 1)),
  squared('unstack', [3, 2], (x) => {
    const [a, b, c] = tf.unstack(x);
    return tf.add(tf.mul(a, b), c);
  }),
  squared('unstack a single one', [1, 3], (x) => tf.unstack(x)[0]),
  squared('tile', [2, 3], (x) => tf.tile(x, [2, 3])),
  squared('tile along a length of 1', [2, 1, 2], (x) => tf.tile(x, [1, 3, 2])),
  squared('broadcastTo', [2, 1], (x) => tf.broadcastTo(x, [3, 2, 4])),
  squared('gather', [4, 3], (x) => tf.gather(x, tf.tensor2d([1, 3, 1, 0], [2, 2], 'int32'))),
  squared('gather along axis 1', [2, 4, 2], (x) => tf.gather(x, tf.tensor1d([3, 3, 0], 'int32'), 1)),
  squared('gather with batches', [2, 3, 2], (x) =>
    tf.gather(x, tf.tensor2d([2, 0, 0, 1, 1, 1], [2, 3], 'int32'), 1, 1),
  ),
  squared('gatherND', [3, 2, 2], (x) => tf.gatherND(x, tf.tensor2d([2, 1, 0, 0, 2, 1], [3, 2], 'int32'))),
  squared('scatterND', [3, 2], (x) => tf.scatterND(tf.tensor2d([1, 3, 1], [3, 1], 'int32'), x, [5, 2])),
  ...[false, true].flatMap((transposeA) =>
    [false, true].map((transposeB): Case => ({
      name: `matMul, transposed ${transposeA} ${transposeB}`,
      f: (a, b) => tf.matMul(tf.sin(a), tf.exp(b), transposeA, transposeB),
      inputs: [
        { shape: transposeA ? [2, 4, 3] : [2, 3, 4], from: -1, to: 1 },
        { shape: transposeB ? [2, 2, 4] : [2, 4, 2], from: -1, to: 1 },
      ],
      orders: 2,
    })),
  ),
  {
    name: 'matMul in batches that broadcast along an inner axis',
    f: (a, b) => tf.matMul(tf.sin(a), tf.exp(b)),
    inputs: [
      { shape: [2, 2, 1, 2], from: -1, to: 1 },
      { shape: [2, 1, 2, 2], from: -1, to: 1 },
    ],
  },
  {
    name: 'matMul with a batch of one',
    f: (a, b) => tf.matMul(tf.sin(a), b, false, true),
    inputs: [
      { shape: [1, 2, 3], from: -1, to: 1 },
      { shape: [3, 2, 3], from: -1, to: 1 },
    ],
  },
  {
    name: 'dot',
    f: (a, b) => tf.square(tf.dot(a, b)),
    inputs: [
      { shape: [3], from: -1, to: 1 },
      { shape: [3], from: -1, to: 1 },
    ],
  },
  squared('stridedSlice', [5, 4], (x) => tf.stridedSlice(x, [4, 0], [0, 4], [-2, 3])),
  squared('stridedSlice with masks', [3, 4, 2], (x) =>
    tf.stridedSlice(x, [1, 0, 0], [2, 3, 2], [1, 2, 1], 0, 0, 0, 0, 1),
  ),
  squared('unsortedSegmentSum', [4, 2], (x) =>
    tf.unsortedSegmentSum(x as tf.Tensor2D, tf.tensor1d([2, 0, 2, -1], 'int32'), 3),
  ),
  squared('bincount', [4], (x) => tf.bincount(tf.tensor1d([1, 0, 1, 5], 'int32'), x as tf.Tensor1D, 3)),
  squared('denseBincount', [2, 3], (x) =>
    tf.denseBincount(tf.tensor2d([1, 0, 1, 2, 2, 4], [2, 3], 'int32'), x as tf.Tensor2D, 4),
  ),
  squared('tensorScatterUpdate', [3, 2], (x) =>
    // a copy, as tfjs' cpu kernel overwrites the tensor it is given
    tf.tensorScatterUpdate(tf.add(x, 0), tf.tensor2d([2], [1, 1], 'int32'), tf.sum(tf.exp(x), 0, true)),
  ),
  squared('topk', [2, 5], (x) => tf.topk(x, 2).values),
  squared('topk of rows of one', [3, 1], (x) => tf.topk(x, 1).values),
  squared('einsum of one', [2, 3], (x) => tf.einsum('ij->j', x)),
  curved('einsum that changes nothing', [3], (x) => tf.einsum('a->a', tf.sin(x))),
  {
    name: 'einsum of two',
    f: (a, b) => tf.einsum('bij,jkl->bki', tf.sin(a), tf.exp(b)),
    inputs: [
      { shape: [2, 1, 3], from: -1, to: 1 },
      { shape: [3, 2, 2], from: -1, to: 1 },
    ],
    orders: 2,
  },
  squared('diag', [2, 2], (x) => tf.diag(x)),
  squared('bandPart', [3, 3], (x) => tf.linalg.bandPart(x, 1, 0)),
  squared('searchSorted times x', [4], (x) =>
    tf.mul(x, tf.cast(tf.searchSorted(tf.tensor1d([-3, 3]), x), 'float32')),
  ),
  curved('logSoftmax', [2, 4], (x) => tf.logSoftmax(tf.mul(2, x))),
  {
    name: 'softmaxCrossEntropy',
    f: (labels, logits) => tf.losses.softmaxCrossEntropy(tf.exp(labels), tf.sin(logits)),
    inputs: [
      { shape: [2, 3], from: -1, to: 1 },
      { shape: [2, 3], from: -1, to: 1 },
    ],
  },
  {
    name: 'fused.matMul',
    f: (a, b, bias) =>
      tf.fused.matMul({ a: tf.sin(a), b, bias: tf.exp(bias), activation: 'sigmoid', transposeB: true }),
    inputs: [
      { shape: [2, 3], from: -1, to: 1 },
      { shape: [2, 3], from: -1, to: 1 },
      { shape: [2], from: -1, to: 1 },
    ],
  },
];

import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { compare, example } from '../compare.ts';

type Four = [number, number, number, number];

const conv2d = (x: tf.Tensor, filter: tf.Tensor, strides: number, pad: 'same' | 'valid' | number) =>
  tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, pad);

function upsample(x: tf.Tensor): tf.Tensor {
  const [, height, width] = (x as tf.Tensor4D).shape;
  return tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [2 * height, 2 * width]);
}

/** A convolution and both its gradients, by the kernels that tfjs calls for them. */
function convolutionAndGradients(x: Four, filter: Four, strides: number, pad: 'same' | 'valid' | number) {
  const attributes = { strides, pad, dataFormat: 'NHWC' };
  return (input: tf.Tensor, weights: tf.Tensor, dy: tf.Tensor) => [
    conv2d(input, weights, strides, pad),
    tf
      .engine()
      .runKernel<tf.Tensor>('Conv2DBackpropInput', { dy, filter: weights }, { ...attributes, inputShape: x }),
    tf
      .engine()
      .runKernel<tf.Tensor>('Conv2DBackpropFilter', { x: input, dy }, { ...attributes, filterShape: filter }),
  ];
}

describe.each([
  ['Winograd on both axes', [2, 8, 8, 3], [3, 3, 3, 5], 1, 'same'],
  ['Winograd on tiles of unequal axes', [2, 16, 8, 3], [3, 3, 3, 5], 1, 'same'],
  ['Winograd along width only', [2, 6, 8, 3], [3, 3, 3, 2], 1, 'same'],
  ['stride two with uneven padding', [2, 8, 8, 3], [3, 3, 3, 5], 2, 'same'],
  ['a small map as one matrix', [2, 4, 4, 3], [3, 3, 3, 5], 1, 'same'],
  ['an even kernel', [2, 7, 9, 3], [2, 2, 3, 5], 2, 'valid'],
  ['an even kernel on a small map', [2, 4, 4, 2], [2, 2, 2, 3], 1, 'same'],
  ['a pointwise product', [3, 5, 5, 2], [1, 1, 2, 4], 1, 'same'],
  ['a strided pointwise product', [2, 6, 6, 2], [1, 1, 2, 3], 2, 'valid'],
  ['padding by number', [1, 9, 10, 2], [5, 3, 2, 3], 1, 2],
  ['a single row', [2, 1, 12, 3], [1, 3, 3, 4], 1, 'same'],
] as const)('%s', (_, x, filter, strides, pad) => {
  test.each([
    ['fast', false, 2e-5],
    ['exact', true, 1e-6],
  ])('gives tfjs’ values and gradients, %s', async (_name, exactConvolutions, tolerance) => {
    const y = conv2d(tf.zeros([...x]), tf.zeros([...filter]), strides, pad);
    const fn = convolutionAndGradients([...x] as Four, [...filter] as Four, strides, pad);
    const inputs = [example(x, 1), example(filter, 2), example(y.shape, 3)];
    const result = await compare(fn, inputs, { engine: 'onnx-cpu', exactConvolutions });
    expect(result.shapesAgree).toBe(true);
    result.errors.forEach((error) => expect(error).toBeLessThan(tolerance));
  });
});

test('upsampling before a convolution becomes part of its transform', async () => {
  const decoder = (x: tf.Tensor, a: tf.Tensor, b: tf.Tensor) => {
    const hidden = tf.leakyRelu(conv2d(upsample(x), a, 1, 'same'), 0.1);
    return tf.sigmoid(conv2d(upsample(hidden), b, 1, 'same'));
  };
  const result = await compare(decoder, [
    example([2, 4, 4, 3]),
    example([3, 3, 3, 4]),
    example([3, 3, 4, 2]),
  ]);
  expect(result.errors[0]).toBeLessThan(1e-5);
});

test('a dilated convolution gives tfjs’ values', async () => {
  const fn = (x: tf.Tensor, f: tf.Tensor) =>
    tf
      .engine()
      .runKernel<tf.Tensor>(
        'Conv2D',
        { x, filter: f },
        { strides: 1, pad: 'same', dataFormat: 'NHWC', dilations: 2 },
      );
  const result = await compare(fn, [example([2, 7, 6, 3]), example([3, 3, 3, 4])]);
  expect(result.errors[0]).toBeLessThan(1e-6);
});

import { grad } from '@hgn/autodiff';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { compare, example } from '../compare.ts';

const shape = [1, 3, 4, 3, 2];
const calls: Readonly<Record<string, (x: tf.Tensor5D, filter: tf.Tensor5D) => tf.Tensor>> = {
  conv3d: (x, filter) => tf.conv3d(x, filter, [1, 2, 1], 'same'),
  'conv3d with dilations': (x, filter) => tf.conv3d(x, filter, 1, 'same', 'NDHWC', [1, 2, 1]),
  conv3dTranspose: (x, filter) => tf.conv3dTranspose(x, filter, [1, 3, 4, 3, 2], 1, 'same'),
};

test.each(Object.entries(calls))(
  'first and second gradients of %s are those of eager tfjs',
  async (_, fn) => {
    const loss = ([x, filter]: tf.Tensor[]) => tf.sum(tf.square(fn(x as tf.Tensor5D, filter as tf.Tensor5D)));
    const slopes = grad(loss);
    const curvature = (...inputs: tf.Tensor[]) => [
      ...slopes(inputs),
      ...grad((all: tf.Tensor[]) => tf.addN(slopes(all).map((slope) => tf.sum(tf.square(slope)))))(inputs),
    ];
    const { errors } = await compare(curvature, [example(shape, 1), example([2, 2, 2, 2, 2], 2)]);
    expect(errors).toHaveLength(4);
    errors.forEach((error) => expect(error).toBeLessThan(1e-5));
  },
);

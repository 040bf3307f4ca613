import { grad, valueAndGrad } from '@hgn/autodiff';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { compare, example } from './compare.ts';

const matMul = (a: tf.Tensor, b: tf.Tensor) => tf.matMul(a, b);
const conv2d = (x: tf.Tensor, filter: tf.Tensor, strides = 1) =>
  tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, 'same');

function upsample(x: tf.Tensor): tf.Tensor {
  const [, height, width] = (x as tf.Tensor4D).shape;
  return tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [2 * height, 2 * width]);
}

/** Kick-drift-kick with force -grad V(q) and K = p²/2; the gradient of its result is of second order in V. */
function leapfrog(
  potential: (q: tf.Tensor) => tf.Tensor,
  q: tf.Tensor,
  p: tf.Tensor,
  dt: tf.Tensor,
  steps: number,
) {
  const dVdq = grad(potential);
  const half = tf.mul(dt, 0.5);
  const path = [q];
  let force = dVdq(q);
  for (let step = 0; step < steps; step++) {
    p = tf.sub(p, tf.mul(half, force));
    q = tf.add(q, tf.mul(dt, p));
    force = dVdq(q);
    p = tf.sub(p, tf.mul(half, force));
    path.push(q);
  }
  return path;
}

/** Values and gradients with respect to all inputs, as one list. */
const withGradients =
  (loss: (...inputs: tf.Tensor[]) => tf.Tensor) =>
  (...inputs: tf.Tensor[]) => {
    const result = valueAndGrad((all: tf.Tensor[]) => loss(...all))(inputs);
    return [result.value, ...result.grad];
  };

describe.each([
  ['tanh', tf.tanh],
  ['softplus', tf.softplus],
  ['sigmoid', tf.sigmoid],
  ['swish', (x: tf.Tensor) => tf.mul(x, tf.sigmoid(x))],
  ['elu', tf.elu],
] as const)('a Hamiltonian network with %s', (_, activation) => {
  test('learns through leapfrog steps with the gradients of eager tfjs', async () => {
    const loss = (
      w1: tf.Tensor,
      b1: tf.Tensor,
      w2: tf.Tensor,
      q0: tf.Tensor,
      p0: tf.Tensor,
      dt: tf.Tensor,
    ) => {
      const potential = (q: tf.Tensor) => tf.sum(matMul(activation(tf.add(matMul(q, w1), b1)), w2));
      const path = leapfrog(potential, q0, p0, dt, 4);
      return tf.mean(tf.square(tf.sub(tf.stack(path), 0.3)));
    };
    const inputs = [[2, 16], [16], [16, 1], [8, 2], [8, 2], [8, 1]].map((shape, i) => example(shape, i + 1));
    const { errors } = await compare(withGradients(loss), inputs);
    errors.forEach((error) => expect(error).toBeLessThan(1e-5));
  });
});

/** Convolutional encoder, leapfrog through the gradient of a learnt energy, decoder with upsampling, pixel loss. */
function hgnLoss(
  e1: tf.Tensor,
  e2: tf.Tensor,
  bias: tf.Tensor,
  dense: tf.Tensor,
  v1: tf.Tensor,
  v2: tf.Tensor,
  d0: tf.Tensor,
  d1: tf.Tensor,
  d2: tf.Tensor,
  frames: tf.Tensor,
  dt: tf.Tensor,
) {
  const leaky = (x: tf.Tensor) => tf.leakyRelu(x, 0.1);
  const hidden = leaky(conv2d(leaky(tf.add(conv2d(frames, e1), bias)), e2, 2));
  const code = matMul(tf.reshape(hidden, [frames.shape[0], -1]), dense);
  const [q, p] = tf.split(code, 2, 1);
  const potential = (x: tf.Tensor) =>
    tf.add(tf.mul(0.5, tf.sum(tf.square(x))), tf.sum(matMul(tf.softplus(matMul(x, v1)), v2)));
  const path = leapfrog(potential, q, p, dt, 3);
  const states = tf.reshape(tf.stack(path.slice(1), 1), [-1, 4]);
  const seeds = tf.reshape(matMul(states, d0), [-1, 2, 2, 6]);
  const decoded = tf.sigmoid(conv2d(upsample(leaky(conv2d(upsample(seeds), d1))), d2));
  const target = tf.tile(frames, [3, 1, 1, 1]);
  return tf.mean(tf.square(tf.sub(decoded, target)));
}

test.each([
  ['Winograd', false],
  ['exact convolutions', true],
])('a small HGN gives eager tfjs’ loss and gradients with %s', async (_, exactConvolutions) => {
  const shapes = [
    [3, 3, 3, 4],
    [3, 3, 4, 4],
    [4],
    [64, 8],
    [4, 8],
    [8, 1],
    [4, 24],
    [3, 3, 6, 5],
    [3, 3, 5, 3],
    [2, 8, 8, 3],
    [2, 1],
  ];
  const inputs = shapes.map((shape, i) => tf.mul(example(shape, i + 1), 0.5));
  const { errors } = await compare(withGradients(hgnLoss), inputs, {
    engine: 'onnx-cpu',
    exactConvolutions,
  });
  expect(errors).toHaveLength(12);
  errors.forEach((error) => expect(error).toBeLessThan(1e-4));
});

import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { after } from './after.ts';
import { grad } from './grad.ts';

test('gives the same values as new tensors', () => {
  const before = tf.memory().numTensors;
  const tree = { q: tf.tensor1d([1, 2]), flags: [tf.tensor1d([true, false], 'bool'), tf.scalar(3, 'int32')] };
  const later = after(tree, tree);
  expect(Array.from(later.q.dataSync())).toEqual([1, 2]);
  expect(later.flags.map(({ dtype }) => dtype)).toEqual(['bool', 'int32']);
  tf.dispose(tree);
  expect(Array.from(later.flags[0].dataSync())).toEqual([1, 0]);
  tf.dispose(later);
  expect(tf.memory().numTensors).toBe(before);
});

test('is the identity for derivatives of every order, and what comes before has none', () => {
  const cube = (x: tf.Tensor) => tf.pow(after(x, tf.square(x)), 3);
  expect(grad((x: tf.Tensor) => grad(cube)(x))(2).dataSync()[0]).toBeCloseTo(12, 5);
});

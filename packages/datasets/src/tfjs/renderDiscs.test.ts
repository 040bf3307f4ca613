import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { renderExactly, type DiscScene } from '../camera/discs.ts';
import { renderDiscs } from './renderDiscs.ts';

// The core registers no gradients by itself; users import @hgn/autodiff, which is above this package.
const scene: DiscScene = {
  size: 12,
  channels: 3,
  background: [0.321, 0.349, 0.368],
  discs: [
    { radius: 0.15, color: [1, 0, 0] },
    { radius: 0.2, color: [0, 1, 1] },
    { radius: 0.1, color: [0.5, 1, 0] },
  ],
};
const xy = [0.5, 0.5, 0.62, 0.4, 0.05, 0.97];

beforeAll(() => tf.setBackend('cpu'));

test('agrees with the float64 renderer to 1e-5, overlaps and edges included', () => {
  const positions = tf.tensor3d([...xy, ...xy.map((value) => 1 - value)], [2, 3, 2]);
  const picture = renderDiscs(scene, positions);
  const values = picture.dataSync();
  const expected = [
    ...renderExactly(scene, xy),
    ...renderExactly(
      scene,
      xy.map((value) => 1 - value),
    ),
  ];
  expect(picture.shape).toEqual([2, 12, 12, 3]);
  expected.forEach((value, i) => expect(Math.abs(values[i] - value)).toBeLessThan(1e-5));
  tf.dispose([positions, picture]);
});

test('leaves no tensors behind', () => {
  const before = tf.memory().numTensors;
  tf.tidy(() => void renderDiscs(scene, tf.tensor3d(xy, [1, 3, 2])));
  expect(tf.memory().numTensors).toBe(before);
});

test('says which positions it needs', () => {
  tf.tidy(() => {
    expect(() => renderDiscs(scene, tf.zeros([1, 2, 2]))).toThrow(
      /positions must be \[batch, 3, 2\].*got \[1, 2, 2\]/,
    );
  });
});

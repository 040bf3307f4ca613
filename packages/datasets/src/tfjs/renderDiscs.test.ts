import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
// The core registers no gradients by itself; users import @hgn/autodiff, which is above this package.
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { renderExactly, type DiscScene } from '../camera/discs.ts';
import { renderDiscs } from './renderDiscs.ts';

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

const share = fc.double({ min: 0, max: 1, noNaN: true });
const place = fc.double({ min: -0.2, max: 1.2, noNaN: true });

/** Scenes of up to four discs, in colour or grey, and places for them. */
const scenes = fc
  .record({
    channels: fc.constantFrom<1 | 3>(1, 3),
    size: fc.integer({ min: 2, max: 14 }),
    discs: fc.array(
      fc.record({
        radius: fc.double({ min: 0.02, max: 0.4, noNaN: true }),
        x: place,
        y: place,
        color: fc.tuple(share, share, share),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  })
  .map(({ channels, size, discs }) => ({
    scene: {
      size,
      channels,
      background: [0.3, 0.35, 0.4].slice(0, channels),
      discs: discs.map(({ radius, color }) => ({ radius, color: color.slice(0, channels) })),
    } satisfies DiscScene,
    at: discs.flatMap(({ x, y }) => [x, y]),
  }));

test('agrees with the float64 renderer to 1e-5 for any scene', () => {
  fc.assert(
    fc.property(scenes, ({ scene: any, at }) => {
      const values = tf.tidy(() => renderDiscs(any, tf.tensor3d(at, [1, at.length / 2, 2])).dataSync());
      const expected = renderExactly(any, at);
      const worst = expected.reduce((largest, value, i) => Math.max(largest, Math.abs(value - values[i])), 0);
      expect(worst).toBeLessThan(1e-5);
    }),
  );
});

/** The gradient of a weighted sum of all pixels, by tfjs and by central differences of the float64 renderer. */
function gradients(any: DiscScene, at: readonly number[]): { tfjs: Float32Array; expected: number[] } {
  const weights = Array.from({ length: any.size ** 2 * any.channels }, (_, i) => Math.sin(1 + 7 * i));
  const tfjs = tf.tidy(() => {
    const positions = tf.tensor3d([...at], [1, at.length / 2, 2]);
    const loss = (xy: tf.Tensor3D): tf.Scalar =>
      tf.sum(tf.mul(tf.reshape(renderDiscs(any, xy), [-1]), tf.tensor1d(weights)));
    return tf
      .grad((xy: tf.Tensor) => loss(xy as tf.Tensor3D))(positions)
      .dataSync() as Float32Array;
  });
  const sum = (places: readonly number[]) =>
    renderExactly(any, places).reduce((total, value, i) => total + weights[i] * value, 0);
  const h = 1e-5;
  const expected = at.map((_, i) => {
    const shifted = (by: number) => at.map((value, j) => (i === j ? value + by : value));
    return (
      (8 * (sum(shifted(h)) - sum(shifted(-h))) - (sum(shifted(2 * h)) - sum(shifted(-2 * h)))) / (12 * h)
    );
  });
  return { tfjs, expected };
}

test('its gradient by the positions equals central differences of the float64 renderer', () => {
  // Away from pixels' centres, where the distance to the pixel has a kink.
  const generic = scenes.filter(({ scene: { size }, at }) =>
    at.every((value) => Math.abs((value * (size - 1)) % 1) > 0.02),
  );
  fc.assert(
    fc.property(generic, ({ scene: any, at }) => {
      const { tfjs, expected } = gradients(any, at);
      expected.forEach((slope, i) => {
        expect(Math.abs(tfjs[i] - slope)).toBeLessThan(2e-4 * Math.max(1, Math.abs(slope)));
      });
    }),
    { numRuns: 40 },
  );
});

test('a disc in front keeps those behind it from being felt, and a disc centred on a pixel has a gradient', () => {
  const covered: DiscScene = {
    size: 9,
    channels: 1,
    background: [0],
    discs: [
      { radius: 0.4, color: [1] },
      { radius: 0.05, color: [0.5] },
    ],
  };
  const { tfjs } = gradients(covered, [0.5, 0.5, 0.52, 0.47]);
  expect([...tfjs].every(Number.isFinite)).toBe(true);
  expect(Math.abs(tfjs[0])).toBeGreaterThan(1);
  expect(Math.abs(tfjs[2])).toBeLessThan(1e-6);
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

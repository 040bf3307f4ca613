import '@tensorflow/tfjs-backend-cpu';
import { ndarray, type NdArray } from '@hgn/autodiff';
import { expect, test } from 'vitest';
import { swingingSpot, tinyVector } from '../../test/tiny.ts';
import { createModel } from '../architecture/model.ts';
import type { Sequences } from '../data/sequences.ts';
import type { Generator } from '../generation/generator.ts';
import { measureStates } from './statistics.ts';

const model = createModel(tinyVector.model);
const { protocol } = tinyVector;

/**
 * A generator that can be calculated by hand: q is the mean grey of the middle frame, p that of the last less that of
 * the first, and it paints q everywhere.
 */
const byHand: Generator = {
  model,
  encode(frames: NdArray) {
    const count = frames.shape[0];
    const pixels = Float32Array.from(frames.data);
    const size = pixels.length / count / 3;
    const grey = (n: number, k: number): number =>
      pixels.slice((3 * n + k) * size, (3 * n + k + 1) * size).reduce((sum, x) => sum + x / size, 0);
    const rows = Array.from({ length: count }, (_, n) => [grey(n, 0), grey(n, 1), grey(n, 2)]);
    const q = ndarray(Float32Array.from(rows.flatMap(([, b]) => [b, 0])), [count, 2]);
    const p = ndarray(Float32Array.from(rows.flatMap(([a, , c]) => [c - a, 0])), [count, 2]);
    const mean = ndarray(Float32Array.from(rows.flat()), [count, 3]);
    return Promise.resolve({ q, p, mean, logVariance: mean });
  },
  decode({ q }) {
    const count = q.shape[0];
    return Promise.resolve(
      ndarray(
        Float32Array.from({ length: 64 * count }, (_, i) => q.data[2 * Math.floor(i / 64)]),
        [count, 8, 8, 1],
      ),
    );
  },
  hamiltonian: ({ q, p }) =>
    Promise.resolve({
      H: ndarray(
        q.data.filter((_, i) => i % 2 === 0),
        [q.shape[0]],
      ),
      dHdq: q,
      dHdp: p,
    }),
  state: () => Promise.reject(new Error('not used')),
  rollout: () => Promise.reject(new Error('not used')),
  dispose: () => Promise.resolve(),
};

/** Even frames whose grey swings: cos at half the model's time step. */
function blinking(trajectories: number, length: number): Sequences {
  const grey = (s: number, t: number) => 128 + (40 + 10 * s) * Math.cos(0.1 * t + s);
  const frames = new Uint8Array(trajectories * length * 64);
  const [q, p] = [new Float64Array(trajectories * length), new Float64Array(trajectories * length)];
  for (let s = 0; s < trajectories; s++) {
    for (let t = 0; t < length; t++) {
      const i = s * length + t;
      frames.fill(grey(s, t), 64 * i, 64 * (i + 1));
      q[i] = Math.cos(0.1 * t + s) * (40 + 10 * s);
      p[i] = -3 * Math.sin(0.1 * t + s) * (40 + 10 * s);
    }
  }
  const shape = { trajectories, length, height: 8, width: 8, channels: 1, dt: 0.1 };
  return { ...shape, frames, states: { q, p } };
}

test('states are measured at the time step of the model, against frames and truth of the inferred moment', async () => {
  const { statistics, chart } = await measureStates(byHand, blinking(5, 61), {
    dt: 0.2,
    protocol,
    states: 100,
  });
  expect(statistics.states).toBe(100);
  // What is painted is the frame itself; float32 and bytes leave little.
  expect(statistics.reconstructionError.percentile99).toBeLessThan(1e-9);
  // A wrong moment or time step would leave p uncorrelated with the difference of the frames about it.
  expect(chart?.r2).toBeGreaterThan(0.999);
  expect(chart?.gauge?.defect).toBeLessThan(1e-6);
  // q is grey / 255 and p its change over 0.4 time units, so that areas shrink by that and by 3.
  const change = (-2 * Math.sin(0.2)) / 255;
  expect(Math.abs(chart?.gauge?.scale ?? 0)).toBeCloseTo(Math.abs(change / (255 * -3)), 7);
  expect(statistics.energy?.maximum).toBeCloseTo(statistics.q.maximum[0], 6);
  expect(statistics.q.minimum[1]).toBe(0);
  expect(statistics.z.deviation).toHaveLength(3);
});

test('a frame unlike its painting counts: the median and the tail of the error', async () => {
  const { statistics, chart } = await measureStates(byHand, swingingSpot(4, 12), {
    dt: 0.2,
    protocol,
    states: 8,
  });
  const { median, percentile99 } = statistics.reconstructionError;
  expect(median).toBeGreaterThan(0.01);
  expect(percentile99).toBeGreaterThanOrEqual(median);
  expect(chart?.gauge).toBeUndefined();
  expect(chart).not.toHaveProperty('r2');
});

test('trajectories that are shorter than the input are refused', async () => {
  await expect(measureStates(byHand, blinking(1, 4), { dt: 0.2, protocol })).rejects.toThrow(
    'measureStates: trajectories must have 5 frames or more, but have 4',
  );
});

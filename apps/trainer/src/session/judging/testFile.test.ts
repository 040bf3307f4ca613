import { expect, test } from 'vitest';
import { readNpz } from '@hgn/testing';
import { testFile } from './testFile.ts';

const shape = { height: 2, width: 3, channels: 1, dt: 0.05 };

test('unseen trajectories stand in the file at the time step of the model, with the truth', () => {
  const [trajectories, length] = [12, 7];
  const frames = Uint8Array.from({ length: trajectories * length * 6 }, (_, i) => Math.floor(i / 6));
  const states = {
    q: Array.from({ length: 2 * trajectories * length }, (_, i) => i),
    p: Array.from({ length: 2 * trajectories * length }, (_, i) => -i),
  };
  const energy = Float64Array.from({ length: trajectories * length }, (_, i) => i / 2);
  const arrays = readNpz(testFile({ ...shape, trajectories, length, frames, states, energy }, 0.1));
  expect(arrays.frames.shape).toEqual([8, 4, 2, 3, 1]);
  expect(arrays.q.shape).toEqual([8, 4, 2]);
  expect(arrays.energy.shape).toEqual([8, 4]);
  expect(Array.from(arrays.dt.data)).toEqual([0.1]);
  // Trajectory 1, third frame in the file: the fifth of the sequence.
  expect(arrays.frames.data[(4 + 2) * 6]).toBe(7 + 4);
  expect(Array.from(arrays.q.data).slice(12, 14)).toEqual([22, 23]);
  expect(arrays.p.data[13]).toBe(-23);
  expect(arrays.energy.data[6]).toBe(5.5);
});

test('large frames are fewer, and data without a truth has none', () => {
  const frames = new Uint8Array(3 * 10 * 256 * 256 * 3);
  const large = { trajectories: 3, length: 10, height: 256, width: 256, channels: 3, dt: 0.1, frames };
  const arrays = readNpz(testFile(large, 0.1));
  expect(arrays.frames.shape).toEqual([2, 10, 256, 256, 3]);
  expect(Object.keys(arrays).sort()).toEqual(['dt', 'frames']);
});

import { expect, test } from 'vitest';
import { shuffleBatches, streamBatches } from './batches.ts';
import { generate } from './generate.ts';

const preset = 'mass-spring';

test('streamed batches are consecutive trajectories of the seed, whatever the order of asking', () => {
  const batch = streamBatches(preset, { seed: 4, batchSize: 3, frames: 2 });
  const all = generate(preset, { seed: 4, trajectories: 9, frames: 2 });
  for (const step of [2, 0, 1]) expect(batch(step).q).toEqual(all.q.slice(6 * step, 6 * step + 6));
  expect(batch(1).frames).toEqual(all.frames.slice(all.frames.length / 3, (2 * all.frames.length) / 3));
});

test('shuffled batches show every trajectory once an epoch, in another order the next', () => {
  const dataset = generate(preset, { seed: 4, trajectories: 10, frames: 2 });
  const batch = shuffleBatches(dataset, { seed: 1, batchSize: 5 });
  const epoch = (n: number) =>
    [batch(2 * n), batch(2 * n + 1)].flatMap(({ energy }) => [...energy.filter((_, i) => i % 2 === 0)]);
  const sorted = (energies: number[]) => energies.sort((a, b) => a - b);
  const stored = sorted([...dataset.energy.filter((_, i) => i % 2 === 0)]);
  expect(sorted(epoch(0))).toEqual(stored);
  expect(sorted(epoch(1))).toEqual(stored);
  expect(epoch(0)).not.toEqual(epoch(1));
  expect(batch(0)).toEqual(shuffleBatches(dataset, { seed: 1, batchSize: 5 })(0));
});

test('a trajectory of a shuffled batch keeps its frames, states and parameters together', () => {
  const dataset = generate('suite-mass-spring-colors', { seed: 4, trajectories: 7, frames: 2 });
  const { q, parameters, frames } = shuffleBatches(dataset, { seed: 1, batchSize: 4 })(5);
  for (let i = 0; i < 4; i++) {
    const row = dataset.q.indexOf(q[2 * i]) / 2;
    const bytes = frames.length / 4;
    expect(parameters.mass[i]).toBe(dataset.parameters.mass[row]);
    expect(frames.slice(i * bytes, (i + 1) * bytes)).toEqual(
      dataset.frames.slice(row * bytes, (row + 1) * bytes),
    );
  }
});

test('bad steps and sizes are told', () => {
  expect(() => streamBatches(preset, { seed: 1, batchSize: 0, frames: 2 })).toThrow(
    'batchSize must be an integer from 1, but got 0',
  );
  expect(() => streamBatches(preset, { seed: 1, batchSize: 1, frames: 2 })(-1)).toThrow(
    'step must be an integer from 0, but got -1',
  );
});

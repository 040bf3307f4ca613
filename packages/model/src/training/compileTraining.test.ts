import { expect, test } from 'vitest';
import { swingingSpot, tinyVector } from '../../test/tiny.ts';
import { compileTraining } from './compileTraining.ts';

test('steps that do not wait for each other are those that do', async () => {
  const training = await compileTraining({ preset: tinyVector, sequences: swingingSpot(8, 10), seed: 1 });
  const alone = [];
  for (const index of [0, 1, 2]) alone.push(await training.step(training.initial, index));
  const together = await Promise.all([0, 1, 2].map((index) => training.step(training.initial, index)));
  expect(together).toEqual(alone);
  expect(new Set(alone.map(({ metrics }) => metrics.loss)).size).toBe(3);
  expect(training.stats?.cached).toBe(false);
  await training.dispose();
});

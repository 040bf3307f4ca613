import { expect, test } from 'vitest';
import { keptSteps } from './keep.ts';

/** The checkpoints there are when each new one is followed by a clearing. */
function trained(keep: 'spaced' | 'last' | 'all', until: number, every = 10): number[] {
  const kept = keptSteps({ keep, checkpointEvery: every });
  let there: number[] = [];
  for (let step = 0; step <= until; step += every) there = kept([...there, step]);
  return there;
}

test('the last three, and some of every doubling of the steps', () => {
  expect(trained('spaced', 160)).toEqual([0, 10, 20, 30, 40, 60, 80, 120, 140, 150, 160]);
  expect(trained('last', 160)).toEqual([140, 150, 160]);
  expect(trained('all', 40)).toEqual([0, 10, 20, 30, 40]);
  expect(trained('spaced', 100_000).length).toBeLessThan(35);
});

test('a checkpoint between two others, of a training that was stopped there, goes when three are later', () => {
  const kept = keptSteps({ keep: 'spaced', checkpointEvery: 10 });
  expect(kept([0, 10, 20, 27])).toEqual([0, 10, 20, 27]);
  expect(kept([0, 10, 20, 27, 30, 40, 50])).toEqual([0, 10, 20, 30, 40, 50]);
});

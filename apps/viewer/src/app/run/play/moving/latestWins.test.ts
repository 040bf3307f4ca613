import { expect, it } from 'vitest';
import { latestWins } from './latestWins.ts';

it('skips what a slow task misses, and ends with the newest', async () => {
  const done: number[] = [];
  const slow = latestWins<number>(
    async (value) => {
      await new Promise((resume) => setTimeout(resume, 5));
      done.push(value);
    },
    () => undefined,
  );
  for (let value = 1; value <= 9; value++) slow.give(value);
  await slow.idle();
  expect(done).toEqual([1, 9]);
});

it('goes on after a task that fails, and tells of it', async () => {
  const errors: unknown[] = [];
  const done: number[] = [];
  const task = latestWins<number>(
    (value) => (value === 1 ? Promise.reject(new Error('broken')) : Promise.resolve(void done.push(value))),
    (error) => errors.push(error),
  );
  task.give(1);
  await task.idle();
  task.give(2);
  await task.idle();
  expect([done, errors]).toEqual([[2], [new Error('broken')]]);
});

it('tells when it is busy: once for values that replace each other, and also where a task fails', async () => {
  const told: boolean[] = [];
  const task = latestWins<boolean>(
    (fails) => (fails ? Promise.reject(new Error('broken')) : Promise.resolve()),
    () => undefined,
    (isBusy) => told.push(isBusy),
  );
  task.give(false);
  task.give(false);
  expect(told).toEqual([true]);
  await task.idle();
  task.give(true);
  await task.idle();
  expect(told).toEqual([true, false, true, false]);
});

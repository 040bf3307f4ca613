import { expect, test } from 'vitest';
import { compare } from './compare.ts';

/** A clock that moves only when work is done. */
function fakeClock() {
  const state = { time: 0, order: [] as string[] };
  const work = (name: string, cost: number) => (iterations: number) => {
    state.order.push(name);
    state.time += cost * iterations;
  };
  return { state, work, now: () => state.time };
}

test('gives milliseconds per iteration, whatever the number of iterations in a sample', async () => {
  const { work, now } = fakeClock();
  const [slow, fast] = await compare(
    { slow: work('slow', 4), fast: work('fast', 0.5) },
    { rounds: 3, sampleTime: 100, pause: 0, now },
  );
  expect(slow).toMatchObject({ name: 'slow', best: 4, median: 4 });
  expect(fast).toMatchObject({ name: 'fast', best: 0.5, median: 0.5 });
  expect(fast.iterations * fast.best).toBeGreaterThanOrEqual(100);
});

test('takes the contestants in turn', async () => {
  const { state, work, now } = fakeClock();
  await compare({ a: work('a', 200), b: work('b', 200) }, { rounds: 2, sampleTime: 100, pause: 0, now });
  expect(state.order.slice(2)).toEqual(['a', 'b', 'a', 'b']);
});

test('a busy moment raises the median no more than its sample, and never the best', async () => {
  const { state, now } = fakeClock();
  let calls = 0;
  const disturbed = (iterations: number) => {
    calls += 1;
    state.time += iterations * (calls === 3 ? 1000 : 200);
  };
  const [timing] = await compare({ disturbed }, { rounds: 3, sampleTime: 100, pause: 0, now });
  expect(timing).toMatchObject({ best: 200, median: 200 });
  expect(Math.max(...timing.samples)).toBe(1000);
});

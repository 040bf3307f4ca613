import { ndarray } from '@hgn/autodiff';
import { expect, test } from 'vitest';
import type { States } from '../generation/generator.ts';
import { returnError } from './returnError.ts';

/** Two samples of two numbers that drift by p dt, and lose `loss` of p a step whichever way they go. */
const drifting = (loss: number) => ({
  rollout({ q, p }: States, { dt, frames }: { dt: number | readonly number[]; frames: number }) {
    const all = { q: new Float32Array(4 * frames), p: new Float32Array(4 * frames) };
    for (let i = 0; i < 4; i++) {
      let [x, v] = [q.data[i], p.data[i]];
      for (let t = 0; t < frames; t++) {
        const at = (Math.floor(i / 2) * frames + t) * 2 + (i % 2);
        [all.q[at], all.p[at]] = [x, v];
        x += v * Number(dt);
        v *= 1 - loss;
      }
    }
    return Promise.resolve({ q: ndarray(all.q, [2, frames, 2]), p: ndarray(all.p, [2, frames, 2]) });
  },
});

const from = { q: ndarray([0, 1, 2, 3], [2, 2]), p: ndarray([1, -1, 2, 4], [2, 2]) };

test('what goes there and back by the same steps ends where it began', async () => {
  const { steps, q, p } = await returnError(drifting(0), from, { dt: 0.5 });
  expect(steps).toBe(100);
  expect(q).toBeLessThan(1e-4);
  expect(p).toBe(0);
});

test('what loses on the way is found out, by its worst number', async () => {
  const { q, p } = await returnError(drifting(0.1), from, { dt: 1, steps: 2 });
  // v: 4, 3.6 there; then 3.24, 2.916 back.
  expect(q).toBeCloseTo(4 + 3.6 - 3.24 - 2.916, 5);
  expect(p).toBeCloseTo(4 * (1 - 0.9 ** 4), 5);
});

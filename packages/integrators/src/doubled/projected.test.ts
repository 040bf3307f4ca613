import { describe, expect, test } from 'vitest';
import { checksFor } from '../../test/helpers/checks.ts';
import { doublePendulum } from '../../test/helpers/problems.ts';
import { integrate } from '../core/integrate.ts';
import type { Method } from '../core/method.ts';
import { energyError } from '../diagnostics/energy.ts';
import { tao, tao2 } from './tao.ts';

describe.each([tao({ order: 2, omega: 1, projected: true }), tao({ order: 4, omega: 1, projected: true })])(
  '$name',
  (method) => {
    test.each(checksFor(method))('$name', ({ run }) => {
      run(method);
    });
  },
);

test('on a chaotic double pendulum the projection keeps the energy that the bare copies lose', () => {
  const { system, energy } = doublePendulum;
  if (energy === undefined) throw new Error('the double pendulum has no energy');
  const start = { q: Float64Array.of(1.9, -1), p: Float64Array.of(0.2, 0.3) };
  const worst = (method: Method) => {
    const options = { dt: 0.05, steps: 20_000, saveEvery: 10 };
    const error = energyError(energy, integrate(method, system, start, options));
    return Math.max(...error.map(Math.abs));
  };
  // Without the copies' need of it, omega may be small, and the error with it.
  const projected = worst(tao({ order: 2, omega: 1, projected: true }));
  expect(projected).toBeLessThan(0.3);
  let bare = Infinity;
  try {
    bare = worst(tao({ order: 2, omega: 10 }));
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
  }
  expect(bare).toBeGreaterThan(5 * projected);
});

test('omega is an option of integrate too, and refused where it has no meaning', () => {
  const { system, start } = doublePendulum;
  const run = (method: Method, omega: number) =>
    integrate(method, system, start, { dt: 0.01, steps: 50, omega });
  expect([...run(tao2, 7).q]).toEqual([...run(tao({ order: 2, omega: 7 }), 7).q]);
  expect([...run(tao2, 7).q]).not.toEqual([...run(tao2, 20).q]);
  expect(() => run(tao2, -1)).toThrow('tao: omega must be a positive number, but got -1');
});

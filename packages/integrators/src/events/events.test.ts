import { expect, test } from 'vitest';
import { henonHeiles, kepler, oscillator } from '../../test/helpers/problems.ts';
import { methods } from '../methods.ts';
import { integrateUntil, poincareSection } from './events.ts';

test('a section of the oscillator stands at its period, to the accuracy of the method', () => {
  const period = 2 * Math.PI * Math.sqrt(0.37 / 2.9);
  const errors = [0.1, 0.05].map((dt) => {
    const { t } = poincareSection(
      methods.leapfrog,
      oscillator.system,
      oscillator.start,
      { of: (q) => q[0], crossing: 'rising' },
      { dt, maximumSteps: 10_000, crossings: 5 },
    );
    expect(t.length).toBe(5);
    return Math.abs((t[4] - t[0]) / 4 - period);
  });
  expect(Math.abs(Math.log2(errors[0] / errors[1]) - 2)).toBeLessThan(0.1);
});

test('states on a section lie on it to rounding, on the energy surface, and on the side asked for', () => {
  const { system, start, energy } = henonHeiles;
  const run = (crossing: 'rising' | 'falling' | 'both') =>
    poincareSection(
      methods.blanesMoan6,
      system,
      start,
      { of: (q) => q[0], crossing },
      { dt: 0.1, maximumSteps: 100_000, crossings: 100 },
    );
  const { q, p, t } = run('rising');
  expect(t.length).toBe(100);
  for (let row = 0; row < 100; row++) {
    expect(Math.abs(q[2 * row])).toBeLessThan(1e-14);
    expect(p[2 * row]).toBeGreaterThan(0);
    const drift =
      (energy?.(q.subarray(2 * row), p.subarray(2 * row)) ?? NaN) - (energy?.(start.q, start.p) ?? NaN);
    expect(Math.abs(drift)).toBeLessThan(1e-8);
  }
  expect(run('falling').p[0]).toBeLessThan(0);
  expect(run('both').t[1]).toBeLessThan(t[1]);
});

test('looking for an event does not disturb the run that it interrupts', () => {
  const count = (of: (q: Float64Array) => number) =>
    poincareSection(
      methods.leapfrog,
      kepler.system,
      kepler.start,
      { of },
      { dt: 0.01, maximumSteps: 3000, crossings: 1000 },
    ).t;
  const alone = count((q) => q[1]);
  const both = count((q) => q[0] * q[1]);
  for (const t of alone) expect(Math.min(...both.map((other) => Math.abs(other - t)))).toBeLessThan(1e-9);
});

test('a run stops at its event, and backward in time too', () => {
  const options = { dt: -0.01, maximumSteps: 10_000 };
  const { t, q, steps } = integrateUntil(
    methods.gaussLegendre4,
    kepler.system,
    kepler.start,
    { of: (x) => x[0] + 1 },
    options,
  );
  expect(t[0]).toBeLessThan(0);
  expect(q[0]).toBeCloseTo(-1, 12);
  expect(Math.abs(kepler.exact(t[0]).q[1] - q[1])).toBeLessThan(1e-6);
  expect(steps).toBe(Math.ceil(t[0] / -0.01));
});

test('an event that never happens gives no rows', () => {
  const { t, steps } = integrateUntil(
    methods.rk4,
    oscillator.system,
    oscillator.start,
    { of: () => 1 },
    { dt: 0.1, maximumSteps: 50 },
  );
  expect({ rows: t.length, steps }).toEqual({ rows: 0, steps: 50 });
});

test('bad input is named', () => {
  const go = (options: object) =>
    poincareSection(
      methods.rk4,
      oscillator.system,
      oscillator.start,
      { of: () => 1 },
      { dt: 0.1, maximumSteps: 50, crossings: 1, ...options },
    );
  expect(() => go({ crossings: 0 })).toThrow(
    'poincareSection: crossings must be an integer of at least 1, but got 0',
  );
  expect(() => go({ dt: NaN })).toThrow(/dt must be a finite number/);
  expect(() =>
    poincareSection(
      methods.rk4,
      oscillator.system,
      oscillator.start,
      { of: (q) => Math.sqrt(q[0]) },
      { dt: 0.1, maximumSteps: 50, crossings: 1 },
    ),
  ).toThrow('poincareSection: of must give a number, but gave NaN at t = 0.');
});

test('an adaptive method lands on the section within its tolerances', () => {
  const { system, start, exact } = kepler;
  const { t, q } = poincareSection(
    methods.dormandPrince54,
    system,
    start,
    { of: (x) => x[1] },
    { dt: 0.3, maximumSteps: 40, crossings: 3 },
  );
  expect(t.length).toBe(3);
  t.forEach((time, row) => {
    expect(Math.abs(q[2 * row + 1])).toBeLessThan(1e-13);
    const truth = exact(time);
    expect(Math.abs(truth.q[0] - q[2 * row])).toBeLessThan(2e-7);
    expect(Math.abs(truth.q[1])).toBeLessThan(2e-7);
  });
});

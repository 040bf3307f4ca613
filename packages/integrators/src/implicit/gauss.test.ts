import { expect, test } from 'vitest';
import { doublePendulum, kepler } from '../../test/helpers/problems.ts';
import { integrate } from '../core/integrate.ts';
import { reversibilityDefect, symplecticityDefect } from '../diagnostics/map.ts';
import { compensated } from '../exact/compensated.ts';
import { gaussLegendre } from './gauss.ts';

const orders = [8, 10, 12, 14, 16];

test('of orders 2 to 6 it has the tableaus of the books', () => {
  const [root3, root15] = [Math.sqrt(3), Math.sqrt(15)];
  const known = [
    [[1 / 2]],
    [
      [1 / 4, 1 / 4 - root3 / 6],
      [1 / 4 + root3 / 6, 1 / 4],
    ],
    [
      [5 / 36, 2 / 9 - root15 / 15, 5 / 36 - root15 / 30],
      [5 / 36 + root15 / 24, 2 / 9, 5 / 36 - root15 / 24],
      [5 / 36 + root15 / 30, 2 / 9 + root15 / 15, 5 / 36],
    ],
  ];
  [2, 4, 6].forEach((order, k) => {
    const found = gaussLegendre({ order }).tableau?.a.flat() ?? [];
    expect(found.length).toBe((k + 1) ** 2);
    known[k].flat().forEach((x, i) => expect(Math.abs(x - found[i])).toBeLessThan(2e-16));
  });
});

test.each(orders)(
  'the tableau of order %i meets the conditions B(2s), C(s) and D(s), which make it of that order',
  (order) => {
    const { tableau, symplectic, reversible } = gaussLegendre({ order });
    const { a, b, c } = tableau ?? { a: [], b: [], c: [] };
    const s = order / 2;
    expect([b.length, symplectic, reversible]).toEqual([s, true, true]);
    const sum = (f: (j: number) => number) => b.reduce((total, _, j) => total + f(j), 0);
    for (let k = 1; k <= 2 * s; k++)
      expect(Math.abs(sum((j) => b[j] * c[j] ** (k - 1)) - 1 / k)).toBeLessThan(1e-15);
    for (let k = 1; k <= s; k++) {
      for (let i = 0; i < s; i++) {
        expect(Math.abs(sum((j) => a[i][j] * c[j] ** (k - 1)) - c[i] ** k / k)).toBeLessThan(1e-15);
        const columns = sum((j) => b[j] * c[j] ** (k - 1) * a[j][i]);
        expect(Math.abs(columns - (b[i] * (1 - c[i] ** k)) / k)).toBeLessThan(1e-15);
      }
    }
    // And no more than that order.
    expect(Math.abs(sum((j) => b[j] * c[j] ** (2 * s)) - 1 / (2 * s + 1))).toBeGreaterThan(1e-13);
  },
);

test.each(orders)('order %i is symplectic and reversible for an H that does not separate', (order) => {
  const method = gaussLegendre({ order });
  const { system, start } = doublePendulum;
  expect(symplecticityDefect(method, system, start, { dt: 0.1 })).toBeLessThan(1e-10);
  expect(reversibilityDefect(method, system, start, { dt: 0.1 })).toBeLessThan(1e-12);
});

test('compensated they give reference solutions: a Kepler orbit right to rounding, with steps that grow with the order', () => {
  [
    [8, 1200],
    [12, 240],
    [16, 120],
  ].forEach(([order, steps]) => {
    const options = { dt: 6 / steps, steps, saveEvery: steps };
    const { q } = integrate(compensated(gaussLegendre({ order })), kepler.system, kepler.start, options);
    expect(Math.abs(q[2] - kepler.exact(6).q[0]), `order ${order}`).toBeLessThan(5e-14);
  });
});

test('other orders are refused', () => {
  for (const order of [0, 7, 18, NaN]) {
    expect(() => gaussLegendre({ order })).toThrow(
      `gaussLegendre: order must be an even number from 2 to 16, but got ${order}`,
    );
  }
});

import { describe, expect, test } from 'vitest';
import { expectCaught } from '../../test/helpers/caught.ts';
import { checksOn } from '../../test/helpers/checks.ts';
import { oscillator, problem } from '../../test/helpers/problems.ts';
import { compose } from '../compose/compose.ts';
import { integrate } from '../core/integrate.ts';
import type { Method } from '../core/method.ts';
import { image } from '../diagnostics/map.ts';
import { estimatedOrder } from '../diagnostics/order.ts';
import { gaussLegendre4 } from '../implicit/methods.ts';
import { suzukiWeights } from '../splitting/weights.ts';
import { noSquish, noSquishFrom } from './noSquish.ts';
import { bodyMomenta, rigidBodies, rigidState } from './rigidBodies.ts';

const inertia = [0.7, 1.1, 1.6] as const;
/** A heavy top: its weight pulls on a point on its third axis, so V is that axis' height. */
const weight = 0.9;
const height = (q: ArrayLike<number>) => q[0] ** 2 - q[1] ** 2 - q[2] ** 2 + q[3] ** 2;
const top = rigidBodies({
  inertia: [inertia],
  dVdq: (q, out) => out.set([2 * q[0], -2 * q[1], -2 * q[2], 2 * q[3]].map((x) => weight * x)),
});
const start = rigidState(Float64Array.of(0.8, 0.3, -0.4, 0.2), Float64Array.of(0.5, -0.3, 0.9));
const energy = (q: ArrayLike<number>, p: ArrayLike<number>) => {
  const l = bodyMomenta(Float64Array.from(q), Float64Array.from(p));
  return l.reduce((sum, x, k) => sum + x ** 2 / (2 * inertia[k]), 0) + weight * height(q);
};
const heavyTop = problem({ name: 'heavy top', system: top, energy, start, time: 3, dt: 0.2 });
// The two-form is measured with quaternions that are not of unit length.
const anyLength = (method: Method): Method => ({ ...method, verify: () => undefined });

/** sn, cn and dn of modulus k by descending Landen transformations. */
function jacobi(u: number, k: number) {
  const ratios: number[] = [];
  let [a, b, c] = [1, Math.sqrt(1 - k * k), k];
  while (c > 1e-9) {
    [a, b, c] = [(a + b) / 2, Math.sqrt(a * b), (a - b) / 2];
    ratios.push(c / a);
  }
  let angle = a * 2 ** ratios.length * u;
  for (const ratio of ratios.reverse()) angle = (angle + Math.asin(ratio * Math.sin(angle))) / 2;
  return { sn: Math.sin(angle), cn: Math.cos(angle), dn: Math.sqrt(1 - (k * Math.sin(angle)) ** 2) };
}

/** Euler's top from angular velocities (w1, 0, w3) on, with M^2 > 2 E I2: L. D. Landau, E. M. Lifshitz, Mechanics (1976) 37. */
function eulerTop(w1: number, w3: number, t: number): number[] {
  const [i1, i2, i3] = inertia;
  const twiceEnergy = i1 * w1 ** 2 + i3 * w3 ** 2;
  const squared = (i1 * w1) ** 2 + (i3 * w3) ** 2;
  const rate = Math.sqrt(((i3 - i2) * (squared - twiceEnergy * i1)) / (i1 * i2 * i3));
  const k = Math.sqrt(
    ((i2 - i1) * (twiceEnergy * i3 - squared)) / ((i3 - i2) * (squared - twiceEnergy * i1)),
  );
  const { sn, cn, dn } = jacobi(rate * t, k);
  const middle = Math.sqrt((twiceEnergy * i3 - squared) / (i2 * (i3 - i2)));
  return [i1 * w1 * cn, i2 * middle * sn, i3 * w3 * dn];
}
const free = rigidBodies({ inertia: [inertia] });
const [w1, w3, time] = [0.8, 1.1, 7];
const thrown = rigidState(
  Float64Array.of(0.6, 0, 0.64, 0.48),
  Float64Array.of(inertia[0] * w1, 0, inertia[2] * w3),
);

describe('noSquish', () => {
  const method = anyLength(noSquish);
  const checks = checksOn(method, [heavyTop]);
  test.each(checks)('$name', ({ run }) => {
    run(method);
  });

  test('composed by Suzuki it has order 4', () => {
    const fourth = anyLength(compose(noSquish, suzukiWeights(2), { name: 'fourth', order: 4 }));
    checksOn(fourth, [heavyTop])[0].run(fourth);
  });

  test('a part of another size or sign is found', () => {
    const parts = [0.5, 0.5, 0.5, 1, 0.5, 0.5, 0.5];
    const wrong = parts.flatMap((x, i) => [
      [`part ${i}`, anyLength(noSquishFrom(parts.map((y, k) => (k === i ? y + 1e-3 : y))))] as const,
      [`part ${i} negative`, anyLength(noSquishFrom(parts.map((y, k) => (k === i ? -x : y))))] as const,
    ]);
    expectCaught(method, checks, Object.fromEntries(wrong));
  });

  test("Euler's top comes to the elliptic functions with order 2", () => {
    const truth = eulerTop(w1, w3, time);
    const counts = [200, 260, 340, 440];
    const errors = counts.map((steps) => {
      const { q, p } = image(noSquish, free, thrown, { dt: time / steps, steps });
      return Math.max(...bodyMomenta(q, p).map((x, k) => Math.abs(x - truth[k])));
    });
    expect(errors[3]).toBeLessThan(1e-3);
    expect(Math.abs(estimatedOrder({ dt: counts.map((c) => 1 / c), errors }) - 2)).toBeLessThan(0.05);
    const accurate = image(gaussLegendre4, free, thrown, { dt: time / 1000, steps: 1000 });
    bodyMomenta(accurate.q, accurate.p).forEach((x, k) => expect(x).toBeCloseTo(truth[k], 9));
  });

  test('quaternions stay of unit length, and the angular momentum in the room stays as it is', () => {
    const { q, p } = integrate(noSquish, free, thrown, { dt: 0.05, steps: 50_000, saveEvery: 10_000 });
    const inRoom = (row: number) => {
      const [w, x, y, z] = q.subarray(4 * row, 4 * row + 4);
      const [a, b, c] = bodyMomenta(q.subarray(4 * row, 4 * row + 4), p.subarray(4 * row, 4 * row + 4));
      return [
        (1 - 2 * (y * y + z * z)) * a + 2 * (x * y - w * z) * b + 2 * (x * z + w * y) * c,
        2 * (x * y + w * z) * a + (1 - 2 * (x * x + z * z)) * b + 2 * (y * z - w * x) * c,
        2 * (x * z - w * y) * a + 2 * (y * z + w * x) * b + (1 - 2 * (x * x + y * y)) * c,
      ];
    };
    for (let row = 1; row <= 5; row++) {
      expect(Math.hypot(...q.subarray(4 * row, 4 * row + 4))).toBeCloseTo(1, 12);
      inRoom(row).forEach((l, d) => expect(l).toBeCloseTo(inRoom(0)[d], 11));
    }
  });

  test('two bodies turn as each of them does alone', () => {
    const pair = rigidBodies({ inertia: [inertia, [2, 0.4, 1.9]] });
    const state = rigidState(
      Float64Array.of(1, 0, 0, 0, 0.6, 0.8, 0, 0),
      Float64Array.of(0.1, 0.2, 0.3, 0.3, -0.1, 0.4),
    );
    const { q } = image(noSquish, pair, state, { dt: 0.1, steps: 30 });
    const second = { q: state.q.slice(4), p: state.p.slice(4) };
    const alone = image(noSquish, rigidBodies({ inertia: [[2, 0.4, 1.9]] }), second, { dt: 0.1, steps: 30 });
    expect([...q.slice(4)]).toEqual([...alone.q]);
  });

  test('other systems, quaternions of another length and moments that are not positive are refused', () => {
    expect(() => integrate(noSquish, oscillator.system, oscillator.start, { dt: 0.1, steps: 1 })).toThrow(
      /integrate: noSquish needs a system of rigidBodies/,
    );
    const long = { q: thrown.q.map((x) => 2 * x), p: thrown.p };
    expect(() => integrate(noSquish, free, long, { dt: 0.1, steps: 1 })).toThrow(
      'integrate: quaternions must be of unit length, but that of body 0 is 2 long; take rigidState',
    );
    expect(() => rigidBodies({ inertia: [[1, 0, 1]] })).toThrow(
      'rigidBodies: inertia must be three positive moments for each body, but got [[1,0,1]]',
    );
  });
});

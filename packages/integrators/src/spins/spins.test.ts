import { describe, expect, test } from 'vitest';
import { expectCaught } from '../../test/helpers/caught.ts';
import { checksOn } from '../../test/helpers/checks.ts';
import { oscillator, problem } from '../../test/helpers/problems.ts';
import { integrate } from '../core/integrate.ts';
import { image } from '../diagnostics/map.ts';
import { implicitMidpoint } from '../implicit/methods.ts';
import { rk4 } from '../rungeKutta/methods.ts';
import { spins, spinsAt, spinState } from './spins.ts';
import { spinTurns, spinTurnsFrom } from './spinTurns.ts';

// A ring of three spins, not of one length, with anisotropic exchange, in a magnetic field.
const exchange = [0.8, 1.1, 1.7];
const field = [0.3, -0.2, 0.5];
const ring = spins({
  count: 3,
  dHds: (s, out) => {
    for (let j = 0; j < 9; j++) out[j] = -exchange[j % 3] * (s[(j + 3) % 9] + s[(j + 6) % 9]) - field[j % 3];
    // An easy axis.
    for (let j = 2; j < 9; j += 3) out[j] -= 0.8 * s[j];
  },
});
const first = Float64Array.of(0.6, 0, 0.8, -0.5, 0.5, -0.3, 0.1, -1.2, 0.2);
const energyOf = (s: Float64Array) => {
  let sum = 0;
  for (let i = 0; i < 3; i++) {
    sum -= 0.4 * s[3 * i + 2] ** 2;
    for (let d = 0; d < 3; d++) {
      sum -= field[d] * s[3 * i + d];
      for (let j = 0; j < i; j++) sum -= exchange[d] * s[3 * i + d] * s[3 * j + d];
    }
  }
  return sum;
};
const energy = (q: ArrayLike<number>, p: ArrayLike<number>) =>
  energyOf(spinsAt(Float64Array.from(q), Float64Array.from(p)));
const magnet = problem({
  name: 'ring of spins',
  system: ring,
  energy,
  start: spinState(first),
  time: 2,
  dt: 0.1,
});

describe('spins', () => {
  test('states hold the spins they are made of, wherever these point', () => {
    for (const s of [first, Float64Array.of(0, 0, 1), Float64Array.of(0, 0, -2), Float64Array.of(0, 0, 0)]) {
      const { q, p } = spinState(s);
      spinsAt(q, p).forEach((x, i) => expect(x).toBeCloseTo(s[i], 14));
    }
  });

  test('gradients are those of the energy, by differences', () => {
    const { q, p } = magnet.start;
    const [dq, dp] = [ring.dHdq(q, p, new Float64Array(6), NaN), ring.dHdp(q, p, new Float64Array(6), NaN)];
    const moved = (x: Float64Array, i: number, by: number) => x.map((v, k) => (k === i ? v + by : v));
    for (let i = 0; i < 6; i++) {
      const h = 1e-5;
      expect(dq[i]).toBeCloseTo((energy(moved(q, i, h), p) - energy(moved(q, i, -h), p)) / (2 * h), 8);
      expect(dp[i]).toBeCloseTo((energy(q, moved(p, i, h)) - energy(q, moved(p, i, -h))) / (2 * h), 8);
    }
  });

  test('a spin turns about dH/dS, dS/dt = dH/dS x S', () => {
    const one = spins({ count: 1, dHds: (_s, out) => out.set([0, 0, 1.5]) });
    const { q, p } = image(spinTurns, one, spinState(Float64Array.of(1, 0, 0.5)), { dt: 0.2, steps: 1 });
    // About the third axis, from the first towards the second.
    const [x, y, z] = spinsAt(q, p);
    expect([x, y, z].map((v) => v.toFixed(12))).toEqual(
      [Math.cos(0.3), Math.sin(0.3), 0.5].map((v) => v.toFixed(12)),
    );
    const step = image(rk4, one, spinState(Float64Array.of(1, 0, 0.5)), { dt: 1e-3, steps: 200 });
    spinsAt(step.q, step.p).forEach((v, d) => expect(v).toBeCloseTo([x, y, z][d], 10));
  });

  test('turns about the other axes are in the same sense', () => {
    for (const axis of [0, 1]) {
      const one = spins({ count: 1, dHds: (_s, out) => void (out[axis] = 0.9) });
      const start = spinState(Float64Array.of(0.3, -0.7, 0.5));
      const [turned, stepped] = [
        image(spinTurns, one, start, { dt: 0.5 }),
        image(rk4, one, start, { dt: 5e-3, steps: 100 }),
      ];
      const expected = spinsAt(stepped.q, stepped.p);
      spinsAt(turned.q, turned.p).forEach((x, d) => expect(x).toBeCloseTo(expected[d], 10));
    }
  });

  test('lengths stay, by spinTurns and by implicitMidpoint, which takes any H', () => {
    const lengths = (s: Float64Array) => [0, 3, 6].map((i) => Math.hypot(s[i], s[i + 1], s[i + 2]));
    const twisted = spins({
      count: 3,
      dHds: (s, out) => {
        ring.spins.dHds(s, out);
        out[0] += 0.4 * s[4];
        out[4] += 0.4 * s[0];
      },
    });
    for (const [method, system] of [
      [spinTurns, ring],
      [implicitMidpoint, twisted],
    ] as const) {
      const { q, p } = integrate(method, system, magnet.start, { dt: 0.1, steps: 2000, saveEvery: 2000 });
      const end = lengths(spinsAt(q.slice(-6), p.slice(-6)));
      end.forEach((length, i) => expect(length).toBeCloseTo(lengths(first)[i], 11));
    }
    expect(() => integrate(spinTurns, twisted, magnet.start, { dt: 0.1, steps: 1 })).toThrow(
      'integrate: spinTurns needs H = X(S_x) + Y(S_y) + Z(S_z), but dHds[0] depends on another axis than its own; use implicitMidpoint',
    );
  });
});

describe('spinTurns', () => {
  const checks = checksOn(spinTurns, [magnet]);
  test.each(checks)('$name', ({ run }) => {
    run(spinTurns);
  });

  test('turns of another length or sign are found', () => {
    const parts = [0.5, 0.5, 1, 0.5, 0.5];
    const wrong = parts.flatMap((x, i) => [
      [`turn ${i}`, spinTurnsFrom(parts.map((y, k) => (k === i ? y + 1e-3 : y)))] as const,
      [`turn ${i} negative`, spinTurnsFrom(parts.map((y, k) => (k === i ? -x : y)))] as const,
    ]);
    expectCaught(spinTurns, checks, Object.fromEntries(wrong));
  });

  test('systems of another kind are refused', () => {
    expect(() => integrate(spinTurns, oscillator.system, oscillator.start, { dt: 0.1, steps: 1 })).toThrow(
      /integrate: spinTurns needs a system of spins and two coordinates for each/,
    );
    expect(() => spins({ count: 0, dHds: () => undefined })).toThrow(
      /count must be an integer of at least 1/,
    );
  });
});

import { describe, expect, test } from 'vitest';
import { extrapolate } from '../../test/helpers/extrapolation.ts';
import { forcedPendulum, relativistic } from '../../test/helpers/problems.ts';
import { withDamping } from '../compose/conformal.ts';
import { batched } from '../core/batched.ts';
import { integrate } from '../core/integrate.ts';
import type { Method } from '../core/method.ts';
import type { System } from '../core/system.ts';
import { image } from '../diagnostics/map.ts';
import { estimatedOrder } from '../diagnostics/order.ts';
import { baoab, baoabFrom } from './baoab.ts';
import { normalNumbers } from './normal.ts';

const [mass, stiffness, temperature, friction] = [0.6, 2.3, 1.4, 0.8];
const spring: System = {
  separable: true,
  dHdq: (q, _p, out) => {
    for (let i = 0; i < q.length; i++) out[i] = stiffness * q[i];
    return out;
  },
  dHdp: (_q, p, out) => {
    for (let i = 0; i < p.length; i++) out[i] = p[i] / mass;
    return out;
  },
};
const mean = (x: ArrayLike<number>, of: (v: number, i: number) => number = (v) => v) => {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += of(x[i], i);
  return sum / x.length;
};

/** Mean and covariance of q and p at time t: dm/dt = A m, dS/dt = A S + S A^T + D, by a thousand steps of a known order. */
function exactLaw(q0: number, p0: number, time: number) {
  const rates = ([q, p, qq, qp, pp]: number[]) => [
    p / mass,
    -stiffness * q - friction * p,
    (2 * qp) / mass,
    pp / mass - stiffness * qq - friction * qp,
    -2 * stiffness * qp - 2 * friction * pp + 2 * friction * mass * temperature,
  ];
  let y = [q0, p0, 0, 0, 0];
  const h = time / 1000;
  const moved = (by: number, k: number[]) => y.map((v, i) => v + by * k[i]);
  for (let s = 0; s < 1000; s++) {
    const a = rates(y);
    const b = rates(moved(h / 2, a));
    const c = rates(moved(h / 2, b));
    const d = rates(moved(h, c));
    y = y.map((v, i) => v + (h / 6) * (a[i] + 2 * b[i] + 2 * c[i] + d[i]));
  }
  return y;
}

/** How far moments of twenty thousand springs after a time are from the exact law, in standard errors of the sample. */
function defectOfLaw(method: Method, dt: number): number {
  const lanes = 20_000;
  const [q0, p0, time] = [0.9, -0.5, 1.2];
  const { q, p } = image(
    method,
    spring,
    { q: new Float64Array(lanes).fill(q0), p: new Float64Array(lanes).fill(p0) },
    { dt, steps: Math.round(time / dt) },
  );
  const [mq, mp, qq, qp, pp] = exactLaw(q0, p0, time);
  const of = (i: number) => [q[i] - mq, p[i] - mp];
  return Math.max(
    Math.abs(mean(q) - mq) / Math.sqrt(qq / lanes),
    Math.abs(mean(p) - mp) / Math.sqrt(pp / lanes),
    Math.abs(mean(q, (_, i) => of(i)[0] ** 2) - qq) / Math.sqrt((2 * qq * qq) / lanes),
    Math.abs(mean(q, (_, i) => of(i)[0] * of(i)[1]) - qp) / Math.sqrt((qq * pp + qp * qp) / lanes),
    Math.abs(mean(p, (_, i) => of(i)[1] ** 2) - pp) / Math.sqrt((2 * pp * pp) / lanes),
  );
}

/** The order to which a bath without heat damps a forced pendulum. */
function dampedOrder(method: Method): number {
  const { system, start } = forcedPendulum;
  const truth = extrapolate(withDamping(system, { damping: friction }), start, 3);
  const counts = [40, 50, 65, 80];
  const errors = counts.map((steps) => {
    const { q, p } = image(method, system, start, { dt: 3 / steps, steps });
    return Math.hypot(q[0] - truth.q[0], p[0] - truth.p[0]);
  });
  return estimatedOrder({ dt: counts.map((c) => 1 / c), errors, floor: 0 });
}

describe('baoab', () => {
  const method = baoab({ temperature, friction, seed: 3 });

  test('a bath without heat is friction, with order 2', () => {
    expect(Math.abs(dampedOrder(baoab({ temperature: 0, friction, seed: 0 })) - 2)).toBeLessThan(0.1);
  });

  test('moments on the way follow the law of the damped spring in noise', () => {
    expect(defectOfLaw(method, 0.04)).toBeLessThan(3);
  });

  test('a free particle has the law of Ornstein and Uhlenbeck at any step', () => {
    const free: System = { ...spring, dHdq: (_q, _p, out) => out.fill(0) };
    const lanes = 20_000;
    const start = { q: new Float64Array(lanes), p: new Float64Array(lanes).fill(2) };
    const { p } = image(method, free, start, { dt: 0.7, steps: 2 });
    const kept = Math.exp(-friction * 1.4);
    const variance = mass * temperature * (1 - kept * kept);
    expect(Math.abs(mean(p) - 2 * kept)).toBeLessThan(3 * Math.sqrt(variance / lanes));
    expect(Math.abs(mean(p, (x) => (x - 2 * kept) ** 2) / variance - 1)).toBeLessThan(
      3 * Math.sqrt(2 / lanes),
    );
  });

  test("a spring's positions have Boltzmann's variance at a step near where it becomes unstable", () => {
    const lanes = 2000;
    const start = { q: new Float64Array(lanes), p: new Float64Array(lanes) };
    // The step at which leapfrog fails is 2 / sqrt(k / m) = 1.02.
    const { q } = integrate(method, spring, start, { dt: 0.8, steps: 600, saveEvery: 20 });
    const late = q.subarray(10 * lanes);
    expect(Math.abs((mean(late, (x) => x * x) * stiffness) / temperature - 1)).toBeLessThan(0.02);
  });

  test("in two wells positions and momenta come to Boltzmann's distribution", () => {
    const well: System = {
      ...spring,
      dHdq: (q, _p, out) => {
        for (let i = 0; i < q.length; i++) out[i] = 4 * q[i] * (q[i] ** 2 - 1);
        return out;
      },
    };
    const lanes = 2000;
    const start = { q: new Float64Array(lanes).fill(1), p: new Float64Array(lanes) };
    const { q, p } = integrate(method, well, start, { dt: 0.05, steps: 3000, saveEvery: 100 });
    const late = q.subarray(10 * lanes);
    // Cells of 0.25 from -2 to 2, and the weights that exp(-V / T) gives them.
    const cells = Array.from({ length: 16 }, (_, c) => {
      let sum = 0;
      for (let k = 0; k < 100; k++) {
        const x = -2 + 0.25 * (c + (k + 0.5) / 100);
        sum += Math.exp(-((x * x - 1) ** 2) / temperature);
      }
      return sum;
    });
    const total = cells.reduce((a, b) => a + b, 0);
    const seen = new Float64Array(16);
    for (const x of late) {
      const c = Math.floor((x + 2) / 0.25);
      if (c >= 0 && c < 16) seen[c]++;
    }
    cells.forEach((weight, c) =>
      expect(Math.abs(seen[c] / late.length - weight / total)).toBeLessThan(0.004),
    );
    expect(Math.abs(mean(p.subarray(10 * lanes), (x) => x * x) / (mass * temperature) - 1)).toBeLessThan(
      0.02,
    );
  });

  test('parts of another size or sign are found', () => {
    const parts = [0.5, 0.5, 1, 0.5, 0.5];
    const right = dampedOrder(baoabFrom(parts, { temperature: 0, friction, seed: 0 }));
    expect(Math.abs(right - 2)).toBeLessThan(0.1);
    for (let i = 0; i < 5; i++) {
      for (const wrong of [parts[i] + 0.01, -parts[i]]) {
        const changed = baoabFrom(
          parts.map((x, k) => (k === i ? wrong : x)),
          { temperature: 0, friction, seed: 0 },
        );
        // A bath that runs backward has no real noise, and the state is lost.
        const seen = i === 2 && wrong < 0 ? Infinity : dampedOrder(changed);
        expect(Math.abs(seen - 2), `part ${i}: ${wrong}`).toBeGreaterThan(0.1);
      }
    }
    // Noise of another strength: twice the temperature, or that of a mass of one.
    expect(defectOfLaw(baoab({ temperature: 1.1 * temperature, friction, seed: 3 }), 0.04)).toBeGreaterThan(
      5,
    );
    expect(defectOfLaw(baoab({ temperature: temperature / mass, friction, seed: 3 }), 0.04)).toBeGreaterThan(
      5,
    );
  });

  test('the same seed gives the same run, whole or in parts of the saved rows, and another seed another', () => {
    const start = { q: Float64Array.of(0.3), p: Float64Array.of(0) };
    const run = (seed: number, saveEvery: number) =>
      integrate(baoab({ temperature, friction, seed }), spring, start, {
        dt: 0.1,
        steps: 100,
        saveEvery,
      }).q.slice(-1)[0];
    expect(run(5, 1)).toBe(run(5, 100));
    expect(run(5, 1)).not.toBe(run(6, 1));
    expect(run(5, 1)).not.toBe(run(5 + 2 ** 32, 1));
  });

  test('a batch draws other numbers for each trajectory', () => {
    const three = batched(spring, { coordinates: 1, trajectories: 3 });
    const { q } = image(
      method,
      three,
      { q: new Float64Array(3), p: new Float64Array(3) },
      { dt: 0.1, steps: 5 },
    );
    expect(new Set(q).size).toBe(3);
  });

  test('steps back, options out of range and other kinetic energies are refused', () => {
    const start = { q: Float64Array.of(0.3), p: Float64Array.of(0.4) };
    expect(() => integrate(method, spring, start, { dt: -0.1, steps: 1 })).toThrow(
      'baoab: dt must be greater than 0, but got -0.1; noise has no way back',
    );
    expect(() => baoab({ temperature: -1, friction, seed: 0 })).toThrow(
      'baoab: temperature must be a number of at least 0, but got -1',
    );
    expect(() => baoab({ temperature, friction: NaN, seed: 0 })).toThrow(/friction must be a number/);
    expect(() => baoab({ temperature, friction, seed: 0.5 })).toThrow(
      /seed must be an integer of at least 0, but got 0.5/,
    );
    expect(() => integrate(method, relativistic.system, start, { dt: 0.1, steps: 1 })).toThrow(
      'integrate: baoab needs dH/dp = p / masses, but got another kinetic energy',
    );
  });
});

describe('normalNumbers', () => {
  test('mean, variance, skewness and kurtosis are those of the normal law, and tails are there', () => {
    const x = new Float64Array(200_000);
    normalNumbers(11)(x);
    expect(Math.abs(mean(x))).toBeLessThan(0.007);
    expect(Math.abs(mean(x, (v) => v * v) - 1)).toBeLessThan(0.01);
    expect(Math.abs(mean(x, (v) => v ** 3))).toBeLessThan(0.03);
    expect(Math.abs(mean(x, (v) => v ** 4) - 3)).toBeLessThan(0.07);
    expect(Math.abs(mean(x, (v) => (Math.abs(v) > 3 ? 1 : 0)) - 0.0027)).toBeLessThan(0.0004);
  });

  test('neighbours in a stream, and streams of neighbouring seeds, have nothing to do with each other', () => {
    const [x, y] = [new Float64Array(100_001), new Float64Array(100_001)];
    normalNumbers(0)(x);
    normalNumbers(1)(y);
    expect(Math.abs(mean(x.subarray(1), (v, i) => v * x[i]))).toBeLessThan(0.01);
    expect(Math.abs(mean(x, (v, i) => v * y[i]))).toBeLessThan(0.01);
  });
});

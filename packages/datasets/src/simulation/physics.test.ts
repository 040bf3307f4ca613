import { expect, test } from 'vitest';
import { presets } from '../presets/registry.ts';
import { strategyOf } from '../systems/replicator.ts';
import { systems } from '../systems/registry.ts';
import { simulate } from './simulate.ts';
import { pathSolver } from './truth.ts';

/** The classical Runge-Kutta method, written out here so that nothing of the package checks itself. */
function rungeKutta(f: (y: number[]) => number[], start: number[], h: number, steps: number): number[] {
  const add = (a: number[], b: number[], s: number) => a.map((value, i) => value + s * b[i]);
  let y = start;
  for (let step = 0; step < steps; step++) {
    const k1 = f(y);
    const k2 = f(add(y, k1, h / 2));
    const k3 = f(add(y, k2, h / 2));
    const k4 = f(add(y, k3, h));
    y = y.map((value, i) => value + (h / 6) * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]));
  }
  return y;
}

test('the double pendulum moves as its Lagrangian says, with unequal masses and lengths', () => {
  const [m1, m2, l1, l2, g] = [0.6, 0.45, 0.8, 0.95, 3.3];
  // Euler-Lagrange equations M(d) (w1', w2') = force of L = T - V in the angles a, b and their velocities.
  const lagrangian = ([a, b, w1, w2]: number[]) => {
    const d = a - b;
    const [m11, m12, m22] = [(m1 + m2) * l1 * l1, m2 * l1 * l2 * Math.cos(d), m2 * l2 * l2];
    const f1 = -m2 * l1 * l2 * w2 * w2 * Math.sin(d) - (m1 + m2) * g * l1 * Math.sin(a);
    const f2 = m2 * l1 * l2 * w1 * w1 * Math.sin(d) - m2 * g * l2 * Math.sin(b);
    const determinant = m11 * m22 - m12 * m12;
    return [w1, w2, (m22 * f1 - m12 * f2) / determinant, (m11 * f2 - m12 * f1) / determinant];
  };
  const [a, b, w1, w2] = [0.7, -0.4, 0.5, -0.9];
  const coupling = m2 * l1 * l2 * Math.cos(a - b);
  const p = Float64Array.of((m1 + m2) * l1 * l1 * w1 + coupling * w2, m2 * l2 * l2 * w2 + coupling * w1);
  const parameters = { mass1: m1, mass2: m2, length1: l1, length2: l2, gravity: g, friction: 0 };
  const hamiltonian = systems.doublePendulum.hamiltonian(parameters);
  const path = pathSolver(hamiltonian, { dt: 0.5, friction: 0 })({ q: Float64Array.of(a, b), p }, 5);
  const [a2, b2] = rungeKutta(lagrangian, [a, b, w1, w2], 2 / 8000, 8000);
  expect(path.q[8]).toBeCloseTo(a2, 8);
  expect(path.q[9]).toBeCloseTo(b2, 8);
});

/** sn(u, k) by the descending Landen transformation (Abramowitz & Stegun 16.4). */
function jacobiSn(u: number, k: number): number {
  const a = [1];
  const c = [k];
  for (let b = Math.sqrt(1 - k * k); Math.abs(c[c.length - 1]) > 1e-16 && a.length < 30;) {
    const last = a[a.length - 1];
    a.push((last + b) / 2);
    c.push((last - b) / 2);
    b = Math.sqrt(last * b);
  }
  let phi = 2 ** (a.length - 1) * a[a.length - 1] * u;
  for (let n = a.length - 1; n > 0; n--) phi = (phi + Math.asin((c[n] / a[n]) * Math.sin(phi))) / 2;
  return Math.sin(phi);
}

test.each([1, 2])('the pendulum swings as Jacobi says, with potential factor %d', (potentialFactor) => {
  const [mass, length, gravity] = [0.7, 0.8, 3.5];
  const hamiltonian = systems.pendulum.hamiltonian({ mass, length, gravity, potentialFactor });
  const largestAngle = 2.1;
  const initial = { q: Float64Array.of(largestAngle), p: Float64Array.of(0) };
  const { q } = pathSolver(hamiltonian, { dt: 0.125, friction: 0 })(initial, 40);
  const frequency = Math.sqrt((potentialFactor * gravity) / length);
  const k = Math.sin(largestAngle / 2);
  // sin(q/2) = k cd(w t, k) = k sn(w t + K, k), with K the quarter period.
  let [x, y] = [1, Math.sqrt(1 - k * k)];
  for (let i = 0; i < 20; i++) [x, y] = [(x + y) / 2, Math.sqrt(x * y)];
  const quarter = Math.PI / (2 * x);
  q.forEach((angle, frame) => {
    const expected = 2 * Math.asin(k * jacobiSn(frequency * 0.125 * frame + quarter, k));
    expect(Math.abs(angle - expected)).toBeLessThan(1e-8);
  });
});

test.each([
  [
    'suite-matching-pennies',
    [
      [1, -1],
      [-1, 1],
    ],
  ],
  [
    'suite-rock-paper-scissors',
    [
      [0, -1, 1],
      [1, 0, -1],
      [-1, 1, 0],
    ],
  ],
])('%s follows the replicator equation of its pay-offs', (name, payoff) => {
  const n = payoff.length;
  const replicator = (state: number[]) => {
    const [x, y] = [state.slice(0, n), state.slice(n)];
    const forX = payoff.map((row) => row.reduce((sum, a, j) => sum + a * y[j], 0));
    const forY = y.map((_, j) => -payoff.reduce((sum, row, i) => sum + row[j] * x[i], 0));
    const mean = (share: number[], pay: number[]) => share.reduce((sum, s, i) => sum + s * pay[i], 0);
    return [
      ...x.map((s, i) => s * (forX[i] - mean(x, forX))),
      ...y.map((s, i) => s * (forY[i] - mean(y, forY))),
    ];
  };
  const { q, p } = simulate(name, { seed: 5, index: 2, frames: 21 });
  const strategies = (frame: number) => {
    const logs = [q, p].map((values) => Array.from(values.slice(frame * (n - 1), (frame + 1) * (n - 1))));
    return [...strategyOf(logs[0]), ...strategyOf(n === 3 ? [logs[1][1], -logs[1][0]] : logs[1])];
  };
  const expected = rungeKutta(replicator, strategies(0), 2 / 2000, 2000);
  strategies(20).forEach((share, i) => expect(share).toBeCloseTo(expected[i], 8));
});

test('two bodies without noise keep their distance on circular orbits, and both directions occur', () => {
  const preset = { ...presets['two-body'], initial: { radius: [0.5, 1.5], orbitNoise: 0 } } as const;
  const turns = new Set<number>();
  for (let index = 0; index < 12; index++) {
    const { q, p } = simulate(preset, { seed: 1, index, frames: 30 });
    const distance = (frame: number) =>
      Math.hypot(q[4 * frame] - q[4 * frame + 2], q[4 * frame + 1] - q[4 * frame + 3]);
    expect(distance(29)).toBeCloseTo(distance(0), 8);
    turns.add(Math.sign(q[0] * p[1] - q[1] * p[0]));
  }
  expect(turns).toEqual(new Set([1, -1]));
});

const withoutFriction = Object.values(presets).filter(
  ({ noise, parameters }) => noise === 0 && (parameters.friction ?? 0) === 0 && !('damping' in parameters),
);

test.each(withoutFriction)(
  '$name: the energy drifts by less than 1e-8 over its longest trajectories',
  (preset) => {
    const frames = Math.max(256, ...Object.values(preset.splits ?? {}).map((split) => split.frames));
    // Trajectories of the paper are 30 frames long, and after hundreds bodies have left the canvas.
    const length = preset.dt === 0.125 && preset.splits ? 30 : frames;
    for (let index = 0; index < 3; index++) {
      const { energy } = simulate(preset, { seed: 6, index, frames: length });
      const drift = Math.max(...energy.map((value) => Math.abs(value - energy[0])));
      expect(drift).toBeLessThan(1e-8 * Math.max(1, Math.abs(energy[0])));
    }
  },
);

import { expect, test } from 'vitest';
import { ConvergenceError } from '../core/errors.ts';
import { integrate } from '../core/integrate.ts';
import { methods } from '../methods.ts';
import { solveLinear } from './linear.ts';
import { fixedPointSolver } from './solver.ts';

test('solveLinear solves with pivoting', () => {
  const rows = [
    [0, 2, 1, 5],
    [1, 0, 1, 4],
    [2, 1, 1, 9],
  ].map((row) => Float64Array.from(row));
  solveLinear(rows);
  [3, 2, 1].forEach((x, i) => expect(rows[i][3]).toBeCloseTo(x, 13));
});

test('a contraction is solved to rounding', () => {
  const z = Float64Array.of(1);
  fixedPointSolver('test', 1, (at, out) => void (out[0] = Math.cos(at[0])))(z, Float64Array.of(1));
  expect(Math.abs(z[0] - Math.cos(z[0]))).toBeLessThan(1e-15);
});

test('where the iteration does not contract, Newton takes over', () => {
  // z = 2 - 3 z^3: the slope of the right-hand side is far above 1.
  const z = Float64Array.of(1);
  let evaluations = 0;
  const map = (at: Float64Array, out: Float64Array) => {
    evaluations++;
    out[0] = 2 - 3 * at[0] ** 3;
  };
  fixedPointSolver('test', 1, map)(z, Float64Array.of(1));
  expect(Math.abs(z[0] - 2 + 3 * z[0] ** 3)).toBeLessThan(1e-13);
  expect(evaluations).toBeLessThan(100);
});

test('equations without a solution are an error that carries the residual', () => {
  const solve = fixedPointSolver('test', 1, (at, out) => void (out[0] = at[0] ** 2 + at[0] + 1));
  let caught: unknown;
  try {
    solve(Float64Array.of(0), Float64Array.of(1));
  } catch (error) {
    caught = error;
  }
  expect(caught).toBeInstanceOf(ConvergenceError);
  expect((caught as ConvergenceError).residual).toBeGreaterThan(0.1);
  expect((caught as ConvergenceError).message).toMatch(/^test: .* but a residual of .* take a smaller dt$/);
});

test('a stiff oscillator, at a step far beyond its period, keeps its energy by Newton iterations', () => {
  const stiff = {
    separable: true,
    dHdq: (q: Float64Array, _p: Float64Array, out: Float64Array) => ((out[0] = 1e6 * q[0]), out),
    dHdp: (_q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = p[0]), out),
  };
  const energy = (q: number, p: number) => (p ** 2 + 1e6 * q ** 2) / 2;
  const start = { q: Float64Array.of(1e-3), p: Float64Array.of(0.5) };
  for (const method of [methods.implicitMidpoint, methods.gaussLegendre4, methods.gaussLegendre6]) {
    const { q, p } = integrate(method, stiff, start, { dt: 0.05, steps: 200, saveEvery: 200 });
    expect(Math.abs(energy(q[1], p[1]) / energy(q[0], p[0]) - 1), method.name).toBeLessThan(1e-8);
  }
});

test('a start at rest in the origin is solved, also where only Newton iterations can', () => {
  // The origin gives no scale of its own.
  for (const stiffness of [1, 1e6]) {
    const pushed = {
      separable: true,
      dHdq: (q: Float64Array, _p: Float64Array, out: Float64Array) => (
        (out[0] = stiffness * q[0] - 0.3),
        out
      ),
      dHdp: (_q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = p[0]), out),
    };
    const rest = { q: Float64Array.of(0), p: Float64Array.of(0) };
    const { q, p } = integrate(methods.implicitMidpoint, pushed, rest, { dt: 0.1, steps: 1 });
    // The midpoint rule on a linear system, by hand.
    const momentum = 0.03 / (1 + (stiffness * 0.01) / 4);
    expect(Math.abs(p[1] - momentum)).toBeLessThan(1e-12 * momentum);
    expect(Math.abs(q[1] - 0.05 * momentum)).toBeLessThan(1e-12 * momentum);
  }
});

test('maximumIterations must be a positive integer, and reaches the solver', () => {
  const hard = {
    separable: false,
    dHdq: (q: Float64Array, _p: Float64Array, out: Float64Array) => ((out[0] = q[0] ** 3), out),
    dHdp: (_q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = p[0]), out),
  };
  const start = { q: Float64Array.of(1), p: Float64Array.of(0) };
  expect(() =>
    integrate(methods.stormerVerlet, hard, start, { dt: 0.5, steps: 1, maximumIterations: 1 }),
  ).toThrow(ConvergenceError);
  expect(() =>
    integrate(methods.stormerVerlet, hard, start, { dt: 0.5, steps: 1, maximumIterations: 0 }),
  ).toThrow('stormerVerlet: maximumIterations must be an integer of at least 1, but got 0');
});

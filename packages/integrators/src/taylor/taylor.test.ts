import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { bundle } from '../../test/helpers/bundle.ts';
import { kepler as keplerProblem, pendulum as pendulumProblem } from '../../test/helpers/problems.ts';
import { solve } from '../adaptive/solve.ts';
import { UnsupportedSystemError } from '../core/errors.ts';
import { integrate } from '../core/integrate.ts';
import type { Formulas } from '../expression/expression.ts';
import { hamiltonian, vectorField, type ExpressionSystem } from '../expression/hamiltonian.ts';
import { methods } from '../methods.ts';
import { inOrder } from '../expression/expression.ts';
import { withPairs } from './pairs.ts';
import { seriesOf } from './series.ts';
import { seriesFromModule } from './seriesModule.ts';
import { walkedSeries } from './walkedSeries.ts';
import { taylor } from './taylor.ts';

const both = ['where-allowed', 'interpret'] as const;

/** A Hamiltonian in which every formula stands, of two coordinates, time and powers that are no whole numbers. */
const everything = ({ q, p, t, ...f }: Formulas) =>
  f.sum(
    f.product(0.5, f.power(p[0], 2), f.exp(f.product(-0.3, q[1]))),
    f.quotient(f.power(p[1], 2), f.sum(1.7, f.sin(q[0]))),
    f.product(0.4, f.cos(f.difference(q[0], q[1])), f.tanh(p[0])),
    f.log(f.sum(2, f.power(q[0], 2), f.power(q[1], 4))),
    f.squareRoot(f.sum(1, f.power(p[1], 2))),
    f.power(f.sum(3, f.power(q[1], 2)), -1.5),
    f.negative(f.product(q[0], f.sin(f.product(1.3, t)))),
    f.power(f.sum(1.5, f.cos(q[1])), 3),
    f.power(f.sum(2, f.power(p[0], 2)), -1),
  );
const energy = (q: Float64Array, p: Float64Array, t: number) =>
  0.5 * p[0] ** 2 * Math.exp(-0.3 * q[1]) +
  p[1] ** 2 / (1.7 + Math.sin(q[0])) +
  0.4 * Math.cos(q[0] - q[1]) * Math.tanh(p[0]) +
  Math.log(2 + q[0] ** 2 + q[1] ** 4) +
  Math.sqrt(1 + p[1] ** 2) +
  (3 + q[1] ** 2) ** -1.5 -
  q[0] * Math.sin(1.3 * t) +
  (1.5 + Math.cos(q[1])) ** 3 +
  1 / (2 + p[0] ** 2);
const start = { q: Float64Array.of(0.7, -0.4), p: Float64Array.of(0.3, 0.9) };

describe.each(both)('formulas, compile: %s', (compile) => {
  const system = hamiltonian({ coordinates: 2, compile }, everything);

  test('have the gradients that differences of H have', () => {
    const h = 1e-5;
    const [{ q, p }, t] = [start, 0.6];
    const [force, velocity] = [
      system.dHdq(q, p, new Float64Array(2), t),
      system.dHdp(q, p, new Float64Array(2), t),
    ];
    for (const i of [0, 1]) {
      const moved = (x: Float64Array, by: number) => x.map((value, j) => (j === i ? value + by : value));
      const slopeQ = (energy(moved(q, h), p, t) - energy(moved(q, -h), p, t)) / (2 * h);
      const slopeP = (energy(q, moved(p, h), t) - energy(q, moved(p, -h), t)) / (2 * h);
      expect(Math.abs(force[i] - slopeQ)).toBeLessThan(1e-9);
      expect(Math.abs(velocity[i] - slopeP)).toBeLessThan(1e-9);
    }
    expect([system.dHdq.length, system.compiled]).toEqual([4, compile === 'where-allowed']);
  });

  test('have the Taylor series of their solution', () => {
    const order = 12;
    const { coefficients: c, fill } = seriesOf(system, order);
    fill(Float64Array.of(...start.q, ...start.p), Float64Array.of(0.6));
    for (const h of [0.03, -0.03]) {
      const exact = solve(system, start, {
        time: h,
        startTime: 0.6,
        method: methods.dormandPrince853,
        relativeTolerance: 1e-14,
        absoluteTolerance: 1e-15,
      });
      [...exact.q.slice(-2), ...exact.p.slice(-2)].forEach((x, i) => {
        let sum = 0;
        for (let k = order; k >= 0; k--) sum = sum * h + c[i * (order + 1) + k];
        expect(Math.abs(sum - x), `coordinate ${i}`).toBeLessThan(1e-13);
      });
    }
  });

  test('are solved as by another method, forward and back, with the states between steps', () => {
    for (const time of [3, -3]) {
      const reference = { relativeTolerance: 1e-13, absoluteTolerance: 1e-13, time, startTime: 0.2 };
      const exact = solve(system, start, reference);
      const found = solve(system, start, { ...reference, method: taylor });
      for (const part of [0.1, 0.35, 0.77, 1]) {
        const t = part === 1 ? 0.2 + time : 0.2 + part * time;
        expect(Math.abs(found.at(t).q[0] - exact.at(t).q[0])).toBeLessThan(1e-11);
        expect(Math.abs(found.at(t).p[1] - exact.at(t).p[1])).toBeLessThan(1e-11);
      }
      const rows = integrate(taylor, system, start, {
        dt: time / 8,
        steps: 8,
        startTime: 0.2,
        relativeTolerance: 1e-14,
      });
      rows.t.forEach((t, r) => expect(Math.abs(rows.q[2 * r] - exact.at(t).q[0])).toBeLessThan(1e-11));
    }
  });
});

test.each([4, 7, 13, 20])('the coefficients to order %i are the same compiled and walked', (order) => {
  const { field } = hamiltonian({ coordinates: 2 }, everything);
  const nodes = withPairs(inOrder(field));
  const [walked, compiled] = [walkedSeries, seriesFromModule].map((make) => {
    const series = make(nodes, field, order);
    series?.fill(Float64Array.of(0.7, -0.4, 0.3, 0.9), Float64Array.of(0.6));
    return [...(series?.coefficients ?? [])];
  });
  expect(compiled.length).toBe(4 * (order + 1));
  walked.forEach((x, i) => expect(Math.abs(x - compiled[i])).toBeLessThan(1e-11 * Math.max(1, Math.abs(x))));
});

test('so are those of a short formula, which is one routine', () => {
  const { field } = hamiltonian({ coordinates: 1 }, ({ q, p, t, sum, product, power, sin, exp }) =>
    sum(power(p[0], 2), product(q[0], sin(t)), exp(product(-0.5, power(q[0], 2)))),
  );
  const nodes = withPairs(inOrder(field));
  const [walked, compiled] = [walkedSeries, seriesFromModule].map((make) => {
    const series = make(nodes, field, 11);
    series?.fill(Float64Array.of(0.7, -0.4), Float64Array.of(0.6));
    return [...(series?.coefficients ?? [])];
  });
  expect(compiled.length).toBe(24);
  walked.forEach((x, i) => expect(Math.abs(x - compiled[i])).toBeLessThan(1e-13));
});

test('long formulas are loops, with the coefficients that walking gives', () => {
  // A ring of ten bodies: too long for one function.
  const ring = (compile: (typeof both)[number]) =>
    hamiltonian({ coordinates: 20, compile }, ({ q, p, ...f }) => {
      const terms = p.map((x, i) => f.product(0.5 / (1 + i), f.power(x, 2)));
      for (let i = 0; i < 10; i++) {
        for (let j = 0; j < i; j++) {
          const apart = [0, 1].map((k) => f.power(f.difference(q[2 * i + k], q[2 * j + k]), 2));
          terms.push(f.product(-1 - i, f.power(f.sum(...apart), -0.5)));
        }
      }
      return f.sum(...terms);
    });
  const state = Float64Array.from({ length: 40 }, (_, i) => Math.sin(1.7 * i + 0.3) * (1 + i));
  const [a, b] = both.map((compile) => {
    const series = seriesOf(ring(compile), 16);
    series.fill(state, Float64Array.of(0));
    return series.coefficients;
  });
  a.forEach((x, i) => expect(Math.abs(x - b[i])).toBeLessThan(1e-11 * Math.max(1, Math.abs(x))));
});

const kepler = (compile: (typeof both)[number] = 'where-allowed'): ExpressionSystem =>
  hamiltonian({ coordinates: 2, compile }, ({ q, p, sum, product, power, quotient, squareRoot }) =>
    sum(
      product(1 / 1.6, sum(power(p[0], 2), power(p[1], 2))),
      quotient(-0.8, squareRoot(sum(power(q[0], 2), power(q[1], 2)))),
    ),
  );

test('what is separable and quadratic is read off the formula', () => {
  expect([kepler().separable, kepler().quadraticKinetic]).toEqual([true, true]);
  const other = hamiltonian({ coordinates: 2 }, everything);
  expect([other.separable, other.quadraticKinetic]).toEqual([false, false]);
  const relativistic = hamiltonian({ coordinates: 1 }, ({ q, p, sum, power, squareRoot, cos }) =>
    sum(squareRoot(sum(1, power(p[0], 2))), cos(q[0])),
  );
  expect([relativistic.separable, relativistic.quadraticKinetic]).toEqual([true, false]);
  const driven = hamiltonian({ coordinates: 1 }, ({ q, p, t, sum, product, power, sin }) =>
    sum(product(sum(2, sin(t)), power(p[0], 2)), power(q[0], 4)),
  );
  expect([driven.separable, driven.quadraticKinetic]).toEqual([true, false]);
});

test.each(both)('an orbit is followed to rounding, and to less where less is asked (%s)', (compile) => {
  const system = kepler(compile);
  const errors = [1e-6, 1e-9, 1e-12, 1e-16].map((relativeTolerance) => {
    const { q } = solve(system, keplerProblem.start, {
      time: 50,
      method: taylor,
      relativeTolerance,
      keep: 'end',
    });
    return Math.abs(q[2] - keplerProblem.exact(50).q[0]);
  });
  expect(errors[0]).toBeLessThan(1e-3);
  expect(errors[1]).toBeLessThan(1e-6);
  expect(errors[2]).toBeLessThan(1e-9);
  expect(errors[3]).toBeLessThan(3e-13);
});

test('a formula works with every other method too', () => {
  const pendulum = hamiltonian({ coordinates: 1 }, ({ q, p, sum, product, power, cos, difference }) =>
    sum(power(p[0], 2), product(1.5, difference(1, cos(q[0])))),
  );
  for (const method of [methods.leapfrog, methods.blanesMoanNystrom6, methods.gaussLegendre4]) {
    const options = { dt: 0.1, steps: 30 };
    const here = integrate(method, pendulum, pendulumProblem.start, options);
    const there = integrate(method, pendulumProblem.system, pendulumProblem.start, options);
    here.q.forEach((x, i) => expect(Math.abs(x - there.q[i])).toBeLessThan(1e-12));
  }
});

test('equations that are not Hamiltonian are formulas too', () => {
  const damped = vectorField({ coordinates: 1 }, ({ q, p, sum, product }) => ({
    dq: [p[0]],
    dp: [sum(product(-4.01, q[0]), product(-0.2, p[0]))],
  }));
  const one = { q: Float64Array.of(1), p: Float64Array.of(-0.1) };
  const { q } = solve(damped, one, { time: 7, method: taylor, relativeTolerance: 1e-16, keep: 'end' });
  expect(Math.abs(q[1] - Math.exp(-0.7) * Math.cos(14))).toBeLessThan(1e-14);
  expect(() => vectorField({ coordinates: 2 }, ({ p }) => ({ dq: [p[0]], dp: [p[1], p[0]] }))).toThrow(
    'vectorField: dq and dp must have 2 formulas each, but got 1 and 2',
  );
});

test('errors name the function, the rule and what to do', () => {
  const run = () => solve(pendulumProblem.system, pendulumProblem.start, { time: 1, method: taylor });
  expect(run).toThrow(UnsupportedSystemError);
  expect(run).toThrow(
    /solve: taylor needs a system written as formulas, .*; make it by hamiltonian or vectorField/,
  );
  expect(() => hamiltonian({ coordinates: 0 }, ({ t }) => t)).toThrow(
    /coordinates must be an integer of at least 1/,
  );
  expect(() => hamiltonian({ coordinates: 1 }, ({ q, product }) => product(NaN, q[0]))).toThrow(
    'hamiltonian: constants must be finite, but got NaN',
  );
});

test('where code is forbidden it is interpreted, says so, and errs no more', async () => {
  const script = await bundle(`
    import { hamiltonian, solve, taylor } from './src/index.ts';
    const spring = hamiltonian({ coordinates: 1 }, ({ q, p, sum, product, power }) => sum(power(p[0], 2), product(0.25, power(q[0], 2))));
    const { q } = solve(spring, { q: Float64Array.of(1), p: Float64Array.of(0) }, { time: 5, method: taylor, relativeTolerance: 1e-16 });
    console.log(spring.compiled, Math.abs(q[q.length - 1] - Math.cos(5)) < 1e-14);
  `);
  const flags = [
    '--disallow-code-generation-from-strings',
    '--noexpose-wasm',
    '--input-type=module',
    '--eval',
    script,
  ];
  expect(execFileSync(process.execPath, flags, { encoding: 'utf8' }).trim()).toBe('false true');
});

test('runs of one system that take turns do not disturb each other', () => {
  const system = kepler();
  const options = { method: taylor, relativeTolerance: 1e-12 };
  const [a, b] = [0.9, 1.1].map((part) =>
    solve(
      system,
      { q: keplerProblem.start.q.map((x) => part * x), p: keplerProblem.start.p },
      { time: 3, ...options },
    ),
  );
  const [first] = a.at(0.1).q;
  b.at(0.1);
  expect(a.at(0.1).q[0]).toBe(first);
  expect(b.at(0.1).q[0]).not.toBe(first);
});

import { describe, expect, test } from 'vitest';
import { batched } from '../core/batched.ts';
import { NonFiniteError } from '../core/errors.ts';
import { integrate, type IntegrateOptions } from '../core/integrate.ts';
import type { Method } from '../core/method.ts';
import { methods } from '../methods.ts';
import { hamiltonian, type ExpressionSystem } from './hamiltonian.ts';

/** Two coordinates with the time in both halves, and an angle that turns over and over. */
const driven = (compile: 'where-allowed' | 'interpret' = 'where-allowed') =>
  hamiltonian(
    { coordinates: 2, compile },
    ({ q, p, t, sum, product, power, cos, sin, squareRoot, exp, difference }) =>
      sum(
        product(sum(1.3, product(0.2, sin(t))), power(p[0], 2)),
        squareRoot(sum(1, power(p[1], 2))),
        product(-1, cos(q[0])),
        product(0.3, exp(product(-0.2, power(difference(q[0], q[1]), 2)))),
        product(q[1], sin(product(1.3, t))),
      ),
  );
const pendulum = hamiltonian({ coordinates: 1 }, ({ q, p, sum, product, power, cos }) =>
  sum(power(p[0], 2), product(-1.5, cos(q[0]))),
);
const start = { q: Float64Array.of(0.7, -0.4), p: Float64Array.of(3.1, 0.9) };
/** The same system without its own loops. */
const plain = (system: ExpressionSystem): ExpressionSystem => ({
  ...system,
  dHdq: (q, p, out) => system.dHdq(q, p, out, NaN),
});
const distance = (method: Method, options: IntegrateOptions) => {
  const system = driven();
  const [a, b] = [system, driven('interpret')].map((each) => integrate(method, each, start, options));
  return Math.max(...a.q.map((x, i) => Math.abs(x - b.q[i])), ...a.p.map((x, i) => Math.abs(x - b.p[i])));
};

const splittings = Object.values(methods).filter(
  (method) => method.splitting !== undefined && !method.requiresQuadraticKinetic,
);

describe('a loop made of formulas takes the steps of the general one', () => {
  test.each(splittings)('by $name', (method) => {
    expect(distance(method, { dt: 0.05, steps: 60, startTime: 0.4 })).toBeLessThan(1e-12);
    expect(distance(method, { dt: -0.05, steps: 12, saveEvery: 4 })).toBeLessThan(1e-12);
  });

  test('and by the methods for quadratic K', () => {
    for (const method of Object.values(methods).filter(
      ({ requiresQuadraticKinetic }) => requiresQuadraticKinetic,
    )) {
      const one = { q: Float64Array.of(1.2), p: Float64Array.of(0.4) };
      const [a, b] = [pendulum, { ...pendulum, dHdq: pendulum.dHdq.bind(undefined) }].map((each) =>
        integrate(method, each, one, { dt: 0.1, steps: 20 }),
      );
      a.q.forEach((x, i) => expect(Math.abs(x - b.q[i])).toBeLessThan(1e-13));
    }
  });
});

test('it is a loop of its own, but not for a copy with other gradients', () => {
  const { splitting } = methods.leapfrog;
  if (splitting === undefined) throw new Error('leapfrog must be a splitting');
  expect(driven().splittingStepper?.(splitting)).toBeDefined();
  expect(driven('interpret').splittingStepper?.(splitting)).toBeUndefined();
  const free = { ...pendulum, dHdq: (_q: Float64Array, _p: Float64Array, out: Float64Array) => out.fill(0) };
  const one = { q: Float64Array.of(1), p: Float64Array.of(1) };
  expect(integrate(methods.leapfrog, free, one, { dt: 0.5, steps: 2 }).q[2]).toBe(3);
  const two = batched(pendulum, { coordinates: 1, trajectories: 2 });
  const both = { q: Float64Array.of(1, 1), p: Float64Array.of(1, 1) };
  const [a, b] = integrate(methods.leapfrog, two, both, { dt: 0.5, steps: 2 }).q.slice(-2);
  expect(a).toBe(b);
  // Seventeen stages of so long a formula are left to the general loop.
  const long = hamiltonian({ coordinates: 40 }, ({ q, p, sum, power }) =>
    sum(...[...q, ...p].map((x, i) => power(sum(x, 0.1 * i), 4))),
  );
  const eighth = methods.kahanLi8.splitting;
  expect(eighth && long.splittingStepper?.(eighth)).toBeUndefined();
});

test('the step in which the state is lost is told', () => {
  const one = { q: Float64Array.of(1), p: Float64Array.of(0) };
  const stepOf = (system: ExpressionSystem) => {
    try {
      integrate(methods.leapfrog, system, one, { dt: 0.1, steps: 100, saveEvery: 50 });
    } catch (error) {
      return error instanceof NonFiniteError ? error.step : error;
    }
    return 'nothing was lost';
  };
  const steep = hamiltonian({ coordinates: 1 }, ({ q, p, sum, power, negative }) =>
    sum(power(p[0], 2), negative(power(q[0], 4))),
  );
  expect(stepOf(steep)).toBe(stepOf(plain(steep)));
});

test('the sine in code is right to 2 units of the last place, at any size', () => {
  const sine = hamiltonian({ coordinates: 1 }, ({ q, p, sum, power, cos, negative }) =>
    sum(power(p[0], 2), negative(cos(q[0]))),
  );
  const out = new Float64Array(1);
  const none = new Float64Array(1);
  for (let k = -400; k <= 400; k++) {
    for (const x of [0.0137 * k, 1.7 * k, 2017.3 * k, 1e9 * k, k * Math.PI]) {
      const exact = Math.sin(x);
      sine.dHdq(Float64Array.of(x), none, out, NaN);
      expect(Math.abs(out[0] - exact)).toBeLessThanOrEqual(2.3e-16 * Math.abs(exact) * 2);
    }
  }
  expect(sine.dHdq(Float64Array.of(Infinity), none, out, NaN)[0]).toBeNaN();
});

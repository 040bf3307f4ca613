import { expect, test } from 'vitest';
import { doublePendulum, forcedPendulum, henonHeiles, pendulum } from '../../test/helpers/problems.ts';
import { NonFiniteError } from '../core/errors.ts';
import { jacobian } from '../diagnostics/map.ts';
import { methods } from '../methods.ts';
import { lyapunovExponents, tangentMap } from './lyapunov.ts';
import { variational, type Hessian } from './variational.ts';

const worst = (a: Float64Array, b: Float64Array) => Math.max(...a.map((x, i) => Math.abs(x - b[i])));
const pendulumHessian: Hessian = {
  dHdq: (q, _p, dq, _dp, out) => ((out[0] = 1.5 * Math.cos(q[0]) * dq[0]), out),
  dHdp: (_q, _p, _dq, dp, out) => ((out[0] = dp[0] / 0.5), out),
};

test('the tangent map is the Jacobian of the map itself, for every method', () => {
  for (const method of Object.values(methods)) {
    if (method.adaptive) continue;
    for (const { system, start, dt } of method.requires === 'general'
      ? [doublePendulum, forcedPendulum]
      : [henonHeiles, forcedPendulum]) {
      const options = { dt: dt / 4, steps: 3 };
      expect(
        worst(tangentMap(method, system, start, options), jacobian(method, system, start, options)),
        method.name,
      ).toBeLessThan(1e-8);
    }
  }
});

test('with a Hessian, the tangent map of a symplectic method has determinant 1 to rounding', () => {
  const map = tangentMap(methods.blanesMoan4, pendulum.system, pendulum.start, {
    dt: 0.1,
    steps: 100,
    hessian: pendulumHessian,
  });
  expect(Math.abs(map[0] * map[3] - map[1] * map[2] - 1)).toBeLessThan(1e-12);
  const approximate = tangentMap(methods.blanesMoan4, pendulum.system, pendulum.start, {
    dt: 0.1,
    steps: 100,
  });
  expect(worst(map, approximate)).toBeLessThan(1e-8);
});

test('the exponents of a regular orbit tend to 0, and come in pairs of opposite sign', () => {
  const exponents = lyapunovExponents(methods.leapfrog, pendulum.system, pendulum.start, {
    dt: 0.1,
    steps: 50_000,
    hessian: pendulumHessian,
  });
  expect(Math.abs(exponents[0])).toBeLessThan(3e-3);
  expect(Math.abs(exponents[0] + exponents[1])).toBeLessThan(1e-12);
});

test('at the unstable equilibrium of the pendulum they are plus and minus its rate', () => {
  const top = { q: Float64Array.of(Math.PI), p: Float64Array.of(0) };
  const [largest, least] = lyapunovExponents(methods.blanesMoan6, pendulum.system, top, {
    dt: 0.05,
    steps: 2_000,
    hessian: pendulumHessian,
  });
  // Near the top H = p^2 - 0.75 x^2, whose rate is sqrt(2 * 1.5).
  expect(Math.abs(largest - Math.sqrt(3))).toBeLessThan(0.01);
  expect(Math.abs(least + Math.sqrt(3))).toBeLessThan(0.01);
});

test('Hénon-Heiles at E = 1/6 has a chaotic orbit with an exponent near 0.13', () => {
  // With unit masses, from (q2, p2) = (0.1, 0.05) on the section q1 = 0; the literature gives 0.12 to 0.13.
  const system = {
    ...henonHeiles.system,
    dHdp: (_q: Float64Array, p: Float64Array, out: Float64Array) => (out.set(p), out),
  };
  const [q2, p2] = [0.1, 0.05];
  const p1 = Math.sqrt(2 * (1 / 6 - q2 ** 2 / 2 + q2 ** 3 / 3) - p2 ** 2);
  const start = { q: Float64Array.of(0, q2), p: Float64Array.of(p1, p2) };
  const [largest] = lyapunovExponents(methods.leapfrog, system, start, {
    dt: 0.05,
    steps: 60_000,
    exponents: 1,
  });
  expect(largest).toBeGreaterThan(0.09);
  expect(largest).toBeLessThan(0.16);
});

test('the estimates on the way are told, and the run may be stopped by them', () => {
  const seen: number[] = [];
  const stopped = lyapunovExponents(methods.leapfrog, pendulum.system, pendulum.start, {
    dt: 0.1,
    steps: 1000,
    hessian: pendulumHessian,
    onEstimate: (_exponents, step) => (seen.push(step), step < 50),
  });
  expect(seen).toEqual([10, 20, 30, 40, 50]);
  const short = lyapunovExponents(methods.leapfrog, pendulum.system, pendulum.start, {
    dt: 0.1,
    steps: 50,
    hessian: pendulumHessian,
  });
  expect([...stopped]).toEqual([...short]);
});

test('a state that stops being finite is told with its step in the whole run', () => {
  const cliff = {
    ...pendulum.system,
    dHdq: (q: Float64Array, _p: Float64Array, out: Float64Array) => ((out[0] = q[0] < 0 ? NaN : 1.5), out),
  };
  // q falls as 1.2 + 0.8 t - 1.5 t^2 and is 0 at t = 1.2.
  let caught: unknown;
  try {
    lyapunovExponents(methods.leapfrog, cliff, pendulum.start, {
      dt: 0.01,
      steps: 1000,
      spacing: { q: 1e-6, p: 1e-6 },
    });
  } catch (error) {
    caught = error;
  }
  expect(caught).toBeInstanceOf(NonFiniteError);
  expect(Math.abs((caught as NonFiniteError).step - 120)).toBeLessThan(2);
});

test('the spacing of the differences fits units in which coordinates are tiny and momenta huge', () => {
  // The pendulum with q in millionths: H = p^2 (1e6)^2 + 1.5 (1 - cos(1e6 q)).
  const small = {
    separable: true,
    dHdq: (q: Float64Array, _p: Float64Array, out: Float64Array) => (
      (out[0] = 1.5e6 * Math.sin(1e6 * q[0])),
      out
    ),
    dHdp: (_q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = 2e-12 * p[0]), out),
  };
  const state = { q: Float64Array.of(1.2e-6), p: Float64Array.of(0.4e6) };
  const options = { dt: 0.1, steps: 20 };
  const truth = tangentMap(methods.leapfrog, pendulum.system, pendulum.start, {
    ...options,
    hessian: pendulumHessian,
  });
  const found = tangentMap(methods.leapfrog, small, state, { ...options, spacing: { q: 2e-9, p: 2e3 } });
  expect(Math.abs(found[0] - truth[0])).toBeLessThan(1e-8);
  expect(() => tangentMap(methods.leapfrog, small, state, { ...options, spacing: { q: 0, p: 1 } })).toThrow(
    'variational: spacing must be greater than 0, but got q: 0, p: 1',
  );
});

test('bad input is named', () => {
  const go = (options: object) =>
    lyapunovExponents(methods.rk4, pendulum.system, pendulum.start, { dt: 0.1, steps: 100, ...options });
  expect(() => go({ exponents: 3 })).toThrow(
    'lyapunovExponents: exponents must be at most 2 n = 2, but got 3',
  );
  expect(() => go({ renormaliseEvery: 7 })).toThrow('renormaliseEvery must divide steps, but got 7 and 100');
});

test('the variational system of a separable system separates', () => {
  const lifted = variational(henonHeiles.system, { coordinates: 2, vectors: 1 });
  const out = new Float64Array(4);
  const q = Float64Array.of(0.1, 0.2, 1, 0);
  const one = Array.from(lifted.dHdq(q, Float64Array.of(1, 2, 3, 4), out, 0));
  const other = Array.from(lifted.dHdq(q, Float64Array.of(5, 6, 7, 8), out, 0));
  expect(one).toEqual(other);
  // The Hessian of V along q1 is (1 + 2 q2, 2 q1).
  expect(one[2]).toBeCloseTo(1.4, 9);
  expect(one[3]).toBeCloseTo(0.2, 9);
});

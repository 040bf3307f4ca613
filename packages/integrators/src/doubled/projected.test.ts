import { describe, expect, test } from 'vitest';
import { checksFor } from '../../test/helpers/checks.ts';
import { doublePendulum } from '../../test/helpers/problems.ts';
import { dormandPrince853 } from '../adaptive/methods.ts';
import { solve, type SolveOptions } from '../adaptive/solve.ts';
import { integrate } from '../core/integrate.ts';
import type { Method } from '../core/method.ts';
import type { System } from '../core/system.ts';
import { energyError } from '../diagnostics/energy.ts';
import { integrateUntil } from '../events/events.ts';
import { implicitMidpoint } from '../implicit/methods.ts';
import { rk4 } from '../rungeKutta/methods.ts';
import { leapfrog } from '../splitting/lowOrder.ts';
import { tao, tao2 } from './tao.ts';

describe.each([tao({ order: 2, omega: 1, projected: true }), tao({ order: 4, omega: 1, projected: true })])(
  '$name',
  (method) => {
    test.each(checksFor(method))('$name', ({ run }) => {
      run(method);
    });
  },
);

/** A double pendulum of masses, rods and gravity 1, thrown so high that it is chaotic. */
const chaotic: System = {
  separable: false,
  dHdq: (q, p, out) => {
    const [c, s] = [Math.cos(q[0] - q[1]), Math.sin(q[0] - q[1])];
    const [top, bottom] = [p[0] ** 2 + 2 * p[1] ** 2 - 2 * p[0] * p[1] * c, 2 * (1 + s * s)];
    const slope = (2 * p[0] * p[1] * s * bottom - top * 4 * s * c) / bottom ** 2;
    out[0] = slope + 2 * Math.sin(q[0]);
    out[1] = -slope + Math.sin(q[1]);
    return out;
  },
  dHdp: (q, p, out) => {
    const [c, s] = [Math.cos(q[0] - q[1]), Math.sin(q[0] - q[1])];
    out[0] = (p[0] - p[1] * c) / (1 + s * s);
    out[1] = (2 * p[1] - p[0] * c) / (1 + s * s);
    return out;
  },
};
const thrown = { q: Float64Array.of(2, 2.5), p: Float64Array.of(0, 0) };
const chaoticEnergy = (q: Float64Array, p: Float64Array) => {
  const [c, s] = [Math.cos(q[0] - q[1]), Math.sin(q[0] - q[1])];
  const kinetic = (p[0] ** 2 + 2 * p[1] ** 2 - 2 * p[0] * p[1] * c) / (2 * (1 + s * s));
  return kinetic - 2 * Math.cos(q[0]) - Math.cos(q[1]);
};

test('on a chaotic double pendulum at dt = 0.05 and omega = 10 the projection keeps the energy, better than implicitMidpoint', () => {
  const worst = (method: Method) => {
    const run = integrate(method, chaotic, thrown, { dt: 0.05, steps: 20_000, saveEvery: 5 });
    const error = energyError(chaoticEnergy, run).map(Math.abs);
    return Math.max(...error) / Math.abs(chaoticEnergy(thrown.q, thrown.p));
  };
  const projected = worst(tao({ order: 2, omega: 10, projected: true }));
  expect(projected).toBeLessThan(0.02);
  expect(projected).toBeLessThan(0.6 * worst(implicitMidpoint));
  expect(worst(tao({ order: 2, omega: 10 }))).toBeGreaterThan(1);
});

test('copies that part say so, with what to do', () => {
  const start = { q: Float64Array.of(1.9, -1), p: Float64Array.of(0.2, 0.3) };
  expect(() =>
    integrate(tao({ order: 2, omega: 10 }), doublePendulum.system, start, { dt: 0.05, steps: 20_000 }),
  ).toThrow(/^tao2: the copies .* apart; take projected: true, a larger omega or a smaller dt$/);
});

test('omega is an option of integrate too, and refused where it has no meaning', () => {
  const { system, start } = doublePendulum;
  const run = (method: Method, omega: number) =>
    integrate(method, system, start, { dt: 0.01, steps: 50, omega });
  expect([...run(tao2, 7).q]).toEqual([...run(tao({ order: 2, omega: 7 }), 7).q]);
  expect([...run(tao2, 7).q]).not.toEqual([...run(tao2, 20).q]);
  expect(() => run(tao2, -1)).toThrow('tao: omega must be a positive number, but got -1');
  const refusal = /^integrate: options must be among dt, .*, but got omega; correct it$/;
  for (const method of [
    leapfrog,
    implicitMidpoint,
    rk4,
    dormandPrince853,
    tao({ order: 2, omega: 7, projected: true }),
  ])
    expect(() => run(method, 7), method.name).toThrow(refusal);
  const wrong = { time: 1, omega: 7 } as SolveOptions;
  expect(() => solve(system, start, wrong)).toThrow(
    /^solve: options must be among .*, but got omega; correct it$/,
  );
  const event = { of: (q: Float64Array) => q[0] };
  expect(() => integrateUntil(rk4, system, start, event, { dt: 0.1, maximumSteps: 10, omega: 7 })).toThrow(
    /^poincareSection: options must be among .*, but got omega; correct it$/,
  );
});

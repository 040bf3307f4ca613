import { describe, expect, test } from 'vitest';
import { checksFor } from '../../test/helpers/checks.ts';
import {
  doublePendulum,
  forcedPendulum,
  henonHeiles,
  oscillator,
  pendulum,
} from '../../test/helpers/problems.ts';
import { integrate } from '../core/integrate.ts';
import type { Method } from '../core/method.ts';
import type { State, System } from '../core/system.ts';
import { methods } from '../methods.ts';
import { tripleJumpWeights } from '../splitting/weights.ts';
import { compose } from '../compose/compose.ts';
import { splitting } from '../splitting/splitting.ts';
import { bitReversible } from './bitReversible.ts';
import { compensated } from './compensated.ts';

const unitSpring: System = {
  separable: true,
  quadraticKinetic: true,
  dHdq: (q, _p, out) => ((out[0] = q[0]), out),
  dHdp: (_q, p, out) => ((out[0] = p[0]), out),
};
const fixed: Method[] = Object.values(methods).filter(
  ({ adaptive, doubled }) => !adaptive && doubled !== true,
);

describe('compensated sums', () => {
  test.each(fixed)('take the steps of $name but for rounding, with the time too', (method) => {
    const problems =
      method.requires === 'general' ? [forcedPendulum, doublePendulum] : [forcedPendulum, henonHeiles];
    for (const { system, start } of problems) {
      const run = (tested: Method) =>
        integrate(tested, system, start, { dt: 0.05, steps: 40, startTime: 0.3 });
      const [plain, exact] = [run(method), run(compensated(method))];
      plain.q.forEach((x, i) => expect(Math.abs(exact.q[i] - x)).toBeLessThan(1e-13));
      plain.p.forEach((x, i) => expect(Math.abs(exact.p[i] - x)).toBeLessThan(1e-13));
    }
  });

  test.each(checksFor(methods.blanesMoan4))('of blanesMoan4: $name', ({ run }) => {
    run(compensated(methods.blanesMoan4));
  });

  test('the energy that leapfrog conserves stays a hundred times nearer than with plain sums', () => {
    const dt = 0.05;
    const shadow = (q: number, p: number) => (p * p + q * q * (1 - (dt * dt) / 4)) / 2;
    const drift = (method: Method) => {
      const starts = [
        [0.8, -0.3],
        [1.1, 0.2],
        [-0.4, 0.9],
        [0.3, 0.7],
      ];
      const squares = starts.map(([q0, p0]) => {
        const start = { q: Float64Array.of(q0), p: Float64Array.of(p0) };
        const { q, p } = integrate(method, unitSpring, start, { dt, steps: 2_000_000, saveEvery: 2_000_000 });
        return (shadow(q[1], p[1]) / shadow(q0, p0) - 1) ** 2;
      });
      return Math.sqrt(squares.reduce((a, b) => a + b) / 4);
    };
    const exact = drift(compensated(methods.leapfrog));
    expect(exact).toBeLessThan(1.5e-14);
    expect(exact).toBeLessThan(drift(methods.leapfrog) / 5);
  });

  test.each([methods.kahanLi8, methods.gaussLegendre6, methods.rk4, methods.stormerVerlet])(
    'of $name leave less rounding after many small steps than plain ones',
    (method) => {
      // A step so short that what the method itself errs is nothing beside rounding.
      const dt = method.order > 4 ? 1e-2 : 2e-6;
      const steps = method.order > 4 ? 200_000 : 500_000;
      const error = (tested: Method) => {
        const squares = [0.2, 0.9, 1.3, 2.1].map((phase) => {
          const start = { q: Float64Array.of(Math.cos(phase)), p: Float64Array.of(Math.sin(phase)) };
          const { q, p } = integrate(tested, unitSpring, start, { dt, steps, saveEvery: steps });
          // What the second order conserves is not the energy itself.
          const stiffness = method.order === 2 ? 1 - dt ** 2 / 4 : 1;
          return (stiffness * (q[1] ** 2 - q[0] ** 2) + p[1] ** 2 - p[0] ** 2) ** 2;
        });
        return Math.sqrt(squares.reduce((x, y) => x + y));
      };
      expect(error(compensated(method))).toBeLessThan(error(method) / 3 + 5e-16);
    },
  );

  test('refuse what they cannot compensate', () => {
    expect(() => compensated(methods.tao2)).toThrow(/must be a splitting, a Runge-Kutta .* but got tao2/);
    expect(() => compensated(methods.tsitouras54)).toThrow(
      /must take fixed steps, but tsitouras54 is adaptive/,
    );
    const composed = compose(methods.implicitMidpoint, tripleJumpWeights(2), { name: 'midpoint4', order: 4 });
    expect(() => compensated(composed)).toThrow(/but got midpoint4; compensate its base/);
  });
});

describe('the bit-reversible method', () => {
  const there = (method: Method, system: System, start: State, steps: number) => {
    const { q, p, t } = integrate(method, system, start, {
      dt: 0.1,
      steps,
      saveEvery: steps,
      startTime: 0.7,
    });
    const end = { q: q.slice(-start.q.length), p: p.slice(-start.q.length) };
    const startTime = t[1];
    const back = integrate(method, system, end, { dt: -0.1, steps, saveEvery: steps, startTime });
    return { q: back.q.slice(-start.q.length), p: back.p.slice(-start.q.length) };
  };
  /** A start on the grid. */
  const onGrid = ({ q, p }: State): State => {
    const grid = (x: Float64Array) => x.map((value) => Math.round(value * 2 ** 50) / 2 ** 50);
    return { q: grid(q), p: grid(p) };
  };

  test.each(
    Object.values(methods).filter(({ splitting: parts, reversible }) => parts !== undefined && reversible),
  )('from $name returns to its first state exactly', (method) => {
    for (const { system, start } of [pendulum, henonHeiles, oscillator]) {
      const first = onGrid(start);
      const last = there(bitReversible(method), system, first, 20_000);
      expect([...last.q, ...last.p]).toEqual([...first.q, ...first.p]);
    }
  });

  test('returns after a million steps, where leapfrog does not', { timeout: 60_000 }, () => {
    const first = onGrid(pendulum.start);
    const exact = there(bitReversible(methods.leapfrog), pendulum.system, first, 1_000_000);
    expect([exact.q[0], exact.p[0]]).toEqual([first.q[0], first.p[0]]);
    expect(there(methods.leapfrog, pendulum.system, first, 1_000_000).q[0]).not.toBe(first.q[0]);
  });

  test('takes the steps of the splitting but for rounding, with the time too', () => {
    for (const { system, start } of [forcedPendulum, henonHeiles]) {
      const run = (method: Method) =>
        integrate(method, system, start, { dt: 0.1, steps: 50, startTime: 0.4 });
      const [plain, exact] = [run(methods.blanesMoan4), run(bitReversible(methods.blanesMoan4))];
      plain.q.forEach((x, i) => expect(Math.abs(exact.q[i] - x)).toBeLessThan(1e-12));
    }
  });

  test('says where its grid ends, and what it can be made of', () => {
    const wide = { q: Float64Array.of(7), p: Float64Array.of(7) };
    const run = (method: Method) => () => integrate(method, unitSpring, wide, { dt: 0.1, steps: 100 });
    expect(run(bitReversible(methods.leapfrog))).toThrow(/must stay finite/);
    expect(run(bitReversible(methods.leapfrog, { spacing: 2 ** -48 }))).not.toThrow();
    expect(() => bitReversible(methods.rk4)).toThrow(/must be a reversible splitting, but got rk4/);
    expect(() => bitReversible(methods.ruth3)).toThrow(/but got ruth3/);
    expect(() => bitReversible(methods.leapfrog, { spacing: 1e-15 })).toThrow(
      /spacing must be a power of two/,
    );
    expect(splitting({ name: 'x', order: 1, first: 'kick', weights: [1, 1] }).reversible).toBe(false);
  });
});

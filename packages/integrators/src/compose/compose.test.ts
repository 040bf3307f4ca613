import { describe, expect, test } from 'vitest';
import { forcedPendulum, pendulum, relativistic } from '../../test/helpers/problems.ts';
import { ladder, measuredOrder } from '../../test/helpers/measure.ts';
import { describeIntegrator } from '../../test/describeIntegrator.ts';
import { extrapolate } from '../../test/helpers/extrapolation.ts';
import { integrate } from '../core/integrate.ts';
import type { Method } from '../core/method.ts';
import { image, reversibilityDefect, symplecticityDefect } from '../diagnostics/map.ts';
import { estimatedOrder } from '../diagnostics/order.ts';
import { methods } from '../methods.ts';
import { suzukiWeights, tripleJumpWeights } from '../splitting/weights.ts';
import { splitting } from '../splitting/splitting.ts';
import { adjoint, compose, symmetrize } from './compose.ts';
import { conformal, withDamping } from './conformal.ts';

describe('compositions', () => {
  describeIntegrator(
    compose(methods.implicitMidpoint, tripleJumpWeights(2), {
      name: 'triple jump of implicitMidpoint',
      order: 4,
    }),
  );
  describeIntegrator(symmetrize(methods.mcLachlanAtela3));

  test('the triple jump of leapfrog is yoshida4, weight by weight', () => {
    const composed = compose(methods.leapfrog, tripleJumpWeights(2), { name: 'composed', order: 4 });
    expect(composed.splitting).toEqual(methods.yoshida4.splitting);
    expect(composed.evaluations).toEqual({ dHdq: 3, dHdp: 3 });
  });

  test('composing twice raises the order twice', () => {
    const six = compose(methods.suzuki4, suzukiWeights(4), { name: 'suzuki6', order: 6 });
    expect(Math.abs(measuredOrder(six, pendulum, ladder(six, pendulum)) - 6)).toBeLessThan(0.2);
    expect(six.reversible).toBe(true);
  });

  test('symplectic Euler symmetrized is leapfrog', () => {
    expect(symmetrize(methods.symplecticEuler).splitting).toEqual(methods.leapfrog.splitting);
    expect(symmetrize(methods.symplecticEulerPositionFirst).splitting).toEqual(
      methods.positionVerlet.splitting,
    );
  });

  test('the adjoint undoes a step by -dt', () => {
    for (const method of [methods.ruth3, methods.calvoSanzSerna4, methods.mcLachlanAtela2]) {
      const { system, start } = pendulum;
      const there = image(method, system, start, { dt: 0.1 });
      const back = image(adjoint(method), system, there, { dt: -0.1 });
      expect(Math.abs(back.q[0] - start.q[0])).toBeLessThan(1e-15);
    }
  });

  test('bad input is named', () => {
    expect(() => compose(methods.leapfrog, [0.5, 0.4], { name: 'short', order: 2 })).toThrow(
      'compose: the weights of short must sum to 1, but sum to 0.9',
    );
    expect(() => compose(methods.dormandPrince54, [1], { name: 'x', order: 5 })).toThrow(
      /must take fixed steps/,
    );
    expect(() => symmetrize(methods.rk4)).toThrow('symmetrize: the method must be a splitting, but got rk4');
    expect(() => splitting({ name: 'bad', order: 1, first: 'kick', weights: [1, 0.9] })).toThrow(
      'splitting: the weights of the drifts of bad must sum to 1, but sum to 0.9',
    );
    expect(() => conformal(methods.leapfrog, { damping: NaN })).toThrow(
      /damping must be a finite number, but got NaN/,
    );
  });
});

describe('conformal', () => {
  const damping = 0.3;
  const errorsOf = (method: ReturnType<typeof conformal>, problem: typeof pendulum, steps: number[]) =>
    steps.map((count) => {
      const { start, system, time } = problem;
      const { q } = image(method, system, start, { dt: time / count, steps: count });
      return Math.abs(q[0] - extrapolate(withDamping(system, { damping }), start, time).q[0]);
    });
  const orderOf = (method: ReturnType<typeof conformal>, problem: typeof pendulum) => {
    const steps = [60, 80, 110, 150];
    return estimatedOrder({
      dt: steps.map((s) => 1 / s),
      errors: errorsOf(method, problem, steps),
      floor: 1e-13,
    });
  };
  const bases = [methods.leapfrog, methods.positionVerlet, methods.blanesMoan4, methods.implicitMidpoint];

  test.each(bases)('$name with friction has order 2, and order 4 composed', (base) => {
    const damped = conformal(base, { damping });
    const four = compose(damped, tripleJumpWeights(2), { name: 'four', order: 4 });
    for (const problem of [pendulum, relativistic, forcedPendulum]) {
      expect(Math.abs(orderOf(damped, problem) - 2), problem.name).toBeLessThan(0.2);
      expect(Math.abs(orderOf(four, problem) - 4), problem.name).toBeLessThan(0.2);
    }
  });

  test.each(bases)('$name with friction shrinks the two-form by exp(-damping dt), exactly', (base) => {
    const damped = conformal(base, { damping });
    const dt = 0.2;
    expect(
      symplecticityDefect(damped, pendulum.system, pendulum.start, { dt, scale: Math.exp(-damping * dt) }),
    ).toBeLessThan(1e-10);
    expect(reversibilityDefect(damped, pendulum.system, pendulum.start, { dt })).toBeLessThan(1e-12);
  });

  test('leapfrog with friction still costs one dHdq per step', () => {
    let count = 0;
    const counted = {
      ...pendulum.system,
      dHdq: (...[q, p, out, t]: Parameters<typeof pendulum.system.dHdq>) => (
        count++,
        pendulum.system.dHdq(q, p, out, t)
      ),
    };
    conformal(methods.leapfrog, { damping })
      .stepper(counted, 1)
      .advance(pendulum.start.q.slice(), pendulum.start.p.slice(), 0, 0.1, 0, 100);
    expect(count).toBe(101);
  });

  test('the energy of a damped oscillator decays at the right rate even at large steps, where that of rk4 does not', () => {
    const spring = {
      separable: true,
      dHdq: (q: Float64Array, _p: Float64Array, out: Float64Array) => ((out[0] = q[0]), out),
      dHdp: (_q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = p[0]), out),
    };
    const start = { q: Float64Array.of(1), p: Float64Array.of(0) };
    const gentle = { damping: 0.002 };
    const rate = (method: Method, system: typeof spring) => {
      const { q, p } = integrate(method, system, start, { dt: 1.2, steps: 1000 });
      return -Math.log((q[1000] ** 2 + p[1000] ** 2) / (q[0] ** 2 + p[0] ** 2)) / 1200;
    };
    expect(Math.abs(rate(conformal(methods.leapfrog, gentle), spring) - 0.002)).toBeLessThan(0.0005);
    expect(Math.abs(rate(methods.rk4, withDamping(spring, gentle) as typeof spring) - 0.002)).toBeGreaterThan(
      0.005,
    );
  });
});

test('Störmer-Verlet is leapfrog where H separates', () => {
  const options = { dt: 0.1, steps: 5 };
  const { q: a } = image(methods.stormerVerlet, relativistic.system, relativistic.start, options);
  const { q: b } = image(methods.leapfrog, relativistic.system, relativistic.start, options);
  expect(Math.abs(a[0] - b[0])).toBeLessThan(1e-14);
});

import { describe, expect, test } from 'vitest';
import { batched } from '../core/batched.ts';
import { integrate } from '../core/integrate.ts';
import type { Method } from '../core/method.ts';
import type { State } from '../core/system.ts';
import { jacobian } from '../diagnostics/map.ts';
import { bitReversible } from '../exact/bitReversible.ts';
import { compensated } from '../exact/compensated.ts';
import { methods } from '../methods.ts';
import type { Family, ParametricSystem } from './family.ts';
import { rolloutGradient, type RolloutGradientOptions } from './rolloutGradient.ts';
import { withSensitivities } from './withSensitivities.ts';

type Names = 'mass' | 'stiffness' | 'push';
/** Two coupled bodies in a force that swings, of masses m and 1.6: separable, and H knows its parameters. */
const separable: Family<Names> = ({ mass, stiffness, push }) => ({
  separable: true,
  dHdq: (q, _p, out, t) => {
    out[0] = stiffness * q[0] + q[0] * q[1] ** 2 - push * Math.cos(1.3 * t);
    out[1] = stiffness ** 2 * Math.sin(q[1]) + q[0] ** 2 * q[1];
    return out;
  },
  dHdp: (_q, p, out) => ((out[0] = p[0] / mass), (out[1] = p[1] / 1.6), out),
  dHdparameters: (q, p, out, t) => {
    out[0] = -(p[0] ** 2) / (2 * mass ** 2);
    out[1] = q[0] ** 2 / 2 + 2 * stiffness * (1 - Math.cos(q[1]));
    out[2] = -q[0] * Math.cos(1.3 * t);
    return out;
  },
});
/** H = p0^2 / 2m (1 + k q1^2) + p1^2 / 3.2 + k q0^2 / 2 - push q1 q0: not separable, and known by its gradients alone. */
const mixed: Family<Names> = ({ mass, stiffness, push }) => ({
  separable: false,
  dHdq: (q, p, out) => {
    out[0] = stiffness * q[0] - push * q[1];
    out[1] = (p[0] ** 2 / mass) * stiffness * q[1] - push * q[0];
    return out;
  },
  dHdp: (q, p, out) => {
    out[0] = (p[0] / mass) * (1 + stiffness * q[1] ** 2);
    out[1] = p[1] / 1.6;
    return out;
  },
});
const without =
  (family: Family<Names>): Family<Names> =>
  (parameters) => {
    const system: { -readonly [K in keyof ParametricSystem]: ParametricSystem[K] } = {
      ...family(parameters),
    };
    delete system.dHdparameters;
    return system;
  };

const parameters = { mass: 0.7, stiffness: 1.9, push: 0.4 };
const start = { q: Float64Array.of(0.6, -0.4), p: Float64Array.of(0.2, 0.5) };
const steps = { dt: 0.1, steps: 30, saveEvery: 5, startTime: 0.3 };
const run = { parameters, ...steps };
/** A loss of all rows that treats each otherwise. */
const loss: RolloutGradientOptions<Names>['loss'] = ({ q, p, t, step }, gradient) => {
  gradient.q[0] = 2 * q[0] * (1 + t);
  gradient.p[1] = step * Math.cos(p[1]);
  return q[0] ** 2 * (1 + t) + step * Math.sin(p[1]);
};
function lossOf(method: Method, family: Family<Names>, of: Record<Names, number>, from: State): number {
  const { q, p, t } = integrate(method, family(of), from, steps);
  return t.reduce(
    (sum, time, row) =>
      sum +
      loss(
        { q: q.subarray(2 * row), p: p.subarray(2 * row), t: time, step: 5 * row },
        { q: new Float64Array(2), p: new Float64Array(2) },
      ),
    0,
  );
}
const central = (f: (x: number) => number, x: number, h = 1e-3) =>
  (8 * (f(x + h) - f(x - h)) - (f(x + 2 * h) - f(x - 2 * h))) / (12 * h);
const names = Object.keys(parameters) as Names[];

describe('rolloutGradient', () => {
  test.each([
    ['leapfrog', methods.leapfrog, separable],
    ['a splitting that drifts first', methods.forestRuth4, separable],
    ['a splitting that does not read the same from both ends', methods.ruth3, separable],
    ['compensated kahanLi6', compensated(methods.kahanLi6), separable],
    ['rk4', methods.rk4, separable],
    ['rk4 on a system that mixes q and p', methods.rk4, mixed],
    ['implicitMidpoint', methods.implicitMidpoint, mixed],
    ['gaussLegendre6', methods.gaussLegendre6, mixed],
  ] as const)('is that of differences for %s', (_, method, family) => {
    const found = rolloutGradient(method, family, start, { ...run, loss });
    expect(found.loss).toBeCloseTo(lossOf(method, family, parameters, start), 11);
    for (const name of names) {
      const expected = central(
        (x) => lossOf(method, family, { ...parameters, [name]: x }, start),
        parameters[name],
      );
      expect(Math.abs(found.parameters[name] / expected - 1), name).toBeLessThan(1e-7);
    }
    for (const key of ['q', 'p'] as const) {
      for (const i of [0, 1]) {
        const moved = (x: number) => ({ ...start, [key]: start[key].map((v, k) => (k === i ? x : v)) });
        const expected = central((x) => lossOf(method, family, parameters, moved(x)), start[key][i]);
        expect(Math.abs(found[key][i] / expected - 1), `${key}${i}`).toBeLessThan(1e-7);
      }
    }
  });

  test.each([
    ['leapfrog', methods.leapfrog, separable],
    ['gaussLegendre4', methods.gaussLegendre4, mixed],
  ] as const)('is to ten digits that of the variational equations for %s', (_, method, family) => {
    const lifted = withSensitivities(family, { parameters, coordinates: 2 });
    const zeros = new Array<number>(6).fill(0);
    const { q, p, t } = integrate(
      method,
      lifted,
      { q: Float64Array.of(...start.q, ...zeros), p: Float64Array.of(...start.p, ...zeros) },
      steps,
    );
    const expected = [0, 0, 0];
    t.forEach((time, row) => {
      const gradient = { q: new Float64Array(2), p: new Float64Array(2) };
      loss({ q: q.subarray(8 * row), p: p.subarray(8 * row), t: time, step: 5 * row }, gradient);
      for (const k of [0, 1, 2]) {
        for (const i of [0, 1]) {
          expected[k] +=
            gradient.q[i] * q[8 * row + 2 * (k + 1) + i] + gradient.p[i] * p[8 * row + 2 * (k + 1) + i];
        }
      }
    });
    const found = rolloutGradient(method, family, start, { ...run, loss });
    names.forEach((name, k) => expect(Math.abs(found.parameters[name] / expected[k] - 1)).toBeLessThan(1e-9));
  });

  test('by the start it is the transposed Jacobian of the map', () => {
    const j = jacobian(methods.blanesMoan4, separable(parameters), start, {
      dt: 0.1,
      steps: 30,
      startTime: 0.3,
    });
    const found = rolloutGradient(methods.blanesMoan4, separable, start, {
      ...run,
      saveEvery: 30,
      loss: ({ p, step }, gradient) => (step === 0 ? 0 : ((gradient.p[0] = 1), p[0])),
    });
    [...found.q, ...found.p].forEach((x, i) => expect(x).toBeCloseTo(j[8 + i], 9));
  });

  test('with dH/d(parameter) and without it is the same', () => {
    const [known, unknown] = [separable, without(separable)].map((family) =>
      rolloutGradient(methods.leapfrog, family, start, { ...run, loss }),
    );
    for (const name of names)
      expect(Math.abs(known.parameters[name] / unknown.parameters[name] - 1)).toBeLessThan(1e-9);
  });

  test('a bit-reversible method runs back through the very states of its way there, and keeps none of them', () => {
    // Of few binary digits, as the grid has them.
    const onGrid = { q: Float64Array.of(0.625, -0.4375), p: Float64Array.of(0.1875, 0.5) };
    const method = bitReversible(methods.blanesMoan4);
    const there = integrate(method, separable(parameters), onGrid, { ...steps, saveEvery: 1, steps: 2000 });
    const seen: boolean[] = [];
    const found = rolloutGradient(method, separable, onGrid, {
      ...run,
      steps: 2000,
      saveEvery: 1,
      loss: ({ q, p, step }, gradient) => {
        seen.push(q[0] === there.q[2 * step] && p[1] === there.p[2 * step + 1]);
        if (step !== 100) return 0;
        gradient.q[1] = 1;
        return q[1];
      },
    });
    expect(seen.length).toBe(2001);
    expect(seen.every((same) => same)).toBe(true);
    const plain = rolloutGradient(methods.blanesMoan4, separable, onGrid, {
      ...run,
      steps: 100,
      saveEvery: 100,
      loss: ({ q, step }, gradient) => (step === 0 ? 0 : ((gradient.q[1] = 1), q[1])),
    });
    for (const name of names) expect(found.parameters[name]).toBeCloseTo(plain.parameters[name], 9);
  });

  test('a batch, no steps and steps back work', () => {
    const pair: Family<Names> = (of) => batched(separable(of), { coordinates: 2, trajectories: 2 });
    const twice = { q: Float64Array.of(...start.q, ...start.q), p: Float64Array.of(...start.p, ...start.p) };
    const one = rolloutGradient(methods.leapfrog, separable, start, { ...run, dt: -0.1, loss });
    const two = rolloutGradient(methods.leapfrog, pair, twice, { ...run, dt: -0.1, loss });
    for (const name of names) expect(two.parameters[name]).toBeCloseTo(one.parameters[name], 8);
    const none = rolloutGradient(methods.leapfrog, separable, start, {
      ...run,
      steps: 0,
      saveEvery: 1,
      loss,
    });
    expect(none.loss).toBeCloseTo(0.36 * 1.3, 14);
    expect(none.q[0]).toBeCloseTo(1.2 * 1.3, 14);
    expect(none.parameters.mass).toBe(0);
  });

  test('a sign that is wrong, in dH/d(parameter) or in a Hessian, is seen', () => {
    const right = rolloutGradient(methods.leapfrog, separable, start, { ...run, loss });
    const turned: Family<Names> = (of) => {
      const system = separable(of);
      return {
        ...system,
        dHdparameters: (q, p, out, t) => (system.dHdparameters?.(q, p, out, t), (out[1] *= -1), out),
      };
    };
    const wrong = rolloutGradient(methods.leapfrog, turned, start, { ...run, loss });
    expect(Math.abs(wrong.parameters.stiffness / right.parameters.stiffness - 1)).toBeGreaterThan(0.5);
    const { mass, stiffness } = parameters;
    const hessian = (sign: number) => ({
      dHdq: (q: Float64Array, _p: Float64Array, dq: Float64Array, _dp: Float64Array, out: Float64Array) => {
        out[0] = (stiffness + q[1] ** 2) * dq[0] + sign * 2 * q[0] * q[1] * dq[1];
        out[1] = 2 * q[0] * q[1] * dq[0] + (stiffness ** 2 * Math.cos(q[1]) + q[0] ** 2) * dq[1];
        return out;
      },
      dHdp: (_q: Float64Array, _p: Float64Array, _dq: Float64Array, dp: Float64Array, out: Float64Array) => (
        (out[0] = dp[0] / mass),
        (out[1] = dp[1] / 1.6),
        out
      ),
    });
    const given = rolloutGradient(methods.leapfrog, separable, start, { ...run, loss, hessian: hessian(1) });
    for (const name of names)
      expect(Math.abs(given.parameters[name] / right.parameters[name] - 1)).toBeLessThan(1e-9);
    const bent = rolloutGradient(methods.leapfrog, separable, start, { ...run, loss, hessian: hessian(-1) });
    expect(Math.abs(bent.parameters.mass / right.parameters.mass - 1)).toBeGreaterThan(1e-3);
  });

  test('methods without a transposed step and parameters that are no numbers are refused', () => {
    expect(() => rolloutGradient(methods.tao2, mixed, start, { ...run, loss })).toThrow(
      'rolloutGradient: the method must be a splitting or a Runge-Kutta method of fixed steps, but got tao2; use leapfrog',
    );
    expect(() => rolloutGradient(methods.dormandPrince54, mixed, start, { ...run, loss })).toThrow(
      /adaptive/,
    );
    const wrong = { ...parameters, mass: NaN };
    expect(() => withSensitivities(separable, { parameters: wrong, coordinates: 2 })).toThrow(
      'withSensitivities: parameters must be finite numbers, but got mass: NaN',
    );
  });
});

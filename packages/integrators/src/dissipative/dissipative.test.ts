import { describe, expect, it } from 'vitest';
import { extrapolate } from '../../test/helpers/extrapolation.ts';
import type { System } from '../core/system.ts';
import { ConvergenceError } from '../core/errors.ts';
import { estimatedOrder } from '../diagnostics/order.ts';
import { frictionSplitting } from './frictionSplitting.ts';
import { integrateOpen } from './integrateOpen.ts';
import { discreteGradient, dissipativeMidpoint } from './methods.ts';
import type { DissipativeMethod, PortHamiltonian } from './portHamiltonian.ts';

const mass = 0.7;
/** A kinetic energy that is neither quadratic nor separable, two coupled coordinates. */
const energy = (q: Float64Array, p: Float64Array): number =>
  (p[0] ** 2 * (1.3 + Math.cos(q[1]))) / (2 * mass) +
  Math.sqrt(1 + p[1] ** 2) -
  2 * Math.cos(q[0]) +
  0.5 * q[1] ** 2 * (1 + 0.3 * q[0] ** 2);
const conservative: PortHamiltonian = {
  energy,
  dHdq: (q, p, out) => {
    out[0] = 2 * Math.sin(q[0]) + 0.3 * q[0] * q[1] ** 2;
    out[1] = -(p[0] ** 2 * Math.sin(q[1])) / (2 * mass) + q[1] * (1 + 0.3 * q[0] ** 2);
    return out;
  },
  dHdp: (q, p, out) => {
    out[0] = (p[0] * (1.3 + Math.cos(q[1]))) / mass;
    out[1] = p[1] / Math.sqrt(1 + p[1] ** 2);
    return out;
  },
};
const withFriction: PortHamiltonian = {
  ...conservative,
  friction: (q, v, out) => {
    out[0] = 0.2 * (1 + q[1] ** 2) * v[0] + 0.1 * Math.tanh(v[0] / 0.05);
    out[1] = 0.3 * v[1] * Math.abs(v[1]);
    return out;
  },
};
const force: NonNullable<PortHamiltonian['force']> = (q, t, out) => {
  out[0] = Math.sin(3 * t);
  out[1] = 0.5 * Math.cos(q[0]);
  return out;
};
const start = { q: Float64Array.of(1.1, -0.4), p: Float64Array.of(0.8, 1.5) };
const linear = frictionSplitting({ rates: [0.4, 0.4] });

/** dq/dt = dH/dp, dp/dt = force - dH/dq - friction, for any method that takes plain gradients. */
const equations = (of: PortHamiltonian): System => ({
  separable: false,
  dHdp: of.dHdp,
  dHdq: (q, p, out, t) => {
    of.dHdq(q, p, out, t);
    const velocity = of.dHdp(q, p, new Float64Array(2), t);
    const rubbing = of.friction?.(q, velocity, new Float64Array(2)) ?? [0, 0];
    const pushing = of.force?.(q, t, new Float64Array(2)) ?? [0, 0];
    for (let i = 0; i < 2; i++) out[i] += rubbing[i] - pushing[i];
    return out;
  },
});
/** The same with friction of a rate a unit of momentum, which is no friction a unit of velocity. */
const withRate = (of: PortHamiltonian, rate: number): PortHamiltonian => ({
  ...of,
  dHdq: (q, p, out, t) => {
    of.dHdq(q, p, out, t);
    for (let i = 0; i < 2; i++) out[i] += rate * p[i];
    return out;
  },
});

const variants: readonly [string, DissipativeMethod, PortHamiltonian][] = [
  ['discreteGradient', discreteGradient, withFriction],
  ['dissipativeMidpoint', dissipativeMidpoint, withFriction],
  ['frictionSplitting', linear, conservative],
];

describe.each(variants)('%s', (_, method, system) => {
  const smooth: PortHamiltonian = {
    ...system,
    force,
    ...(system.friction && {
      friction: (q, v, out) => {
        out[0] = 0.2 * (1 + q[1] ** 2) * v[0];
        out[1] = 0.3 * v[1] ** 3;
        return out;
      },
    }),
  };
  // Linear friction is a part of the method, and of no system.
  const open = system.friction === undefined ? withRate(smooth, 0.4) : smooth;
  const truth = extrapolate(equations(open), start, 2);
  const orderSeen = (tested: DissipativeMethod, on = smooth) => {
    const sizes = [50, 100, 200];
    const errors = sizes.map((steps) => {
      const { q, p } = integrateOpen(tested, on, start, { dt: 2 / steps, steps, saveEvery: steps });
      return Math.hypot(q[2] - truth.q[0], q[3] - truth.q[1], p[2] - truth.p[0], p[3] - truth.p[1]);
    });
    return estimatedOrder({ dt: sizes.map((n) => 2 / n), errors });
  };

  it('comes to the solution of the equations with the order that it states, with friction and force', () => {
    expect(Math.abs(orderSeen(method) - method.order)).toBeLessThan(0.15);
  });

  it('does not where a part has another size or sign', () => {
    /** A function that fills its third array, with what it fills in scaled. */
    const scaled =
      <A extends [unknown, unknown, Float64Array, ...unknown[]]>(
        fill: (...given: A) => Float64Array,
        by: number,
      ) =>
      (...given: A): Float64Array => {
        const out = fill(...given);
        for (let i = 0; i < out.length; i++) out[i] *= by;
        return out;
      };
    const turned = (name: 'dHdq' | 'dHdp', by: number): PortHamiltonian => ({
      ...smooth,
      [name]: scaled(smooth[name], by),
    });
    const pushed = (by: number): PortHamiltonian => ({
      ...smooth,
      force: scaled(force, by),
    });
    const rubbed = (by: number): [DissipativeMethod, PortHamiltonian] =>
      smooth.friction === undefined
        ? [frictionSplitting({ rates: [0.4 * by, 0.4] }), smooth]
        : [method, { ...smooth, friction: scaled(smooth.friction, by) }];
    const wrong: [string, DissipativeMethod, PortHamiltonian][] = [
      ['force turned', method, pushed(-1)],
      ['force', method, pushed(1.05)],
      ['friction', ...rubbed(1.05)],
      ['no friction', ...rubbed(0)],
      ['dHdq', method, turned('dHdq', 1.05)],
      ['dHdq turned', method, turned('dHdq', -1)],
      ['dHdp turned', method, turned('dHdp', -1)],
    ];
    for (const [label, tested, on] of wrong) {
      let order = NaN;
      try {
        order = orderSeen(tested, on);
      } catch (error) {
        // With gradients that are not of the energy, a discrete gradient may have no solution.
        if (!(error instanceof ConvergenceError)) throw error;
      }
      expect(Math.abs(order - method.order) < 0.3, label).toBe(false);
    }
  });

  it('holds a H that changes in time at the middle of a step: of its order, and at the start of it of none above the first', () => {
    // Springs that stiffen and slacken, a mass that is loaded and unloaded, and a pivot that is shaken.
    const stiff = (t: number) => 1 + 0.6 * Math.sin(5 * t);
    const light = (t: number) => 1 / (1 + 0.4 * Math.cos(3 * t));
    const shaken = (at: (t: number) => number): PortHamiltonian => ({
      ...smooth,
      energy: (q, p, t) =>
        energy(q, p) * light(at(t)) + (stiff(at(t)) * q[1] ** 2) / 2 - Math.cos(q[0]) * Math.sin(4 * at(t)),
      dHdq: (q, p, out, t) => {
        conservative.dHdq(q, p, out, t);
        out[0] = out[0] * light(at(t)) + Math.sin(q[0]) * Math.sin(4 * at(t));
        out[1] = out[1] * light(at(t)) + stiff(at(t)) * q[1];
        return out;
      },
      dHdp: (q, p, out, t) => {
        conservative.dHdp(q, p, out, t);
        for (let i = 0; i < 2; i++) out[i] *= light(at(t));
        return out;
      },
    });
    const timed = shaken((t) => t);
    const reference = extrapolate(
      equations(system.friction === undefined ? withRate(timed, 0.4) : timed),
      start,
      2,
    );
    const orderOf = (on: (dt: number) => PortHamiltonian) => {
      const sizes = [100, 200, 400];
      const errors = sizes.map((steps) => {
        const { q, p } = integrateOpen(method, on(2 / steps), start, {
          dt: 2 / steps,
          steps,
          saveEvery: steps,
        });
        return Math.hypot(
          q[2] - reference.q[0],
          q[3] - reference.q[1],
          p[2] - reference.p[0],
          p[3] - reference.p[1],
        );
      });
      return estimatedOrder({ dt: sizes.map((n) => 2 / n), errors });
    };
    expect(Math.abs(orderOf(() => timed) - method.order)).toBeLessThan(0.15);
    expect(orderOf((dt) => shaken((t) => t - dt / 2))).toBeLessThan(1.3);

    const defect = (dt: number) => {
      const run = integrateOpen(method, timed, start, { dt, steps: Math.round(4 / dt) });
      return Math.max(
        ...run.energy.map((h, i) => Math.abs(h - run.energy[0] - run.work[i] + run.loss[i] - run.drive[i])),
      );
    };
    if (method.exactBalance) expect(defect(0.1)).toBeLessThan(1e-11);
    else expect(defect(0.05) / defect(0.025)).toBeGreaterThan(3);
  });

  it('balances energy with work and loss, to rounding or to its order', () => {
    const defect = (dt: number) => {
      const run = integrateOpen(method, { ...system, force }, start, { dt, steps: Math.round(10 / dt) });
      return Math.max(...run.energy.map((h, i) => Math.abs(h - run.energy[0] - run.work[i] + run.loss[i])));
    };
    if (method.exactBalance) expect(defect(0.1)).toBeLessThan(1e-11);
    else expect(defect(0.05) / defect(0.025)).toBeGreaterThan(3);
  });

  it('loses energy and never gains it without a force, over 10000 steps', () => {
    const { energy: h, loss } = integrateOpen(method, system, start, { dt: 0.1, steps: 10_000 });
    const slack = method.exactBalance ? 1e-13 : 2e-3;
    for (let i = 1; i < h.length; i++) expect(h[i] - h[i - 1]).toBeLessThan(slack);
    for (let i = 1; i < h.length; i++) expect(loss[i] - loss[i - 1]).toBeGreaterThan(-1e-15);
    expect(h[10_000]).toBeLessThan(h[0] - 1);
  });
});

describe('integrateOpen', () => {
  it('keeps H where there is neither friction nor force', () => {
    const { energy: h } = integrateOpen(discreteGradient, conservative, start, { dt: 0.1, steps: 1000 });
    expect(Math.max(...h.map((value) => Math.abs(value - h[0])))).toBeLessThan(1e-11);
  });

  it('tells what a spring gains of H itself when it is driven through H: the integral of dH/dt along the analytic solution', () => {
    // H = p^2 / 2m + k q^2 / 2 - f q cos wt from rest: q = f (cos wt - cos w0 t) / (k - m w^2).
    const [k, f, w] = [2, 0.8, 0.9];
    const driven: PortHamiltonian = {
      energy: (q, p, t) => p[0] ** 2 / (2 * mass) + (k * q[0] ** 2) / 2 - f * q[0] * Math.cos(w * t),
      dHdq: (q, _, out, t) => ((out[0] = k * q[0] - f * Math.cos(w * t)), out),
      dHdp: (_, p, out) => ((out[0] = p[0] / mass), out),
    };
    const exact = (t: number) =>
      (f * (Math.cos(w * t) - Math.cos(Math.sqrt(k / mass) * t))) / (k - mass * w * w);
    const rest = { q: Float64Array.of(0), p: Float64Array.of(0) };
    const { q, t, drive, work } = integrateOpen(discreteGradient, driven, rest, { dt: 0.002, steps: 4000 });
    expect(Math.abs(q[4000] - exact(8))).toBeLessThan(1e-5);
    let [gained, most, worst] = [0, 0, 0];
    for (let i = 0; i < 4000; i++) {
      const middle = (t[i] + t[i + 1]) / 2;
      gained += 0.002 * f * exact(middle) * w * Math.sin(w * middle);
      most = Math.max(most, Math.abs(gained));
      worst = Math.max(worst, Math.abs(drive[i + 1] - gained));
    }
    expect(most).toBeGreaterThan(0.2);
    expect(worst).toBeLessThan(1e-5);
    expect(work[4000]).toBe(0);
  });

  it('decays a damped spring at the rate of the analytic solution', () => {
    const spring: PortHamiltonian = {
      energy: (q, p) => p[0] ** 2 / (2 * mass) + q[0] ** 2,
      dHdq: (q, _, out) => ((out[0] = 2 * q[0]), out),
      dHdp: (_, p, out) => ((out[0] = p[0] / mass), out),
    };
    const rate = 0.3;
    const frequency = Math.sqrt(2 / mass - rate ** 2 / 4);
    const exact = (t: number) =>
      Math.exp((-rate * t) / 2) *
      (Math.cos(frequency * t) + (rate / (2 * frequency)) * Math.sin(frequency * t));
    const from = { q: Float64Array.of(1), p: Float64Array.of(0) };
    const damped: PortHamiltonian = {
      ...spring,
      friction: (_, v, out) => ((out[0] = rate * mass * v[0]), out),
    };
    for (const [method, system] of [
      [frictionSplitting({ rates: [rate] }), spring],
      [discreteGradient, damped],
    ] as const) {
      const { q, t } = integrateOpen(method, system, from, { dt: 0.005, steps: 2000 });
      expect(Math.max(...q.map((value, i) => Math.abs(value - exact(t[i]))))).toBeLessThan(2e-4);
    }
  });

  it('refuses what it cannot do, saying what to do', () => {
    const run = (options: { dt: number; steps: number }, method = discreteGradient) =>
      integrateOpen(method, withFriction, start, options);
    expect(() => run({ dt: -0.1, steps: 1 })).toThrow(
      /dt must be positive, but got -0.1; friction has no way back/,
    );
    expect(() => run({ dt: 0.1, steps: 1 }, linear)).toThrow(/no friction of its own/);
    expect(() => run({ dt: 0.1, steps: 1 }, frictionSplitting({ rates: [1] }))).toThrow(/one for each of 2/);
    expect(() => frictionSplitting({ rates: [-1] })).toThrow(/must be finite and not negative, but got -1/);
  });
});

import { describe, expect, test } from 'vitest';
import { doublePendulum, henonHeiles, kepler, type Problem } from '../../test/helpers/problems.ts';
import { extrapolate } from '../../test/helpers/extrapolation.ts';
import { integrate } from '../core/integrate.ts';
import type { Method } from '../core/method.ts';
import type { State, System } from '../core/system.ts';
import { driftSlope } from '../diagnostics/energy.ts';
import { reversibilityDefect, symplecticityDefect } from '../diagnostics/map.ts';
import { estimatedOrder } from '../diagnostics/order.ts';
import { integrateUntil } from '../events/events.ts';
import { implicitMidpoint } from '../implicit/methods.ts';
import { rk4 } from '../rungeKutta/methods.ts';
import { blanesMoan4 } from '../splitting/fourthOrder.ts';
import { blanesMoanNystrom6, kahanLi8 } from '../splitting/highOrder.ts';
import { leapfrog, positionVerlet } from '../splitting/lowOrder.ts';
import { adaptiveFrom, adaptiveReversible } from './adaptiveReversible.ts';
import { logarithmic, type LogarithmicOptions } from './logarithmic.ts';

/** Kepler's problem of eccentricity 0.9 and mass 0.8, from the perihelion; a revolution takes 2 pi. */
const mass = 0.8;
const eccentric: Problem = {
  ...kepler,
  start: { q: Float64Array.of(0.1, 0), p: Float64Array.of(0, mass * Math.sqrt(19)) },
};
const parts: LogarithmicOptions = {
  kinetic: (p) => (p[0] ** 2 + p[1] ** 2) / (2 * mass),
  potential: (q) => -mass / Math.hypot(q[0], q[1]),
};

/** A swinging attraction, mass 0.6 and 1.7 along the axes. */
const driven: System = {
  separable: true,
  dHdq: (q, _p, out, t) => {
    const w = (1 + 0.2 * Math.sin(1.3 * t)) / (q[0] ** 2 + 2 * q[1] ** 2) ** 1.5;
    out[0] = w * q[0];
    out[1] = 2 * w * q[1];
    return out;
  },
  dHdp: (_q, p, out) => ((out[0] = p[0] / 0.6), (out[1] = p[1] / 1.7), out),
};
const drivenParts: LogarithmicOptions = {
  kinetic: (p) => p[0] ** 2 / 1.2 + p[1] ** 2 / 3.4,
  potential: (q, t) => -(1 + 0.2 * Math.sin(1.3 * t)) / Math.sqrt(q[0] ** 2 + 2 * q[1] ** 2),
  dVdt: (q, t) => (-0.26 * Math.cos(1.3 * t)) / Math.sqrt(q[0] ** 2 + 2 * q[1] ** 2),
  startTime: 0.4,
};
const drivenStart = { q: Float64Array.of(0.7, 0.2), p: Float64Array.of(-0.1, 0.9) };

/** How far the last row is from the truth at its own time. */
function errorAtEnd(system: System, start: State, q: Float64Array, since = 0): number {
  const n = start.q.length;
  const end = q.subarray(-n - 1);
  const truth = extrapolate(system, start, end[n] - since, since);
  return Math.max(...truth.q.map((x, i) => Math.abs(x - end[i])));
}

const measured = (run: (steps: number) => number, coarsest: number) => {
  const steps = [1, 1.25, 1.5, 2].map((k) => Math.round(coarsest * k));
  return estimatedOrder({ dt: steps.map((s) => 1 / s), errors: steps.map(run) });
};

describe('logarithmic', () => {
  test.each([
    [leapfrog, 2, 60],
    [blanesMoan4, 4, 24],
  ] as const)(
    'keeps the order of $0.name, with a potential that depends on time too',
    (method, order, steps) => {
      const { system, start } = logarithmic(driven, drivenStart, drivenParts);
      const found = measured((count) => {
        const { q } = integrate(method, system, start, { dt: 2 / count, steps: count });
        return errorAtEnd(driven, drivenStart, q, 0.4);
      }, steps);
      expect(Math.abs(found - order)).toBeLessThan(0.25);
    },
  );

  test('is symplectic and reversible with time and energy as a pair', () => {
    const { system, start } = logarithmic(driven, drivenStart, drivenParts);
    expect(symplecticityDefect(blanesMoan4, system, start, { dt: 0.1 })).toBeLessThan(1e-10);
    expect(reversibilityDefect(blanesMoan4, system, start, { dt: 0.1, steps: 5 })).toBeLessThan(1e-12);
  });

  test('keeps a Kepler orbit exactly but for the time, by positionVerlet at any step', () => {
    const { system, start } = logarithmic(eccentric.system, eccentric.start, parts);
    const { q } = integrate(positionVerlet, system, start, { dt: 0.3, steps: 2000 });
    for (let k = 0; k < q.length; k += 3) {
      // r (1 + e cos phi) = a (1 - e^2): the ellipse of the start.
      expect(Math.abs(Math.hypot(q[k], q[k + 1]) + 0.9 * q[k] - 0.19)).toBeLessThan(2e-12);
    }
  });

  test('reaches 1e-8 on Kepler e = 0.9 with a tenth of the forces that fixed steps take', () => {
    const revolutions = 5;
    const landed = (perRevolution: number) => {
      const { system, start } = logarithmic(eccentric.system, eccentric.start, parts);
      const event = { of: (q: Float64Array) => q[2] - 2 * Math.PI * revolutions };
      const options = { dt: (2 * Math.PI * mass) / perRevolution, maximumSteps: 10 * perRevolution };
      const { q, steps } = integrateUntil(kahanLi8, system, start, event, options);
      return { error: Math.hypot(q[0] - 0.1, q[1]), forces: 17 * steps };
    };
    const ours = landed(66);
    expect(ours.error).toBeLessThan(1e-8);
    // The best of the fixed-step methods here, at ten times the forces.
    const steps = revolutions * Math.floor((10 * ours.forces) / revolutions / 11);
    const options = { dt: (2 * Math.PI * revolutions) / steps, steps, saveEvery: steps };
    const { q } = integrate(blanesMoanNystrom6, eccentric.system, eccentric.start, options);
    expect(Math.hypot(q[2] - 0.1, q[3])).toBeGreaterThan(2e-8);
  });

  test('signs that are wrong are found: of dV/dt, of the energy, of the force', () => {
    const run = (options: LogarithmicOptions, change: (s: System) => System = (s) => s, energy = 1) => {
      const { system, start } = logarithmic(driven, drivenStart, options);
      const p = start.p.slice();
      p[2] *= energy;
      const { q } = integrate(blanesMoan4, change(system), { q: start.q, p }, { dt: 0.02, steps: 100 });
      return errorAtEnd(driven, drivenStart, q, 0.4);
    };
    expect(run(drivenParts)).toBeLessThan(1e-7);
    expect(run({ ...drivenParts, dVdt: (q, t) => -(drivenParts.dVdt?.(q, t) ?? 0) })).toBeGreaterThan(1e-3);
    expect(run(drivenParts, undefined, -1)).toBeGreaterThan(1e-3);
    expect(run({ ...drivenParts, kinetic: (p) => 2 * drivenParts.kinetic(p) })).toBeGreaterThan(1e-3);
  });

  test('a potential that is not negative, or reads the time without dVdt, is refused', () => {
    expect(() => logarithmic(eccentric.system, eccentric.start, { ...parts, potential: () => 0.5 })).toThrow(
      'logarithmic: the potential must be negative, but got 0.5 at the start',
    );
    const { kinetic, potential } = drivenParts;
    expect(() => logarithmic(driven, drivenStart, { kinetic, potential })).toThrow(
      /needs dVdt, but got none/,
    );
  });
});

describe('adaptiveReversible', () => {
  const density = (q: Float64Array) => Math.hypot(q[0], q[1]) ** -1.5;

  test.each([
    ['Kepler', leapfrog, kepler, density, 60],
    ['Henon-Heiles', leapfrog, henonHeiles, (q: Float64Array) => 1 + q[0] ** 2, 20],
    [
      'the double pendulum',
      implicitMidpoint,
      doublePendulum,
      (_q: Float64Array, p: Float64Array) => 1 + p[0] ** 2,
      40,
    ],
  ] as const)(
    'has order 2 and is reversible on %s',
    (_, base, { system: plain, start: state }, wanted, coarsest) => {
      const { method, system, start } = adaptiveReversible(base, plain, state, { density: wanted });
      expect(reversibilityDefect(method, system, start, { dt: 0.05, steps: 10 })).toBeLessThan(1e-12);
      const order = measured((steps) => {
        const { q } = integrate(method, system, start, { dt: 1.5 / steps, steps });
        return errorAtEnd(plain, state, q);
      }, coarsest);
      expect(Math.abs(order - 2)).toBeLessThan(0.2);
    },
  );

  test('its energy stays bounded over ten thousand steps where steps from the state alone drift', () => {
    const h = (q: Float64Array, p: Float64Array) => eccentric.energy?.(q, p) ?? NaN;
    const drift = (t: number[], energies: number[]) =>
      Math.abs(driftSlope(Float64Array.from(t), Float64Array.from(energies))) * t[t.length - 1];
    const { method, system, start } = adaptiveReversible(leapfrog, eccentric.system, eccentric.start, {
      density,
    });
    const [times, energies]: number[][] = [[], []];
    integrate(method, system, start, {
      dt: 0.06,
      steps: 10_000,
      saveEvery: 10_000,
      onStep: (q, p) => {
        times.push(q[2]);
        energies.push(h(q, p));
        return true;
      },
    });
    const swing = Math.max(...energies) - Math.min(...energies);
    expect(swing).toBeLessThan(0.05);
    expect(drift(times, energies)).toBeLessThan(0.05 * swing);

    // The same steps chosen from the state at the beginning of each.
    const stepper = leapfrog.stepper(eccentric.system, 2);
    const [q, p] = [eccentric.start.q.slice(), eccentric.start.p.slice()];
    const [naiveTimes, naive]: number[][] = [[0], []];
    for (let k = 0; k < 10_000; k++) {
      const dt = 0.06 / density(q);
      stepper.advance(q, p, 0, dt, 0, 1);
      naiveTimes.push(naiveTimes[k] + dt);
      naive.push(h(q, p));
    }
    expect(drift(naiveTimes.slice(1), naive)).toBeGreaterThan(10 * drift(times, energies));
  });

  test('the density of steps is what was asked for, and not where it is changed by other weights or signs', () => {
    const follow = (weights: readonly [number, number]) => {
      const { method, system, start } = adaptiveFrom(weights, leapfrog, eccentric.system, eccentric.start, {
        density,
      });
      try {
        const { q, p } = integrate(method, system, start, { dt: 0.02, steps: 500 });
        const ratios = Array.from(
          { length: 500 },
          (_, k) => p[3 * k + 2] / density(q.subarray(3 * k, 3 * k + 2)),
        );
        return Math.max(...ratios) / Math.min(...ratios);
      } catch {
        return Infinity;
      }
    };
    expect(follow([0.5, 0.5])).toBeLessThan(1.02);
    for (const wrong of [
      [-0.5, 0.5],
      [0.5, -0.5],
      [-0.5, -0.5],
      [0.6, 0.5],
      [0.5, 0.4],
    ] as const)
      expect(follow(wrong), wrong.join()).toBeGreaterThan(1.05);
  });

  test('a base that is not reversible, a density that is not positive and another system are refused', () => {
    expect(() => adaptiveReversible(rk4, kepler.system, kepler.start, { density })).toThrow(
      'adaptiveReversible: the method must be reversible, but rk4 is not; use leapfrog',
    );
    expect(() => adaptiveReversible(leapfrog, kepler.system, kepler.start, { density: () => -1 })).toThrow(
      /density must be positive, but got -1 at the start/,
    );
    const { method, system, start }: { method: Method; system: System; start: State } = adaptiveReversible(
      leapfrog,
      kepler.system,
      kepler.start,
      { density },
    );
    expect(() => integrate(method, { ...system }, start, { dt: 0.1, steps: 1 })).toThrow(
      'integrate: adaptive leapfrog steps the system that came with it, but got another',
    );
  });
});

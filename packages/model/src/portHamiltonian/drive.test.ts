import { implicitMidpoint, integrate } from '@hgn/integrators';
import { discreteGradient, dissipativeMidpoint, integrateOpen } from '@hgn/integrators/systems';
import { key, normal } from '@hgn/nn';
import { describe, expect, it } from 'vitest';
import { fitPortHamiltonian } from './fitPortHamiltonian.ts';
import { filterStates } from './observed/filterStates.ts';
import { createPortHamiltonian } from './portHamiltonian.ts';
import type { StateSeries } from './series.ts';
import type { PortHamiltonianStructure } from './structure.ts';
import { structureFor } from './structureFor.ts';

const structure: PortHamiltonianStructure = {
  coordinates: [
    { name: 'cart', isAngle: false, centre: 0.2, range: 1.5 },
    { name: 'angle', isAngle: true, centre: 0, range: 1 },
  ],
  inputs: ['push', 'time'],
  drive: { period: 1.7, harmonics: 2 },
  massOrder: 1,
  potentialOrder: 2,
  mirror: true,
  fadingSpeeds: [[0.1], [0.05]],
  scales: { mass: 0.7, speeds: [1, 2], time: 2 },
};
const system = createPortHamiltonian(structure);
const noise = normal(key(3), [system.layout.parameters.length]).data;
/** Every parameter at random, those of the drive too. */
const theta = system.initial().map((value, i) => value + 0.3 * noise[i]);
const period = 1.7 * Math.exp(-theta[system.layout.drive]);
const start = { q: Float64Array.of(0.4, 0.9), p: Float64Array.of(0.5, -1.1) };

describe('a potential that follows a clock', () => {
  it('has the gradients of its energy at every moment, and repeats itself after the period that was learnt', () => {
    const { q, p } = start;
    const open = system.open(theta);
    const [dHdq, out] = [new Float64Array(2), new Float64Array(4)];
    const h = 1e-5;
    const energies = new Set<string>();
    for (const t of [0, 0.3, 0.9, 2.2]) {
      open.dHdq(q, p, dHdq, t);
      system.field(theta, Float64Array.of(...q, ...p), Float64Array.of(0, t), out);
      const friction = system.friction(theta, out.slice(0, 2), new Float64Array(2));
      for (let i = 0; i < 2; i++) {
        const at = (by: number) =>
          system.energy(
            theta,
            q.map((x, j) => (j === i ? x + by : x)),
            p,
            t,
          );
        expect(dHdq[i]).toBeCloseTo((at(h) - at(-h)) / (2 * h), 7);
        expect(out[2 + i]).toBeCloseTo(-dHdq[i] - friction[i], 12);
      }
      expect(open.energy(q, p, t + 3 * period)).toBeCloseTo(open.energy(q, p, t), 10);
      energies.add(open.energy(q, p, t).toFixed(3));
    }
    expect(energies.size).toBe(4);
  });

  it('balances energy with loss and with what the shaking brings in, whatever the step, from any moment of the clock', () => {
    const late = system.open(theta, (t, u) => {
      u[0] = Math.sin(t);
      u[1] = 0.6 + t;
    });
    for (const [method, bound] of [
      [discreteGradient, 1e-11],
      [dissipativeMidpoint, 1e-2],
    ] as const) {
      const { energy, work, loss, drive } = integrateOpen(method, late, start, { dt: 0.02, steps: 400 });
      expect(Math.abs(drive[400])).toBeGreaterThan(0.05);
      expect(Math.abs(energy[400] - energy[0] - work[400] + loss[400] - drive[400])).toBeLessThan(bound);
      expect(energy[0]).toBe(system.energy(theta, start.q, start.p, 0.6));
    }
  });

  it('goes back to where it came from by the clock that runs back, and with half the step to the same end to second order', () => {
    const { dHdq, dHdp } = system.open(theta);
    const conservative = { separable: false, dHdq, dHdp };
    const seconds = 3;
    const run = (from: typeof start, dt: number, startTime: number) => {
      const steps = Math.abs(Math.round(seconds / dt));
      const { q, p } = integrate(implicitMidpoint, conservative, from, {
        dt,
        steps,
        startTime,
        saveEvery: steps,
      });
      return { q: q.slice(2), p: p.slice(2) };
    };
    const far = (a: typeof start, b: typeof start) =>
      Math.hypot(...[0, 1].flatMap((i) => [a.q[i] - b.q[i], a.p[i] - b.p[i]]));
    const there = run(start, 0.02, 0.4);
    expect(far(run(there, -0.02, 0.4 + seconds), start)).toBeLessThan(1e-9);
    // A clock that runs on while the system goes back is another system.
    expect(far(run(there, -0.02, 0.4), start)).toBeGreaterThan(0.05);
    const exact = run(start, 0.000625, 0.4);
    const [double, once, half] = [0.04, 0.02, 0.01].map((dt) => far(run(start, dt, 0.4), exact));
    for (const ratio of [double / once, once / half]) {
      expect(ratio).toBeGreaterThan(3.6);
      expect(ratio).toBeLessThan(4.4);
    }
  });

  it('says what a drive needs', () => {
    const series = [shaken(3, 0)];
    const known = { names: ['angle'], isAngle: [true], inputs: ['time'] };
    expect(() => structureFor(series, { ...known, drive: { period: 0, harmonics: 1 } })).toThrow(
      /drive.period must be seconds above 0, but got 0/,
    );
    expect(() => structureFor(series, { ...known, drive: { period: 1, harmonics: 0.5 } })).toThrow(
      /drive.harmonics must be a whole number/,
    );
    expect(() => structureFor(series, { ...known, inputs: [], drive: { period: 1, harmonics: 1 } })).toThrow(
      /last of `inputs` must be the time/,
    );
  });
});

const truePeriod = 0.9;
/** Slope of the potential of a pendulum of mass 0.5 and length 0.8 whose pivot is shaken up and down and, half as fast, aside. */
const torque = (q: number, t: number): number => {
  const phase = (2 * Math.PI * t) / truePeriod;
  return -0.4 * ((9.81 + 6 * Math.cos(2 * phase)) * Math.sin(q) + 2 * Math.sin(phase) * Math.cos(q));
};
/** Its states every 10 ms from a moment of the clock on, with 0.03 of viscous friction. */
function shaken(seconds: number, from: number): StateSeries {
  const dt = 0.01;
  const rows = Math.round(seconds / dt);
  const [positions, velocities, time] = [0, 0, 0].map(() => new Float64Array(rows));
  let [q, v] = [0.8 * Math.cos(from), 0];
  const inertia = 0.5 * 0.8 ** 2;
  for (let k = 0; k < rows; k++) {
    positions[k] = q;
    velocities[k] = v;
    time[k] = from + k * dt;
    for (let s = 0; s < 10; s++) {
      const h = dt / 10;
      const middle = time[k] + (s + 0.5) * h;
      const half = q + (h / 2) * v;
      v += (h * (torque(half, middle) - 0.03 * v)) / inertia;
      q = half + (h / 2) * v;
    }
  }
  return { dt, positions: [positions], velocities: [velocities], inputs: [time] };
}

describe('fitPortHamiltonian with a drive', () => {
  const series = [shaken(10, 0.2), shaken(10, 21.4)];
  const known = { names: ['angle'], isAngle: [true], inputs: ['time'] };
  const fitWith = (drive: PortHamiltonianStructure['drive'], more: readonly StateSeries[] = series) => {
    const on = drive ? more : more.map((each) => ({ ...each, inputs: [] }));
    const of = drive ? { ...known, drive } : { ...known, inputs: [] };
    return fitPortHamiltonian(structureFor(on, of), on, { windows: 20 });
  };

  it('finds how a pivot is shaken, and the period to a ten-thousandth; without a drive, or with another, it does not', async () => {
    const fit = await fitWith({ period: truePeriod * 1.002, harmonics: 2 });
    expect(fit.rms).toBeLessThan(0.003);
    const { system: learnt, parameters } = fit;
    const found = truePeriod * 1.002 * Math.exp(-parameters[learnt.layout.drive]);
    expect(Math.abs(found / truePeriod - 1)).toBeLessThan(1e-4);
    // Energies have no unit here: nothing pushes with a known force. Their slopes by the inertia are accelerations.
    const inertia = learnt.massMatrix(parameters, Float64Array.of(0), new Float64Array(1))[0];
    const open = learnt.open(parameters);
    for (const t of [0.1, 0.35, 0.7]) {
      for (const q of [-0.6, 0.5]) {
        const slope = open.dHdq(Float64Array.of(q), Float64Array.of(0), new Float64Array(1), t)[0];
        expect(Math.abs(-slope / inertia - torque(q, t) / (0.5 * 0.8 ** 2))).toBeLessThan(0.3);
      }
    }

    for (const wrong of [undefined, { period: truePeriod * 1.31, harmonics: 2 }]) {
      expect((await fitWith(wrong)).rms).toBeGreaterThan(10 * fit.rms);
    }

    // The filter, too, follows the clock: its states foresee an unseen recording, and a wrong clock does not.
    const unseen = shaken(6, 77.7);
    const velocityAt = (clock: Float64Array) => {
      const { positions, dt } = unseen;
      const time = Float64Array.from(clock, (_, k) => k * dt);
      const sigma = { measurement: [1e-4], disturbance: [1e-3], offset: [0] };
      const { mean } = filterStates(learnt, parameters, { time, positions, inputs: [clock] }, sigma);
      return positions[0].map(
        (q, k) =>
          learnt.velocity(
            parameters,
            Float64Array.of(q),
            mean.slice(3 * k + 1, 3 * k + 2),
            new Float64Array(1),
          )[0] - unseen.velocities[0][k],
      );
    };
    const rms = (errors: Float64Array) =>
      Math.sqrt(errors.slice(100).reduce((sum, e) => sum + e * e, 0) / (errors.length - 100));
    const right = rms(velocityAt(unseen.inputs[0]));
    expect(right).toBeLessThan(0.02);
    expect(rms(velocityAt(unseen.inputs[0].map((t) => t + truePeriod / 4)))).toBeGreaterThan(5 * right);
  });
});

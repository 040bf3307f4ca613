import { discreteGradient, dissipativeMidpoint, integrateOpen } from '@hgn/integrators/systems';
import { key, normal } from '@hgn/nn';
import { describe, expect, it } from 'vitest';
import { fitPortHamiltonian } from './fitPortHamiltonian.ts';
import { createPortHamiltonian } from './portHamiltonian.ts';
import type { StateSeries } from './series.ts';
import type { PortHamiltonianStructure } from './structure.ts';
import { structureFor } from './structureFor.ts';

const structure: PortHamiltonianStructure = {
  coordinates: [
    { name: 'cart', isAngle: false, centre: 0.2, range: 1.5 },
    { name: 'angle', isAngle: true, centre: 0, range: 1 },
    { name: 'elbow', isAngle: true, centre: 0, range: 1 },
  ],
  inputs: ['push', 'torque'],
  massOrder: 2,
  potentialOrder: 2,
  mirror: false,
  fadingSpeeds: [[0.1], [0.05, 0.5], [0.1]],
  scales: { mass: 0.8, speeds: [1, 2, 2], time: 2 },
};
const system = createPortHamiltonian(structure);
/** Every parameter drawn at random, the kept ones too. */
const randomParameters = (seed: number): Float64Array => {
  const noise = normal(key(seed), [system.layout.parameters.length]).data;
  return system.initial().map((value, i) => value + 0.4 * noise[i]);
};
const start = { q: Float64Array.of(0.4, 0.9, -1.3), p: Float64Array.of(0.5, -1.1, 0.7) };

describe('createPortHamiltonian', () => {
  it('has the gradients of its energy, and the field that they make', () => {
    const theta = randomParameters(1);
    const { q, p } = start;
    const u = Float64Array.of(0.3, -0.6);
    const open = system.open(theta, (_, out) => out.set(u));
    const [dHdq, dHdp, lost, pushed] = [0, 0, 0, 0].map(() => new Float64Array(3));
    open.dHdq(q, p, dHdq, 0);
    open.dHdp(q, p, dHdp, 0);
    open.friction?.(q, dHdp, lost);
    open.force?.(q, 0, pushed);
    const h = 1e-5;
    const slope = (which: 'q' | 'p', i: number) => {
      const shifted = (by: number) => {
        const state = { q: q.slice(), p: p.slice() };
        state[which][i] += by;
        return open.energy(state.q, state.p, 0);
      };
      return (shifted(h) - shifted(-h)) / (2 * h);
    };
    const out = new Float64Array(6);
    system.field(theta, Float64Array.of(...q, ...p), u, out);
    for (let i = 0; i < 3; i++) {
      expect(dHdq[i]).toBeCloseTo(slope('q', i), 7);
      expect(dHdp[i]).toBeCloseTo(slope('p', i), 7);
      expect(out[i]).toBe(dHdp[i]);
      expect(out[3 + i]).toBeCloseTo(pushed[i] - dHdq[i] - lost[i], 12);
    }
    expect(pushed[2]).not.toBe(0);
  });

  it('has momenta M(q) dq/dt and a mass matrix that is symmetric and positive definite', () => {
    for (const seed of [1, 2, 3]) {
      const theta = randomParameters(seed);
      const velocity = system.velocity(theta, start.q, start.p, new Float64Array(3));
      const back = system.momentum(theta, start.q, velocity, new Float64Array(3));
      back.forEach((value, i) => expect(value).toBeCloseTo(start.p[i], 10));
      const m = system.massMatrix(theta, start.q, new Float64Array(9));
      expect(m[1]).toBe(m[3]);
      for (const v of [start.p, velocity, Float64Array.of(1, -1, 0.3)]) {
        const along = v.reduce((sum, x, i) => sum + x * v.reduce((s, y, j) => s + m[3 * i + j] * y, 0), 0);
        expect(along).toBeGreaterThan(0);
      }
    }
  });

  it('is passive with any weights: without inputs H never rises, over 10000 steps', () => {
    for (const seed of [4, 5]) {
      const { energy } = integrateOpen(discreteGradient, system.open(randomParameters(seed)), start, {
        dt: 0.02,
        steps: 10_000,
      });
      let highest = -Infinity;
      for (let i = 1; i < energy.length; i++) highest = Math.max(highest, energy[i] - energy[i - 1]);
      expect(highest).toBeLessThan(1e-12 * Math.abs(energy[0]));
      expect(energy[10_000]).toBeLessThan(energy[0]);
    }
  });

  it('balances energy with the work of inputs and the loss to friction', () => {
    const open = system.open(randomParameters(6), (t, u) => {
      u[0] = Math.sin(t);
      u[1] = Math.cos(2 * t);
    });
    for (const [method, bound] of [
      [discreteGradient, 1e-11],
      [dissipativeMidpoint, 1e-2],
    ] as const) {
      const { energy, work, loss } = integrateOpen(method, open, start, { dt: 0.01, steps: 500 });
      const defect = energy[500] - energy[0] - work[500] + loss[500];
      expect(Math.abs(defect)).toBeLessThan(bound * Math.max(1, work[500]));
      expect(loss[500]).toBeGreaterThan(0.1);
    }
  });
});

/** A pendulum of mass 0.5 and length 0.8, 0.05 viscous and 0.1 dry friction, pushed by a torque. */
function pendulum(seconds: number, phase: number): StateSeries {
  const dt = 0.01;
  const [mass, length] = [0.5, 0.8];
  const rows = Math.round(seconds / dt);
  const [positions, velocities, inputs] = [0, 0, 0].map(() => new Float64Array(rows));
  let [q, v] = [0.9 * Math.cos(phase), 0];
  const torque = (t: number) => 0.8 * Math.sin(2.3 * t + phase) + 0.5 * Math.sin(5.1 * t);
  for (let k = 0; k < rows; k++) {
    positions[k] = q;
    velocities[k] = v;
    inputs[k] = torque(k * dt);
    for (let s = 0; s < 20; s++) {
      const friction = 0.05 * v + 0.1 * Math.tanh(v / 0.02);
      v +=
        (dt / 20) *
        ((torque((k + s / 20) * dt) - friction) / (mass * length ** 2) - (9.81 / length) * Math.sin(q));
      q += (dt / 20) * v;
    }
  }
  return { dt, positions: [positions], velocities: [velocities], inputs: [inputs] };
}

describe('fitPortHamiltonian', () => {
  it('finds mass, potential and friction of a driven pendulum', async () => {
    const series = [pendulum(12, 0.3), pendulum(12, 2)];
    const known = { names: ['angle'], isAngle: [true], inputs: ['torque'] };
    const seen: number[] = [];
    const fit = await fitPortHamiltonian(structureFor(series, known), series, {
      windows: 30,
      onProgress: ({ stage }) => void seen.push(stage),
    });
    expect(fit.rms).toBeLessThan(0.01);
    expect(new Set(seen)).toEqual(new Set([1, 2, 3]));
    const { system: learnt, parameters } = fit;
    const at = Float64Array.of(0.7);
    const gain = parameters[learnt.layout.input];
    expect(learnt.massMatrix(parameters, at, new Float64Array(1))[0] / gain / (0.5 * 0.8 ** 2)).toBeCloseTo(
      1,
      1,
    );
    const height = (q: number) => learnt.energy(parameters, Float64Array.of(q), Float64Array.of(0));
    expect((height(1) - height(0)) / gain / (0.5 * 9.81 * 0.8 * (1 - Math.cos(1)))).toBeCloseTo(1, 1);
    const friction = learnt.friction(parameters, Float64Array.of(2), new Float64Array(1))[0];
    expect(friction / gain / 0.2).toBeGreaterThan(0.9);
    expect(friction / gain / 0.2).toBeLessThan(1.1);
  });

  it('refuses series that do not fit, saying which', async () => {
    const series = [pendulum(0.05, 0)];
    const known = { names: ['angle'], isAngle: [true], inputs: ['torque'] };
    const whole = [pendulum(5, 0)];
    const of = structureFor(whole, known);
    await expect(fitPortHamiltonian(of, series)).rejects.toThrow(/must be longer than .* record longer/);
    await expect(fitPortHamiltonian(of, [])).rejects.toThrow(/at least one series/);
    const { dt, positions, velocities } = whole[0];
    expect(() => structureFor([{ dt, positions, velocities, inputs: [] }], known)).toThrow(/series 0 has/);
  });
});

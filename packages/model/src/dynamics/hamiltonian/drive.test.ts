import '@tensorflow/tfjs-backend-cpu';
import { toTensors, type NdArray, type Tree } from '@hgn/autodiff';
import { ndarray } from '@hgn/autodiff';
import { key, normal } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DriveConfig, DynamicsConfig, EnergyConfig, SplitIntegratorConfig } from '../config.ts';
import { createDynamics } from '../dynamics.ts';
import type { LatentState } from '../latent.ts';

beforeAll(() => tf.setBackend('cpu'));

const unit: EnergyConfig = { quadratic: 'unit', layers: [] };
/** A frequency of 1.5 by a momentum that is as heavy as 1 / 0.64. */
const [stiffness, lightness] = [1.5, 0.8];
const leapfrog: SplitIntegratorConfig = { method: 'leapfrog', stepsPerFrame: 1 };

const oscillator = (drive: DriveConfig, integrator = leapfrog): DynamicsConfig => ({
  type: 'hamiltonian',
  potential: { quadratic: 'learnable', frequencies: [stiffness, stiffness], layers: [] },
  kinetic: { quadratic: 'learnable', frequencies: [lightness, lightness], layers: [] },
  drive,
  integrator,
});

/** The parameters of a start, but for the forces. */
const withForce = (start: Tree<NdArray>, force: readonly number[], features: number): Tree<NdArray> => {
  const { drive, ...rest } = start as Record<string, Tree<NdArray>>;
  const array = ndarray(Float32Array.from(force), [features, force.length / features]);
  return { ...rest, drive: { ...(drive as Record<string, Tree<NdArray>>), force: array } };
};

const vector = (...values: number[]) => tf.tensor2d([values]);
const numbersOf = ({ q, p }: LatentState): number[] => [...q.dataSync(), ...p.dataSync()];

/** x'' = -w^2 x + m f cos(W t), from rest at 0, and dq/dt = m p: in closed form. */
const [force, pulse] = [0.7, 2.1];
const own = stiffness * lightness;
const exact = (t: number) => {
  const mass = 1 / lightness ** 2;
  const amplitude = force / mass / (own ** 2 - pulse ** 2);
  return {
    q: amplitude * (Math.cos(pulse * t) - Math.cos(own * t)),
    p: mass * amplitude * (own * Math.sin(own * t) - pulse * Math.sin(pulse * t)),
  };
};

/** How far from the exact motion two units of time end. */
function errorAt(drive: 'data' | 'clock', steps: number, integrator = leapfrog): number {
  const dt = 2 / steps;
  const period = (2 * Math.PI) / pulse;
  const config = oscillator(
    drive === 'data'
      ? { by: 'data', channels: 1, layers: [] }
      : { by: 'clock', period, harmonics: 1, layers: [] },
    integrator,
  );
  const dynamics = createDynamics(config, [1]);
  const features = drive === 'data' ? 1 : 2;
  const parameters = toTensors(
    withForce(dynamics.init(key(1)), drive === 'data' ? [force] : [force, 0], features),
  );
  const cosines = Array.from({ length: steps }, (_, k) => Math.cos(pulse * (k + 0.5) * dt));
  const told = drive === 'data' ? { drive: tf.tensor3d(cosines, [1, steps, 1]) } : {};
  const states = dynamics.rollout(parameters, { q: vector(0), p: vector(0) }, { dt, steps, ...told });
  const [q, p] = numbersOf(states[steps]);
  return Math.hypot(q - exact(2).q, p - exact(2).p);
}

describe('driven dynamics', () => {
  it.each(['data', 'clock'] as const)('by %s is the exact motion, to order 2', (drive) => {
    expect(errorAt(drive, 20)).toBeLessThan(5e-3);
    expect(errorAt(drive, 20) / errorAt(drive, 40)).toBeGreaterThan(3.7);
    expect(errorAt(drive, 20) / errorAt(drive, 40)).toBeLessThan(4.3);
  });

  it('turns oscillators exactly between the kicks of the drive', () => {
    const integrator = { ...leapfrog, drift: 'oscillator' } as const;
    expect(errorAt('clock', 40, integrator)).toBeLessThan(1e-3);
    expect(errorAt('clock', 20, integrator) / errorAt('clock', 40, integrator)).toBeGreaterThan(3.7);
  });

  it('gains the energy that the drive puts in, to order 2', () => {
    const unbalanced = (steps: number) => {
      const dt = 2 / steps;
      const dynamics = createDynamics(oscillator({ by: 'data', channels: 2, layers: [] }), [2]);
      const forces = [0.5, -0.2, 0.3, 0.9];
      const parameters = toTensors(withForce(dynamics.init(key(2)), forces, 2));
      const u = Array.from({ length: steps }, (_, k) => [
        Math.sin(3 * (k + 0.5) * dt),
        Math.cos((k + 0.5) * dt),
      ]);
      const start = { q: vector(0.3, -1), p: vector(0.4, 0.2) };
      const states = dynamics.rollout(parameters, start, { dt, steps, drive: tf.tensor3d([u]) });
      const energies = states.map((state) => dynamics.energy?.(parameters, state).dataSync()[0] ?? NaN);
      const positions = states.map(numbersOf);
      // Work is force times way.
      const work = u.reduce((sum, [a, b], k) => {
        const ways = [0, 1].map((i) => positions[k + 1][i] - positions[k][i]);
        return sum + (0.5 * a + 0.3 * b) * ways[0] + (-0.2 * a + 0.9 * b) * ways[1];
      }, 0);
      return Math.abs(energies[steps] - energies[0] - work);
    };
    expect(unbalanced(40)).toBeLessThan(0.01);
    expect(unbalanced(20) / unbalanced(40)).toBeGreaterThan(3.5);
  });

  it.each(['hamiltonian', 'dissipative'] as const)(
    'of type %s comes back by the steps of -dt with the same drive',
    (type) => {
      const layers = [
        { type: 'dense', units: 5 },
        { type: 'activation', name: 'tanh' },
        { type: 'dense', units: 1, bias: false },
      ] as const;
      const config: DynamicsConfig = {
        type,
        ...{ potential: { ...unit, layers }, kinetic: unit, integrator: { ...leapfrog, stepsPerFrame: 3 } },
        friction: { rate: 0.2, layers: [] },
        drive: { by: 'data', channels: 2, layers },
      };
      const dynamics = createDynamics(config, [3]);
      const parameters = toTensors(dynamics.init(key(3)));
      const start = {
        q: tf.tensor2d(normal(key(4), [2, 3]).data, [2, 3]),
        p: tf.tensor2d(normal(key(5), [2, 3]).data, [2, 3]),
      };
      const drive = tf.tensor3d(normal(key(6), [2, 12, 2]).data, [2, 12, 2]);
      const there = dynamics.rollout(parameters, start, { dt: 0.2, steps: 12, drive });
      const back = dynamics.rollout(parameters, there[12], {
        ...{ dt: -0.2, steps: 12 },
        drive: tf.reverse(drive, 1),
      });
      const [from, to] = [numbersOf(start), numbersOf(back[12])];
      to.forEach((value, i) => expect(value).toBeCloseTo(from[i], 4));
      // A drive that is forgotten ends elsewhere.
      const undriven = dynamics.rollout(parameters, start, { dt: 0.2, steps: 12 });
      expect(Math.abs(numbersOf(undriven[12])[0] - numbersOf(there[12])[0])).toBeGreaterThan(0.01);
    },
  );

  it('keeps areas of phase space, whatever drives it', () => {
    const layers = [
      { type: 'dense', units: 5 },
      { type: 'activation', name: 'tanh' },
      { type: 'dense', units: 1, bias: false, gain: 3 },
    ] as const;
    const dynamics = createDynamics(oscillator({ by: 'clock', period: 0.9, harmonics: 2, layers }), [1]);
    const parameters = toTensors(dynamics.init(key(7)));
    const after = (q: number, p: number) =>
      numbersOf(dynamics.rollout(parameters, { q: vector(q), p: vector(p) }, { dt: 0.1, steps: 10 })[10]);
    const h = 1e-2;
    const [a, b] = [after(0.4 + h, -0.3), after(0.4 - h, -0.3)];
    const [c, d] = [after(0.4, -0.3 + h), after(0.4, -0.3 - h)];
    const by = (x: number[], y: number[]) => x.map((value, i) => (value - y[i]) / (2 * h));
    const [dq, dp] = [by(a, b), by(c, d)];
    expect(dq[0] * dp[1] - dq[1] * dp[0]).toBeCloseTo(1, 3);
  });

  it('says what is wrong with a drive', () => {
    const of = (drive: DriveConfig, shape = [1]) => createDynamics(oscillator(drive), shape);
    expect(() => of({ by: 'data', channels: 0, layers: [] })).toThrow(
      'createModel: drive.channels must be an integer of at least 1, but got 0',
    );
    expect(() => of({ by: 'clock', period: 0, harmonics: 1, layers: [] })).toThrow(
      /drive\.period must be above 0/,
    );
    expect(() => of({ by: 'clock', period: 1, harmonics: 1.5, layers: [] })).toThrow(/drive\.harmonics/);
    expect(() => of({ by: 'data', channels: 1, layers: [{ type: 'dense', units: 1 }] }, [4, 4, 2])).toThrow(
      /drive\.layers must be \[\] where states are maps, but q is \[4, 4, 2\]/,
    );
    expect(of({ by: 'data', channels: 3, layers: [] }, [4, 4, 2]).drive).toEqual({ by: 'data', channels: 3 });
  });
});

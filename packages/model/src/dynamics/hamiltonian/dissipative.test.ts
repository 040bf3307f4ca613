import '@tensorflow/tfjs-backend-cpu';
import { toTensors, type NdArray, type Tree } from '@hgn/autodiff';
import { integrate, leapfrog, type System } from '@hgn/integrators';
import { conformal } from '@hgn/integrators/systems';
import { jit } from '@hgn/jit';
import { key, normal, uniform } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DynamicsConfig } from '../config.ts';
import { decay, dissipative } from './dissipative.ts';

beforeAll(() => tf.setBackend('cpu'));

type Config = Extract<DynamicsConfig, { type: 'dissipative' }>;

const spring: Config = {
  type: 'dissipative',
  potential: { quadratic: 'unit', layers: [] },
  kinetic: { quadratic: 'unit', layers: [] },
  friction: { rate: 0.3, layers: [] },
  integrator: { method: 'leapfrog', stepsPerFrame: 1 },
};

const wild: Config = {
  ...spring,
  potential: {
    quadratic: 'learnable',
    frequencies: [0.7, 1.6],
    layers: [
      { type: 'dense', units: 8 },
      { type: 'activation', name: 'tanh' },
      { type: 'dense', units: 1, bias: false, gain: 2 },
    ],
  },
  kinetic: { quadratic: 'learnable', frequencies: [0.5, 2], layers: [] },
  friction: {
    rate: 0.01,
    layers: [
      { type: 'dense', units: 6 },
      { type: 'activation', name: 'tanh' },
      { type: 'dense', units: 3, gain: 0.1 },
    ],
  },
};

/** The same, with a torque and what else two numbers of the data may do. */
const fed: Config = {
  ...wild,
  drive: {
    by: 'data',
    channels: 2,
    layers: [
      { type: 'dense', units: 6 },
      { type: 'activation', name: 'tanh' },
      { type: 'dense', units: 1, bias: false, gain: 2 },
    ],
  },
};

/** Parameters that are anything but those of a start. */
function randomParameters(config: Config, seed: number): Tree<NdArray> {
  const shake = (tree: Tree<NdArray>, name: number): Tree<NdArray> => {
    if ('data' in tree && tree.data instanceof Float32Array) {
      const array = tree as NdArray;
      const noise = normal(key(seed * 1000 + name), array.shape).data;
      return { ...array, data: Float32Array.from(array.data, (value, i) => value + 0.3 * noise[i]) };
    }
    return Object.fromEntries(
      Object.entries(tree).map(([label, child], i) => [
        label,
        shake(child as Tree<NdArray>, 7 * name + i + 1),
      ]),
    );
  };
  return shake(dissipative(config, [3]).init(key(seed)), 1);
}

const batch = 8;
const startAt = (seed: number) => ({
  q: { ...uniform(key(seed), [batch, 3]) },
  p: { ...normal(key(seed + 1), [batch, 3]) },
});

/** H along rollouts, [step][sample], `chunk` steps a compiled call. */
async function energiesAlong(config: Config, seed: number, dt: number, steps: number): Promise<number[][]> {
  const dynamics = dissipative(config, [3]);
  const parameters = randomParameters(config, seed);
  const chunk = Math.min(100, steps);
  const start = startAt(seed);
  const compiled = await jit(
    ({ q, p }: { q: tf.Tensor; p: tf.Tensor }) => {
      const own = toTensors(parameters);
      const states = dynamics.rollout(own, { q, p }, { dt, steps: chunk });
      const last = states[chunk];
      return {
        q: last.q,
        p: last.p,
        H: tf.stack(states.map((state) => dynamics.energy?.(own, state) ?? tf.scalar(NaN))),
      };
    },
    [start],
    { threads: 1 },
  );
  const energies: number[][] = [];
  let at: { q: NdArray; p: NdArray } = start;
  for (let done = 0; done < steps; done += chunk) {
    const { q, p, H } = await compiled.arrays(at);
    at = { q, p };
    for (let s = done === 0 ? 0 : 1; s <= chunk; s++)
      energies.push(Array.from(H.data.subarray(s * batch, (s + 1) * batch)));
  }
  await compiled.dispose();
  return energies;
}

/** How far H rises above what it had before, at most. */
function highestRise(energies: readonly number[][]): number {
  let rise = 0;
  for (let b = 0; b < batch; b++) {
    let least = Infinity;
    for (const row of energies) {
      rise = Math.max(rise, row[b] - least);
      least = Math.min(least, row[b]);
    }
  }
  return rise;
}

describe('dissipative dynamics', () => {
  it('is leapfrog between halves of an exact decay, as conformal makes it in float64', () => {
    const dynamics = dissipative(spring, [1]);
    const parameters = toTensors(dynamics.init(key(1)));
    const states = dynamics.rollout(
      parameters,
      { q: tf.tensor2d([[1]]), p: tf.tensor2d([[0.5]]) },
      { dt: 0.1, steps: 40 },
    );
    const system: System = {
      separable: true,
      dHdq: (q, _p, out) => ((out[0] = q[0]), out),
      dHdp: (_q, p, out) => ((out[0] = p[0]), out),
    };
    const { q, p } = integrate(
      conformal(leapfrog, { damping: 0.3 }),
      system,
      { q: Float64Array.of(1), p: Float64Array.of(0.5) },
      { dt: 0.1, steps: 40 },
    );
    states.forEach((state, i) => {
      expect(Math.abs(state.q.dataSync()[0] - q[i])).toBeLessThan(2e-6);
      expect(Math.abs(state.p.dataSync()[0] - p[i])).toBeLessThan(2e-6);
    });
  });

  it("follows the damped oscillator q'' = -q - 0.3 q' to second order", () => {
    const dynamics = dissipative(spring, [1]);
    const parameters = toTensors(dynamics.init(key(1)));
    const omega = Math.sqrt(1 - 0.15 ** 2);
    const exact = Math.exp(-0.15 * 4) * (Math.cos(omega * 4) + (0.15 / omega) * Math.sin(omega * 4));
    const errorAt = (steps: number) => {
      const start = { q: tf.tensor2d([[1]]), p: tf.tensor2d([[0]]) };
      const states = dynamics.rollout(parameters, start, { dt: 4 / steps, steps });
      return Math.abs(states[steps].q.dataSync()[0] - exact);
    };
    const [coarse, fine] = [errorAt(10), errorAt(20)];
    expect(coarse / fine).toBeGreaterThan(3.5);
    expect(coarse / fine).toBeLessThan(4.5);
  });

  it('is undone by the step of -dt', () => {
    const dynamics = dissipative(wild, [3]);
    const parameters = toTensors(randomParameters(wild, 4));
    const { q, p } = toTensors(startAt(9));
    const there = dynamics.rollout(parameters, { q, p }, { dt: 0.05, steps: 50 })[50];
    const back = dynamics.rollout(parameters, there, { dt: -0.05, steps: 50 })[50];
    expect(tf.max(tf.abs(tf.sub(back.q, q))).dataSync()[0]).toBeLessThan(1e-4);
    expect(tf.max(tf.abs(tf.sub(back.p, p))).dataSync()[0]).toBeLessThan(1e-4);
  });

  it.each([
    ['that nothing drives', wild, 1],
    ['that could be driven and is not', fed, 2],
  ] as const)(
    'with random weights, %s, loses its energy over 1e4 steps, and rises by no more than the error of leapfrog',
    async (_, config, seed) => {
      const energies = await energiesAlong(config, seed, 0.05, 10_000);
      const rise = highestRise(energies);
      const first = energies[0];
      const last = energies[energies.length - 1];
      expect(last.every((h, b) => h < first[b])).toBe(true);
      const spread = Math.max(...first.map((h, b) => h - last[b]));
      expect(rise).toBeLessThan(0.02 * spread);
      // The rise is the method's own: a quarter of it at half the step.
      const fine = highestRise(await energiesAlong(config, seed, 0.025, 400));
      const coarse = highestRise(energies.slice(0, 200));
      expect(coarse / fine).toBeGreaterThan(2.5);
    },
  );

  it('never raises H by the decay itself, in rounded numbers neither', () => {
    const dynamics = dissipative(wild, [3]);
    for (const seed of [1, 2, 3, 4, 5]) {
      const parameters = toTensors(randomParameters(wild, seed));
      const { q, p } = toTensors(startAt(seed));
      const rates = tf.square(toTensors(normal(key(seed + 2), [batch, 3])));
      let at = { q, p };
      for (let step = 0; step < 100; step++) {
        const next = decay(at, rates, 1e-8 * 2 ** (step % 30));
        const [before, after] = [at, next].map(
          (state) => dynamics.energy?.(parameters, state).dataSync() ?? [],
        );
        expect(after.length).toBe(batch);
        after.forEach((h, b) => expect(h).toBeLessThanOrEqual(before[b]));
        at = next;
      }
    }
  });

  it('says what it cannot do', () => {
    const withNet = { ...spring, kinetic: { quadratic: 'unit', layers: wild.potential.layers } } as const;
    expect(() => dissipative(withNet, [2])).toThrow(
      /kinetic energy without layers.*set kinetic.layers to \[\]/,
    );
    expect(() => dissipative({ ...spring, friction: { rate: 0, layers: [] } }, [2])).toThrow(
      /friction.rate must be above 0/,
    );
    expect(() => dissipative(wild, [2])).toThrow(/friction of dissipative dynamics must end in shape \[2\]/);
  });
});

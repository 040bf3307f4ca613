import '@tensorflow/tfjs-backend-cpu';
import { grad, toTensors, treeMap, type NdArray, type Tree } from '@hgn/autodiff';
import { jit } from '@hgn/jit';
import { key, normal } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { BodiesConfig, DynamicsConfig, EnergyConfig } from '../config.ts';
import type { Dynamics } from '../types.ts';
import { createDynamics } from '../dynamics.ts';
import { energy } from './energy.ts';

beforeAll(() => tf.setBackend('cpu'));

const function1: BodiesConfig['pairs'] = [
  { type: 'dense', units: 8 },
  { type: 'activation', name: 'softplus' },
  { type: 'dense', units: 1, bias: false },
];
const pairsOf = (count: number, more: Partial<BodiesConfig> = {}): EnergyConfig => ({
  quadratic: 'none',
  layers: [],
  bodies: { count, softening: 0.2, pairs: function1, ...more },
});
/** sum p_i^2 / 2 m_i with a mass of its own for every body. */
const massesOf = (count: number): EnergyConfig => ({
  quadratic: 'learnable',
  frequencies: [0.7, 1.4],
  layers: [],
  bodies: { count, pairs: [] },
});
const hamiltonian = (
  potential: EnergyConfig,
  kinetic: EnergyConfig,
  method: 'leapfrog' | 'pefrl4' = 'leapfrog',
): DynamicsConfig => ({ type: 'hamiltonian', potential, kinetic, integrator: { method, stepsPerFrame: 1 } });

/** Weights that are anything but those of a start. */
function shaken(tree: Tree<NdArray>, seed: number): Tree<NdArray> {
  let leaf = 0;
  return treeMap((array: NdArray) => {
    const noise = normal(key(1000 * seed + leaf++), array.shape).data;
    return { ...array, data: Float32Array.from(array.data, (value, i) => value + 0.3 * noise[i]) };
  }, tree);
}

const [bodies, dimensions, batch] = [4, 2, 3];
const size = bodies * dimensions;
const startAt = (seed: number) => ({
  q: normal(key(seed), [batch, size]),
  p: normal(key(seed + 50), [batch, size]),
});

/** Total momentum along each axis, then angular momentum, in float64. */
function invariants(q: ArrayLike<number>, p: ArrayLike<number>, sample: number): number[] {
  const at = (array: ArrayLike<number>, axis: number, body: number) =>
    array[sample * size + axis * bodies + body];
  const all = Array.from({ length: bodies }, (_, body) => body);
  const sum = (term: (body: number) => number) => all.reduce((total, body) => total + term(body), 0);
  return [
    sum((body) => at(p, 0, body)),
    sum((body) => at(p, 1, body)),
    sum((body) => at(q, 0, body) * at(p, 1, body) - at(q, 1, body) * at(p, 0, body)),
  ];
}

/** sum |q_i| |p_i|: what angular momentum would be, were all bodies to turn the same way. Free bodies fly far. */
function largestMoment(q: ArrayLike<number>, p: ArrayLike<number>, sample: number): number {
  let sum = 0;
  for (let body = 0; body < bodies; body++) {
    const [x, y] = [sample * size + body, sample * size + bodies + body];
    sum += Math.hypot(q[x], q[y]) * Math.hypot(p[x], p[y]);
  }
  return sum;
}

/** How far momenta move over `steps` steps, and angular momentum as a share of the largest there could be. */
async function moved(dynamics: Dynamics, seed: number, steps: number): Promise<readonly [number, number]> {
  const parameters = shaken(dynamics.init(key(seed)), seed);
  const chunk = Math.min(steps, 50);
  const start = startAt(seed);
  const compiled = await jit(
    (state: { q: tf.Tensor; p: tf.Tensor }) =>
      dynamics.rollout(toTensors(parameters), state, { dt: 0.05, steps: chunk })[chunk],
    [start],
    { threads: 1 },
  );
  const first = Array.from({ length: batch }, (_, b) => invariants(start.q.data, start.p.data, b));
  let at: { q: NdArray; p: NdArray } = start;
  let [linear, angular] = [0, 0];
  for (let done = 0; done < steps; done += chunk) {
    at = await compiled.arrays(at);
    first.forEach((begun, b) => {
      const now = invariants(at.q.data, at.p.data, b);
      linear = Math.max(linear, Math.abs(now[0] - begun[0]), Math.abs(now[1] - begun[1]));
      angular = Math.max(angular, Math.abs(now[2] - begun[2]) / largestMoment(at.q.data, at.p.data, b));
    });
  }
  await compiled.dispose();
  return [linear, angular];
}

describe('an energy of pairs', () => {
  it.each(['leapfrog', 'pefrl4'] as const)(
    'conserves momentum and angular momentum over 1000 steps of %s, for any weights, masses and strengths',
    async (method) => {
      const potential = pairsOf(bodies, { strengths: 'learnt' });
      const dynamics = createDynamics(hamiltonian(potential, massesOf(bodies), method), [size]);
      const [linear, angular] = await moved(dynamics, 3, 1000);
      expect(linear).toBeLessThan(1e-5);
      expect(angular).toBeLessThan(1e-5);
    },
  );

  it('would not, were a mass an axis’s and not a body’s, were bodies held in place, or were the energy one of q', async () => {
    const perCoordinate: EnergyConfig = { quadratic: 'learnable', frequencies: [0.7, 1.4], layers: [] };
    const skewed = createDynamics(hamiltonian(pairsOf(bodies), perCoordinate), [size]);
    const [linear, angular] = await moved(skewed, 3, 50);
    expect(linear).toBeLessThan(1e-5);
    expect(angular).toBeGreaterThan(1e-2);

    const held = createDynamics(hamiltonian(pairsOf(bodies, { each: function1 }), massesOf(bodies)), [size]);
    expect((await moved(held, 3, 50))[0]).toBeGreaterThan(1e-2);

    const ofPlaces: EnergyConfig = { quadratic: 'none', layers: function1 };
    const free = createDynamics(hamiltonian(ofPlaces, massesOf(bodies)), [size]);
    expect((await moved(free, 3, 50))[0]).toBeGreaterThan(1e-2);
  });

  it('is the sum over pairs of s_i s_j f(log softened distance), in float64 by hand, and so is its gradient', () => {
    const V = energy(pairsOf(3, { strengths: 'learnt' }), [6]);
    const parameters = shaken(V.init(key(5)), 5);
    const net = parameters as unknown as {
      bodies: { strength: NdArray; pairs: readonly Record<string, NdArray>[] };
    };
    const { strength, pairs } = net.bodies;
    const [first, , last] = Array.from({ length: 3 }, (_, i) => pairs[i]);
    const f = (u: number) => {
      let sum = 0;
      for (let h = 0; h < 8; h++) {
        sum += last.kernel.data[h] * Math.log1p(Math.exp(u * first.kernel.data[h] + first.bias.data[h]));
      }
      return sum;
    };
    const byHand = (x: readonly number[]) => {
      let sum = 0;
      for (let i = 0; i < 3; i++) {
        for (let j = i + 1; j < 3; j++) {
          const squared = (x[i] - x[j]) ** 2 + (x[3 + i] - x[3 + j]) ** 2 + 0.2 ** 2;
          sum += strength.data[i] * strength.data[j] * f(0.5 * Math.log(squared));
        }
      }
      return sum;
    };
    const x = [0.3, -0.5, 0.9, 0.1, 0.7, -0.2];
    const own = toTensors(parameters);
    expect(V.apply(own, tf.tensor2d([x])).dataSync()[0]).toBeCloseTo(byHand(x), 5);
    const slope = grad((at: tf.Tensor) => tf.sum<tf.Scalar>(V.apply(own, at)))(tf.tensor2d([x])).dataSync();
    x.forEach((_, i) => {
      const h = 1e-5;
      const beside = (step: number) => x.map((value, k) => (k === i ? value + step : value));
      expect(slope[i]).toBeCloseTo((byHand(beside(h)) - byHand(beside(-h))) / (2 * h), 5);
    });
  });

  it('does not change when bodies are exchanged, moved or turned, and does with strengths or places of their own', () => {
    const value = (config: EnergyConfig, x: readonly number[]) => {
      const V = energy(config, [6]);
      return V.apply(toTensors(shaken(V.init(key(2)), 2)), tf.tensor2d([[...x]])).dataSync()[0];
    };
    const x = [0.3, -0.5, 0.9, 0.1, 0.7, -0.2];
    const exchanged = [-0.5, 0.3, 0.9, 0.7, 0.1, -0.2];
    const shifted = x.map((c, i) => c + (i < 3 ? 0.4 : -0.7));
    const [cos, sin] = [Math.cos(0.8), Math.sin(0.8)];
    const turned = x.map((c, i) => (i < 3 ? cos * c - sin * x[3 + i] : sin * x[i - 3] + cos * c));
    const plain = pairsOf(3);
    for (const same of [exchanged, shifted, turned]) {
      expect(value(plain, same)).toBeCloseTo(value(plain, x), 5);
    }
    const charged = pairsOf(3, { strengths: 'learnt' });
    expect(Math.abs(value(charged, exchanged) - value(charged, x))).toBeGreaterThan(1e-3);
    expect(value(charged, turned)).toBeCloseTo(value(charged, x), 5);
    const held = pairsOf(3, {
      each: [
        { type: 'dense', units: 4 },
        { type: 'activation', name: 'softplus' },
      ],
    });
    expect(Math.abs(value(held, shifted) - value(held, x))).toBeGreaterThan(1e-3);
    expect(value(held, exchanged)).toBeCloseTo(value(held, x), 5);
  });

  it('under friction lets the total momentum decay at its rate', () => {
    const dynamics = createDynamics(
      {
        type: 'dissipative',
        potential: pairsOf(bodies),
        kinetic: massesOf(bodies),
        friction: { rate: 0.4, layers: [] },
        integrator: { method: 'leapfrog', stepsPerFrame: 1 },
      },
      [size],
    );
    const start = startAt(8);
    const parameters = toTensors(dynamics.init(key(8)));
    const last = dynamics.rollout(parameters, toTensors(start), { dt: 0.05, steps: 40 })[40];
    const before = invariants(start.q.data, start.p.data, 0);
    const after = invariants(last.q.dataSync(), last.p.dataSync(), 0);
    [0, 1].forEach((i) => expect(after[i]).toBeCloseTo(before[i] * Math.exp(-0.4 * 2), 5));
  });

  it('counts what it costs', () => {
    const net = 8 + 8;
    expect(energy(pairsOf(4), [8]).macs).toBe(6 * (net + 2 * 4));
    expect(energy(massesOf(4), [8]).macs).toBe(0);
  });

  it('says what does not fit', () => {
    expect(() => energy(pairsOf(3), [8])).toThrow(
      'energy: 3 bodies need a vector of as many coordinates each, but got shape [8]; change bodies.count or the size of the state',
    );
    expect(() => energy(pairsOf(1), [2])).toThrow(/one body has no pairs.*set bodies.pairs to \[\]/);
    expect(() => energy(pairsOf(3, { softening: 0 }), [6])).toThrow(
      'bodies.softening must be above 0, but got 0',
    );
    expect(() => energy(pairsOf(3, { pairs: [] }), [6])).toThrow('an empty energy moves nothing');
    expect(() =>
      createDynamics(
        {
          type: 'jointHamiltonian',
          energy: pairsOf(4),
          integrator: { method: 'implicitMidpoint', stepsPerFrame: 1 },
        },
        [8],
      ),
    ).toThrow(/bodies must be told their places and momenta apart; use dynamics of type hamiltonian/);
  });
});

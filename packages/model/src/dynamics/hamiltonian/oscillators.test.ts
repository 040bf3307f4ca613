import '@tensorflow/tfjs-backend-cpu';
import { grad, toTensors } from '@hgn/autodiff';
import { jit } from '@hgn/jit';
import { key, ravel } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DynamicsConfig } from '../config.ts';
import { createDynamics } from '../dynamics.ts';
import type { LatentState } from '../latent.ts';
import { turn } from './oscillators.ts';

beforeAll(() => tf.setBackend('cpu'));

type Config = Extract<DynamicsConfig, { type: 'hamiltonian' }>;

/** Frequencies from 0.7 to 3 in positions and from 0.5 to 2 in momenta: no mass is 1. */
const harmonic: Config = {
  type: 'hamiltonian',
  potential: { quadratic: 'learnable', frequencies: [0.7, 3], layers: [] },
  kinetic: { quadratic: 'learnable', frequencies: [0.5, 2], layers: [] },
  integrator: { method: 'leapfrog', stepsPerFrame: 1, drift: 'oscillator' },
};

const anharmonic: Config = {
  ...harmonic,
  potential: {
    ...harmonic.potential,
    layers: [
      { type: 'dense', units: 8 },
      { type: 'activation', name: 'tanh' },
      { type: 'dense', units: 1, bias: false, gain: 2 },
    ],
  },
};

const start = (): LatentState => ({
  q: tf.tensor2d([1, -0.5, 0.3, 0.2, 0.9, -1.1], [2, 3]),
  p: tf.tensor2d([0.1, 0.7, -0.4, -0.8, 0.2, 0.5], [2, 3]),
});

function built(config: Config) {
  const dynamics = createDynamics(config, [3]);
  const parameters = toTensors(dynamics.init(key(4)));
  return {
    dynamics,
    parameters,
    last: (dt: number | tf.Tensor1D, steps: number, from = start()): LatentState =>
      dynamics.rollout(parameters, from, { dt, steps })[steps],
  };
}

const flat = ({ q, p }: LatentState): number[] => [...q.dataSync(), ...p.dataSync()];
const farthest = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, i) => Math.abs(value - b[i])));

describe('a drift along oscillators', () => {
  it('is exact for harmonic motion however long the step, masses other than 1 included', () => {
    const [w, m] = [
      [0.7, Math.sqrt(0.7 * 3), 3],
      [0.5, 1, 2],
    ];
    const { q, p } = start();
    const [q0, p0] = [q.arraySync() as number[][], p.arraySync() as number[][]];
    const t = 2.5 * 40;
    const expected = {
      q: q0.map((row, b) =>
        row.map(
          (x, i) => x * Math.cos(w[i] * m[i] * t) + (m[i] / w[i]) * p0[b][i] * Math.sin(w[i] * m[i] * t),
        ),
      ),
      p: p0.map((row, b) =>
        row.map(
          (x, i) => x * Math.cos(w[i] * m[i] * t) - (w[i] / m[i]) * q0[b][i] * Math.sin(w[i] * m[i] * t),
        ),
      ),
    };
    const reached = built(harmonic).last(2.5, 40);
    expect(farthest(flat(reached), [...expected.q.flat(), ...expected.p.flat()])).toBeLessThan(2e-4);
  });

  it.each([
    ['leapfrog', 2, 0.4],
    ['pefrl4', 4, 0.3],
  ] as const)('with the weights of %s errs by dt^%i where a network kicks', (method, order, longest) => {
    // Slow enough for steps at which an order shows and float32 does not.
    const slow: Config = {
      ...anharmonic,
      potential: { ...anharmonic.potential, frequencies: [0.5, 1] },
      kinetic: { ...anharmonic.kinetic, frequencies: [0.5, 1.2] },
    };
    const config: Config = {
      ...slow,
      integrator: { method, stepsPerFrame: 1, drift: 'oscillator' },
    };
    const { last } = built(config);
    // The same motion by another way: everything kicks, in steps so small that the method no longer matters.
    const reference = flat(
      built({ ...slow, integrator: { method: 'pefrl4', stepsPerFrame: 16 } }).last(0.1, 24),
    );
    const errors = [longest, longest / 2].map((dt) =>
      farthest(flat(last(dt, Math.round(2.4 / dt))), reference),
    );
    const measured = Math.log2(errors[0] / errors[1]);
    expect(errors[1]).toBeGreaterThan(2e-6);
    expect(measured).toBeGreaterThan(order - 0.4);
    expect(measured).toBeLessThan(order + 0.8);
  });

  it('errs less than a free drift by far where little is anharmonic', () => {
    const weak: Config = {
      ...anharmonic,
      potential: {
        ...anharmonic.potential,
        layers: [
          { type: 'dense', units: 8 },
          { type: 'activation', name: 'tanh' },
          { type: 'dense', units: 1, bias: false, gain: 0.05 },
        ],
      },
    };
    const free = (stepsPerFrame: number): Config => ({
      ...weak,
      integrator: { method: 'pefrl4', stepsPerFrame },
    });
    const reference = flat(built(free(8)).last(0.25, 30));
    const error = (config: Config) => farthest(flat(built(config).last(0.25, 30)), reference);
    const freely = error({ ...weak, integrator: { method: 'leapfrog', stepsPerFrame: 1 } });
    expect(error(weak)).toBeLessThan(freely / 50);
  });

  it('comes back by the step of -dt, each sample at a time step of its own', () => {
    const { last } = built(anharmonic);
    const dt = tf.tensor1d([0.3, -0.7]);
    const away = last(dt, 20);
    const back = last(tf.neg(dt), 20, away);
    expect(farthest(flat(back), flat(start()))).toBeLessThan(1e-4);
    expect(farthest(flat(away), flat(start()))).toBeGreaterThan(0.5);
    const alone = last(0.3, 20);
    expect(farthest([...away.q.dataSync()].slice(0, 3), [...alone.q.dataSync()].slice(0, 3))).toBeLessThan(
      1e-5,
    );
  });

  it('preserves the canonical two-form', () => {
    const { last } = built(anharmonic);
    // Rows of the Jacobian of one step in z = (q, p), by reverse mode.
    const z = tf.tensor1d([1, -0.5, 0.3, 0.1, 0.7, -0.4]);
    const component = (i: number) =>
      grad((at: tf.Tensor) => {
        const [q, p] = tf.split(tf.reshape(at, [1, 6]), 2, 1);
        const end = last(0.4, 1, { q, p });
        return tf.reshape<tf.Rank.R0>(tf.slice(tf.concat([end.q, end.p], 1), [0, i], [1, 1]), []);
      })(z);
    const J = tf.stack([0, 1, 2, 3, 4, 5].map(component));
    const unit = tf.eye(3);
    const zero = tf.zeros([3, 3]);
    const form = tf.concat([tf.concat([zero, unit], 1), tf.concat([tf.neg(unit), zero], 1)], 0);
    const kept = tf.matMul(tf.matMul(J, form, true), J);
    expect(farthest([...kept.dataSync()], [...form.dataSync()])).toBeLessThan(2e-6);
  });

  it('has values and derivatives through a frequency of 0, where an oscillator drifts freely', () => {
    const [m, t] = [tf.scalar(1.5), 0.8];
    const at = { q: tf.scalar(0.4), p: tf.scalar(-0.9) };
    const end = (w: tf.Tensor) => turn({ w, m }, t)(at);
    expect(end(tf.scalar(0)).q.dataSync()[0]).toBeCloseTo(0.4 - 0.9 * 1.5 ** 2 * t, 6);
    for (const w of [0, 1e-3, 0.024, 0.026, 0.9]) {
      const slope = grad((x: tf.Tensor) => tf.add<tf.Scalar>(end(x).q, end(x).p))(tf.scalar(w)).dataSync()[0];
      const exact = (x: number): number => {
        const angle = x * 1.5 * t;
        const sinc = angle === 0 ? 1 : Math.sin(angle) / angle;
        const [q, p] = [0.4, -0.9];
        return Math.cos(angle) * (q + p) + 1.5 ** 2 * t * sinc * p - x * x * t * sinc * q;
      };
      const h = 1e-4;
      expect(slope).toBeCloseTo((exact(w + h) - exact(w - h)) / (2 * h), 4);
    }
  });

  it('compiles to what it is, gradients by all parameters included', async () => {
    const { dynamics } = built(anharmonic);
    const { vector, unravel } = ravel(dynamics.init(key(4)));
    const reach = (of: tf.Tensor, dt: tf.Tensor): tf.Scalar => {
      const end = dynamics.rollout(unravel(of), start(), { dt: dt as tf.Tensor1D, steps: 5 })[5];
      return tf.sum(tf.mul(end.q, end.p));
    };
    const slopes = (of: tf.Tensor, dt: tf.Tensor) => grad((x: tf.Tensor) => reach(x, dt))(of);
    const parameters = tf.tensor1d(vector.data as Float32Array);
    const dt = tf.tensor1d([0.3, -0.7]);
    const compiled = await jit(slopes, [parameters, dt]);
    const [a, b] = [[...(await compiled(parameters, dt)).dataSync()], [...slopes(parameters, dt).dataSync()]];
    await compiled.dispose();
    expect(farthest(a, b)).toBeLessThan(1e-4);
    expect(Math.max(...b.map(Math.abs))).toBeGreaterThan(0.1);
  });

  it('loses energy to friction as the exact damped oscillator does', () => {
    const rate = 0.2;
    const dynamics = createDynamics(
      {
        type: 'dissipative',
        potential: { quadratic: 'unit', layers: [] },
        kinetic: { quadratic: 'unit', layers: [] },
        friction: { rate, layers: [] },
        integrator: { method: 'leapfrog', stepsPerFrame: 8, drift: 'oscillator' },
      },
      [1],
    );
    const parameters = toTensors(dynamics.init(key(0)));
    const at = { q: tf.tensor2d([[1]]), p: tf.tensor2d([[0]]) };
    const end = dynamics.rollout(parameters, at, { dt: 0.2, steps: 30 })[30];
    const [t, w] = [6, Math.sqrt(1 - rate ** 2 / 4)];
    const exact = Math.exp((-rate / 2) * t) * (Math.cos(w * t) + (rate / 2 / w) * Math.sin(w * t));
    expect(end.q.dataSync()[0]).toBeCloseTo(exact, 4);
  });

  it.each([
    [
      'a potential without a quadratic term',
      { potential: { ...anharmonic.potential, quadratic: 'none' } },
      /potential\.quadratic: none/,
    ],
    [
      'a kinetic energy with layers',
      { kinetic: anharmonic.potential },
      /3 kinetic layers; set kinetic\.layers to \[\]/,
    ],
    [
      'a method that is no splitting',
      { integrator: { method: 'implicitMidpoint', stepsPerFrame: 1, drift: 'oscillator' } },
      /kicks and drifts, but got integrator\.method 'implicitMidpoint'; use one of .*leapfrog/,
    ],
  ] as const)('refuses %s', (_, change, message) => {
    expect(() => createDynamics({ ...anharmonic, ...change }, [3])).toThrow(message);
  });
});

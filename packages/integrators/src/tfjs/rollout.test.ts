import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { integrate } from '../core/integrate.ts';
import { UnsupportedSystemError } from '../core/errors.ts';
import { methods } from '../methods.ts';
import { rollout, type TensorSystem } from './rollout.ts';

// H = sqrt(1 + p^2) + 1.7 (1 - cos q), in both forms.
const stiffness = 1.7;
const tensorSystem: TensorSystem = {
  separable: true,
  dHdq: (q) => tf.mul(tf.sin(q), stiffness),
  dHdp: (_q, p) => tf.div(p, tf.sqrt(tf.add(1, tf.square(p)))),
};
const system = {
  separable: true,
  dHdq: (q: Float64Array, _p: Float64Array, out: Float64Array) => (
    (out[0] = stiffness * Math.sin(q[0])),
    out
  ),
  dHdp: (_q: Float64Array, p: Float64Array, out: Float64Array) => (
    (out[0] = p[0] / Math.sqrt(1 + p[0] ** 2)),
    out
  ),
};

beforeAll(async () => {
  await tf.setBackend('cpu');
});

test.each(Object.values(methods).filter((m) => !m.requiresQuadraticKinetic && m.name !== 'dormandPrince54'))(
  '$name over tensors takes the steps that it takes over Float64Array',
  (method) => {
    const states = rollout(
      method,
      tensorSystem,
      { q: tf.tensor2d([[1.2]]), p: tf.tensor2d([[0.4]]) },
      { dt: 0.1, steps: 20 },
    );
    const { q, p } = integrate(
      method,
      system,
      { q: Float64Array.of(1.2), p: Float64Array.of(0.4) },
      { dt: 0.1, steps: 20 },
    );
    states.forEach((state, i) => {
      expect(Math.abs(state.q.dataSync()[0] - q[i])).toBeLessThan(1e-5);
      expect(Math.abs(state.p.dataSync()[0] - p[i])).toBeLessThan(1e-5);
    });
  },
);

test('leapfrog evaluates dHdq and dHdp once per step, and dHdq once more to begin', () => {
  let kicks = 0;
  let drifts = 0;
  const counted: TensorSystem = {
    separable: true,
    dHdq: (q, p, t) => (kicks++, tensorSystem.dHdq(q, p, t)),
    dHdp: (q, p, t) => (drifts++, tensorSystem.dHdp(q, p, t)),
  };
  rollout(methods.leapfrog, counted, { q: tf.ones([2, 3]), p: tf.zeros([2, 3]) }, { dt: 0.1, steps: 29 });
  expect({ kicks, drifts }).toEqual({ kicks: 30, drifts: 29 });
});

test('a tensor of steps gives every trajectory its own', () => {
  const start = { q: tf.tensor2d([[1.2], [1.2], [1.2]]), p: tf.tensor2d([[0.4], [0.4], [0.4]]) };
  const steps = [0.1, -0.1, 0.05];
  const together = rollout(methods.yoshida4, tensorSystem, start, {
    dt: tf.tensor2d(steps, [3, 1]),
    steps: 7,
  });
  const ends = together[7].q.dataSync();
  steps.forEach((dt, row) => {
    const alone = rollout(methods.yoshida4, tensorSystem, start, { dt, steps: 7 })[7].q.dataSync()[row];
    expect(Math.abs(ends[row] - alone)).toBeLessThan(1e-6);
  });
});

test('rolling forward and back returns to the start', () => {
  const start = { q: tf.tensor2d([[1.2, 0.3]]), p: tf.tensor2d([[0.4, -0.8]]) };
  const there = rollout(methods.leapfrog, tensorSystem, start, { dt: 0.2, steps: 30 });
  const back = rollout(methods.leapfrog, tensorSystem, there[30], { dt: -0.2, steps: 30 });
  expect(tf.max(tf.abs(tf.sub(back[30].q, start.q))).dataSync()[0]).toBeLessThan(1e-5);
});

test('leaves no tensors behind but the states it returns', () => {
  const start = { q: tf.ones([2, 1]), p: tf.zeros([2, 1]) };
  const before = tf.memory().numTensors;
  const states = rollout(methods.yoshida4, tensorSystem, start, { dt: 0.1, steps: 5 });
  expect(tf.memory().numTensors - before).toBe(10);
  for (const { q, p } of states.slice(1)) tf.dispose([q, p]);
  expect(tf.memory().numTensors).toBe(before);
});

test('a system that does not separate is refused by leapfrog, with the alternatives named', () => {
  const general = { ...tensorSystem, separable: false };
  const start = { q: tf.ones([1]), p: tf.zeros([1]) };
  expect(() => rollout(methods.leapfrog, general, start, { dt: 0.1, steps: 1 })).toThrow(
    UnsupportedSystemError,
  );
  expect(() => rollout(methods.leapfrog, general, start, { dt: 0.1, steps: 1 })).toThrow(/implicitMidpoint/);
});

test('shapes that would spread over one another are refused', () => {
  const go = (q: tf.Tensor, p: tf.Tensor, system = tensorSystem) =>
    rollout(methods.leapfrog, system, { q, p }, { dt: 0.1, steps: 2 });
  expect(() => go(tf.ones([2, 1]), tf.ones([2]))).toThrow(
    'rollout: q and p must have the same shape, but got [2,1] and [2]',
  );
  const flat = { ...tensorSystem, dHdp: (_q: tf.Tensor, p: tf.Tensor) => tf.reshape(p, [2]) };
  expect(() => go(tf.ones([2, 1]), tf.ones([2, 1]), flat)).toThrow(
    'rollout: dHdp must return the shape of q, [2,1], but got [2]',
  );
});

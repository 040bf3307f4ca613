import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { grad, valueAndGrad } from './grad.ts';
import { reversibleValueAndGrad } from './reversible.ts';

interface Params {
  readonly k: tf.Tensor;
  readonly m: tf.Tensor;
}
interface State {
  readonly q: tf.Tensor;
  readonly p: tf.Tensor;
}

/** A pendulum with a kinetic energy that is no square: the gradients of H come from grad themselves. */
const potential = (k: tf.Tensor) => grad((q: tf.Tensor) => tf.sum(tf.mul(k, tf.cos(q))));
const kinetic = (m: tf.Tensor) => grad((p: tf.Tensor) => tf.sum(tf.sqrt(tf.add(tf.square(p), m))));
const leapfrog = ({ k, m }: Params, { q, p }: State, dt: number): State => {
  const half = tf.add(p, tf.mul(dt / 2, potential(k)(q)));
  const next = tf.add(q, tf.mul(dt, kinetic(m)(half)));
  return { q: next, p: tf.add(half, tf.mul(dt / 2, potential(k)(next))) };
};
const loss = (_: Params, { q, p }: State, index: number) =>
  tf.mul(index + 1, tf.mean(tf.add(tf.square(q), tf.tanh(p))));
const params = { k: 0.7, m: 1.3 };
const state = { q: { dtype: 'float32', shape: [3], data: Float32Array.of(0.2, -0.5, 1) }, p: { dtype: 'float32', shape: [3], data: Float32Array.of(0.1, 0.4, -0.3) } } as const; // oxfmt-ignore

test('gives the value and gradients of the rollout that keeps its states', () => {
  const steps = 20;
  const kept = valueAndGrad(({ params: w, state: s }: { params: Params; state: State }) => {
    let [at, sum] = [s, loss(w, s, 0)];
    for (let i = 1; i <= steps; i++) {
      at = leapfrog(w, at, 0.1);
      sum = tf.add(sum, loss(w, at, i));
    }
    return sum;
  })({ params, state });
  const before = tf.memory().numTensors;
  const result = reversibleValueAndGrad({
    step: (w: Params, s: State) => leapfrog(w, s, 0.1),
    inverse: (w, s) => leapfrog(w, s, -0.1),
    steps,
    loss,
  })(params, state);
  // The value, four gradients, and the error.
  expect(tf.memory().numTensors - before).toBe(6);
  expect(result.value.dataSync()[0]).toBeCloseTo(kept.value.dataSync()[0], 3);
  const close = (a: tf.Tensor, b: tf.Tensor) =>
    Array.from(a.dataSync()).forEach((x, i) => expect(Math.abs(x / b.dataSync()[i] - 1)).toBeLessThan(1e-4));
  close(result.grad.k, kept.grad.params.k);
  close(result.grad.m, kept.grad.params.m);
  close(result.stateGrad.q, kept.grad.state.q);
  close(result.stateGrad.p, kept.grad.state.p);
  expect(result.reconstructionError.dataSync()[0]).toBeLessThan(1e-6);
});

test('holds hardly more for more steps, also where a leaf of the state is handed on', async () => {
  const handedOn = (w: Params, { dt, ...s }: State & { dt: tf.Tensor }, sign: number) => ({
    ...leapfrog(w, s, 0.1 * sign),
    dt,
  });
  const peakOf = async (steps: number) => {
    const rollout = reversibleValueAndGrad({
      step: (w: Params, s: State & { dt: tf.Tensor }) => handedOn(w, s, 1),
      inverse: (w, s) => handedOn(w, s, -1),
      steps,
      loss,
    });
    const profile = await tf.profile(() => rollout(params, { ...state, dt: 0.1 }).value);
    return profile.peakBytes;
  };
  expect(await peakOf(40)).toBeLessThan(1.5 * (await peakOf(5)));
});

test('tells by the error that a step was not undone', () => {
  const { reconstructionError } = reversibleValueAndGrad({
    step: (w: Params, s: State) => leapfrog(w, s, 0.1),
    inverse: (w, s) => leapfrog(w, s, -0.09),
    steps: 20,
    loss,
  })(params, state);
  expect(reconstructionError.dataSync()[0]).toBeGreaterThan(0.01);
});

test('refuses a number of steps that is none', () => {
  const rollout = { step: (_: tf.Tensor, s: tf.Tensor) => s, inverse: (_: tf.Tensor, s: tf.Tensor) => s, loss: (_: tf.Tensor, s: tf.Tensor) => s }; // oxfmt-ignore
  expect(() => reversibleValueAndGrad({ ...rollout, steps: 0 })).toThrow('steps must be a positive integer');
});

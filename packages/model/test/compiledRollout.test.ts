import { integrate, methods, type Method } from '@hgn/integrators';
import { rollout } from '@hgn/integrators/tfjs';
import { jit } from '@hgn/jit';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { expect, test } from 'vitest';

// H = p^2 / (2 m) - k cos q, whose k is to be learnt: the loss sum((q - 0.3)^2) + sum(p) after some steps.
const [mass, dt, steps] = [0.5, 0.15, 6];
const start = { q: [1.2, -0.4], p: [0.4, 0.9] };

type Inputs = [k: tf.Tensor, q: tf.Tensor, p: tf.Tensor, dt: tf.Tensor];

const gradients =
  (method: Method) =>
  (...inputs: Inputs) => {
    const loss = (...[k, q, p, step]: Inputs): tf.Scalar => {
      const system = {
        separable: true,
        quadraticKinetic: true,
        dHdq: (x: tf.Tensor) => tf.mul(tf.sin(x), k),
        dHdp: (_q: tf.Tensor, y: tf.Tensor) => tf.div(y, mass),
      };
      // Tao's methods need a number.
      const options = { dt: method.doubled === true ? dt : step, steps };
      const end = rollout(method, system, { q, p }, options)[steps];
      // The gradient by an input that a method does not read is 0.
      const unread = tf.mul(step, 0);
      return tf.add(tf.sum(tf.square(tf.sub(end.q, 0.3))), tf.sum(tf.add(end.p, unread)));
    };
    const [dk, dq, dp, dStep] = tf.grads(loss)(inputs);
    return { loss: loss(...inputs), dk, dq, dp, dStep };
  };

/** The same loss over Float64Array. */
function loss64(method: Method, k: number, q: readonly number[], p: readonly number[], step = dt): number {
  const system = {
    separable: true,
    quadraticKinetic: true,
    dHdq: (x: Float64Array, _p: Float64Array, out: Float64Array) => (
      x.forEach((angle, i) => (out[i] = k * Math.sin(angle))),
      out
    ),
    dHdp: (_q: Float64Array, y: Float64Array, out: Float64Array) => (
      y.forEach((momentum, i) => (out[i] = momentum / mass)),
      out
    ),
  };
  const state = { q: Float64Array.from(q), p: Float64Array.from(p) };
  // An adaptive method takes fixed steps of dt over tensors.
  const fixed = { relativeTolerance: 1e300, initialStep: step, maximumStep: step };
  const end = integrate(method, system, state, { dt: step, steps, saveEvery: steps, ...fixed });
  return [0, 1].reduce((sum, i) => sum + (end.q[2 + i] - 0.3) ** 2 + end.p[2 + i], 0);
}

const slope = (f: (x: number) => number, x: number) => (f(x + 1e-5) - f(x - 1e-5)) / 2e-5;
const replaced = (list: readonly number[], at: number, x: number) => list.map((y, i) => (i === at ? x : y));

test.each(Object.values(methods))(
  'a rollout by $name is compiled, and its gradients are those of the float64 run',
  async (method) => {
    const host = (values: readonly number[]) =>
      ({ dtype: 'float32', shape: [values.length], data: Float32Array.from(values) }) as const;
    // Traced on other values than it is run on.
    const example = host([0.1, 0.1]);
    const compiled = await jit(gradients(method), [1, example, example, 0.2], { engine: 'onnx-cpu' });
    const found = await compiled.arrays(1.7, host(start.q), host(start.p), dt);
    await compiled.dispose();
    const near = (value: number, truth: number, what: string) => {
      expect(Math.abs(value - truth), `${what}: ${value} for ${truth}`).toBeLessThan(
        2e-5 * (1 + Math.abs(truth)),
      );
    };
    near(found.loss.data[0], loss64(method, 1.7, start.q, start.p), 'loss');
    near(
      found.dk.data[0],
      slope((k) => loss64(method, k, start.q, start.p), 1.7),
      'dk',
    );
    near(
      found.dStep.data[0],
      method.doubled === true ? 0 : slope((h) => loss64(method, 1.7, start.q, start.p, h), dt),
      'derivative by the time step',
    );
    for (const i of [0, 1]) {
      near(
        found.dq.data[i],
        slope((x) => loss64(method, 1.7, replaced(start.q, i, x), start.p), start.q[i]),
        'dq',
      );
      near(
        found.dp.data[i],
        slope((x) => loss64(method, 1.7, start.q, replaced(start.p, i, x)), start.p[i]),
        'dp',
      );
    }
  },
);

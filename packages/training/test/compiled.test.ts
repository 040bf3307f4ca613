import '@tensorflow/tfjs-backend-cpu';
import { toArrays, toTensors, type NdArray } from '@hgn/autodiff';
import { jit } from '@hgn/jit';
import { adam, clipByGlobalNorm, key, normal, sgd, split, type Optimiser } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';

/** The state of an optimiser of one vector: named arrays. */
type Named<L> = Readonly<Record<string, L>>;

const [weights, slopes] = split(key(1), 2).map((each) => normal(each, [1000]));
const curvature = slopes.data as Float32Array;

/** A step as a training compiles it: gradients, clipping, then the optimiser, the rate an input. */
function stepOf(optimiser: Optimiser) {
  return (state: Named<tf.Tensor>, params: tf.Tensor, learningRate: tf.Tensor) =>
    tf.tidy(() => {
      const { grads } = clipByGlobalNorm(tf.mul(params, tf.tensor1d(curvature)), 5);
      const next = optimiser.update(grads, state, params, { learningRate });
      return { params: next.params, state: next.state as Record<string, tf.Tensor> };
    });
}

describe.each([
  ['adam', adam()],
  ['sgd with momentum', sgd({ momentum: 0.9 })],
])('a compiled step of %s', (_name, optimiser) => {
  it('gives what the eager one gives, over ten steps with a changing rate', async () => {
    const update = stepOf(optimiser);
    const start = optimiser.init(weights) as Named<NdArray>;
    const step = await jit(update, [start, weights, 0]);
    let compiled: { params: NdArray; state: Named<NdArray> } = { params: weights, state: start };
    let eager = compiled;
    for (let t = 1; t <= 10; t++) {
      const rate = 0.01 / t;
      compiled = await step.arrays(compiled.state, compiled.params, rate);
      const before = tf.memory().numTensors;
      const inputs = {
        params: toTensors(eager.params),
        state: toTensors(eager.state),
        rate: tf.scalar(rate),
      };
      const next = update(inputs.state, inputs.params, inputs.rate);
      eager = await toArrays(next);
      tf.dispose([inputs, next]);
      expect(tf.memory().numTensors).toBe(before);
    }
    const ours: Named<NdArray> = { params: compiled.params, ...compiled.state };
    for (const [name, { data }] of Object.entries({ params: eager.params, ...eager.state })) {
      const largest = Math.max(...data.map(Math.abs));
      data.forEach((value, at) => {
        expect(Math.abs(ours[name].data[at] - value), name).toBeLessThanOrEqual(2e-6 * largest);
      });
    }
    await step.dispose();
  });
});

it('Adam on one vector is at most 30 operators, however many parameters there are', async () => {
  const optimiser = adam();
  const update = (state: Named<tf.Tensor>, grads: tf.Tensor, params: tf.Tensor) =>
    optimiser.update(grads, state, params) as { params: tf.Tensor; state: Record<string, tf.Tensor> };
  const step = await jit(update, [optimiser.init(weights) as Named<NdArray>, slopes, weights]);
  await step.arrays(optimiser.init(weights) as Named<NdArray>, slopes, weights);
  if (step.engine !== 'tfjs') expect(step.stats?.onnxNodes).toBeLessThanOrEqual(30);
  await step.dispose();
});

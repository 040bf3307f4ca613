import '@tensorflow/tfjs-backend-cpu';
import { toArrays, toTensors, treeLeaves, treePaths, type NdArray, type Tree } from '@hgn/autodiff';
import { jit } from '@hgn/jit';
import { adam, clipByGlobalNorm, key, normal, sgd, split, type Optimiser } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';

const [weights, slopes] = split(key(1), 2).map((each) => normal(each, [1000]));

/** A step as a training compiles it: clipping, then the optimiser, the rate an input. */
const stepOf = (optimiser: Optimiser) => (state: Tree<tf.Tensor>, params: tf.Tensor, rate: tf.Tensor) =>
  optimiser.update(clipByGlobalNorm(tf.mul(params, tf.tensor1d(slopes.data as Float32Array)), 5).grads, state, params, {
    learningRate: rate,
  });

describe.each([
  ['adam', adam()],
  ['sgd with momentum', sgd({ momentum: 0.9 })],
])('a compiled step of %s', (_name, optimiser) => {
  it('gives what the eager one gives, over ten steps with a changing rate', async () => {
    const update = stepOf(optimiser);
    const step = await jit(update, [optimiser.init(weights), weights, 0] as never);
    let compiled = { params: weights, state: optimiser.init(weights) };
    let eager = compiled;
    for (let t = 1; t <= 10; t++) {
      const rate = 0.01 / t;
      compiled = (await step.arrays(compiled.state as never, compiled.params as never, rate as never)) as never;
      const before = tf.memory().numTensors;
      const inputs = { params: toTensors(eager.params), state: toTensors(eager.state), rate: tf.scalar(rate) };
      const next = update(inputs.state, inputs.params, inputs.rate);
      eager = await toArrays({ params: next.params, state: next.state });
      tf.dispose([inputs, next] as unknown as tf.TensorContainer);
      expect(tf.memory().numTensors).toBe(before);
    }
    const [ours, theirs] = [compiled, eager].map((result) => treeLeaves<NdArray>(result as unknown as Tree<NdArray>));
    for (const [index, path] of treePaths(eager as unknown as Tree<NdArray>).entries()) {
      const largest = Math.max(...theirs[index].data.map(Math.abs));
      theirs[index].data.forEach((value, at) => {
        expect(Math.abs(ours[index].data[at] - value), path).toBeLessThanOrEqual(2e-6 * largest);
      });
    }
    await step.dispose();
  });
});

it('Adam on one vector is a few dozen nodes, however many parameters there are', async () => {
  const optimiser = adam();
  const update = (state: Tree<tf.Tensor>, grads: tf.Tensor, params: tf.Tensor) =>
    optimiser.update(grads, state, params);
  const step = await jit(update, [optimiser.init(weights), slopes, weights] as never);
  if (step.stats) expect(step.stats.onnxNodes).toBeLessThanOrEqual(30);
  await step.dispose();
});

import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { compiledEngines } from './compiledEngines.ts';
import { jit } from '../src/index.ts';

beforeAll(() => tf.setBackend('cpu'));

const buffer = (...values: number[]) =>
  ({ dtype: 'float32', shape: [values.length], data: Float32Array.from(values) }) as const;

describe.each([...compiledEngines, 'tfjs'] as const)('arguments belong to the call, on %s', (engine) => {
  const double = (x: tf.Tensor) => tf.mul(x, 2);

  test('a buffer that is written to before the result is there', async () => {
    const x = buffer(1, 2);
    const step = await jit(double, [x], { engine });
    const promise = step.arrays(x);
    x.data.fill(9);
    expect(Array.from((await promise).data)).toEqual([2, 4]);
    const tensor = step(x);
    x.data.fill(7);
    expect(Array.from((await tensor).dataSync())).toEqual([18, 18]);
    await step.dispose();
  });

  test('a buffer that queued calls share', async () => {
    const x = buffer(0);
    const step = await jit(double, [x], { engine });
    const results = [1, 2, 3].map((value) => {
      x.data[0] = value;
      return step.arrays(x);
    });
    expect((await Promise.all(results)).map(({ data }) => data[0])).toEqual([2, 4, 6]);
    await step.dispose();
  });

  test('a buffer that bound calls share, and the one that the state came in', async () => {
    const count = (state: tf.Tensor, by: tf.Tensor) => ({ state: tf.add(state, by), before: tf.clone(by) });
    const [x, initial] = [buffer(0), buffer(0)];
    const step = await jit(count, [initial, x], { engine });
    const bound = step.bind(initial);
    initial.data[0] = 100;
    const results = [1, 2, 3].map((value) => {
      x.data[0] = value;
      return bound(x);
    });
    expect((await Promise.all(results)).map(({ before }) => before.data[0])).toEqual([1, 2, 3]);
    const state = await bound.state();
    expect(state.data[0]).toBe(6);
    state.data[0] = 50;
    expect((await bound.state()).data[0]).toBe(6);
    await step.dispose();
  });

  test('a tensor that is disposed before the result is there', async () => {
    const before = tf.memory().numTensors;
    const count = (state: tf.Tensor, by: tf.Tensor) => ({ state: tf.add(state, by) });
    const [x, by] = [tf.tensor1d([1, 2]), tf.tensor1d([3, 4])];
    const step = await jit(count, [x, by], { engine });
    const promise = step.arrays(x, by);
    const bound = step.bind(x);
    const queued = [bound(by), bound(by)];
    tf.dispose([x, by]);
    expect(Array.from((await promise).state.data)).toEqual([4, 6]);
    await Promise.all(queued);
    expect(Array.from((await bound.state()).data)).toEqual([7, 10]);
    await step.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('a result is not the argument that it equals', async () => {
    const x = buffer(1, 2);
    const step = await jit((v: tf.Tensor) => v, [x], { engine });
    const result = await step.arrays(x);
    x.data.fill(9);
    expect(Array.from(result.data)).toEqual([1, 2]);
    await step.dispose();
  });

  test('a call with what is no argument rejects', async () => {
    const step = await jit(double, [buffer(1)], { engine });
    await expect(step.arrays('one' as never)).rejects.toThrow('arguments must be numbers');
    await step.dispose();
  });

  test('lent arguments are free again once the result is there, which is none of them', async () => {
    const step = await jit((x: tf.Tensor, by: tf.Tensor) => ({ same: x, product: tf.mul(x, by) }), [buffer(1, 2), 3], {
      engine,
    }); // oxfmt-ignore
    const x = buffer(1, 2);
    const results = [];
    for (const factor of [2, 3]) {
      results.push(await step.lent(x, factor));
      x.data.fill(10 * factor);
    }
    expect(results.map(({ same, product }) => [...same.data, ...product.data])).toEqual([
      [1, 2, 2, 4],
      [20, 20, 60, 60],
    ]);
    await expect(step.lent('one' as never, 1)).rejects.toThrow('arguments must be numbers');
    await step.dispose();
    await expect(step.lent(x, 1)).rejects.toThrow('was disposed');
  });
});

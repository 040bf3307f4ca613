import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { grad, ndarray, valueAndGrad, type NdArray } from '@hgn/autodiff';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { relativeError } from '../../test/compare.ts';
import { nativeIsBuilt } from '../../test/compiledEngines.ts';
import { jit } from '../jit.ts';
import { asOne } from './inParts.ts';
import { jitInParts } from './jitInParts.ts';

beforeAll(() => tf.setBackend('cpu'));

type Weights = { readonly w: tf.Tensor; readonly v: tf.Tensor };
type Data = { readonly x: tf.Tensor; readonly y: tf.Tensor };

/** Fits the force of a small network: gradients of gradients, and an optimiser with a moment. */
const training = {
  part({ weights }: State, { x, y }: Data) {
    const energy = ({ w, v }: Weights, at: tf.Tensor) => tf.sum(tf.matMul(tf.tanh(tf.matMul(at, w)), v));
    const lossOf = (all: Weights) =>
      tf.mean(tf.squaredDifference(grad((at: tf.Tensor) => energy(all, at))(x), y));
    const { value, grad: slope } = valueAndGrad(lossOf)(weights);
    return { value, slope: slope };
  },
  join({ weights, moment }: State, parts: readonly { value: tf.Tensor; slope: Weights }[], rate: tf.Tensor) {
    const mean = (of: (part: (typeof parts)[number]) => tf.Tensor) =>
      tf.div(tf.addN(parts.map(of)), parts.length);
    const next = (name: keyof Weights) =>
      tf.add(
        tf.mul(0.9, moment[name]),
        mean(({ slope }) => slope[name]),
      );
    const moved = { w: next('w'), v: next('v') };
    const step = (name: keyof Weights) => tf.sub(weights[name], tf.mul(rate, moved[name]));
    return {
      state: { weights: { w: step('w'), v: step('v') }, moment: moved },
      loss: mean(({ value }) => value),
    };
  },
};
type State = { readonly weights: Weights; readonly moment: Weights };

let drawn = 1;
const array = (...shape: number[]): NdArray => {
  const values = tf.randomUniform(shape, -1, 1, 'float32', drawn++);
  return ndarray(Float32Array.from(values.dataSync()), shape);
};
const weights = { w: array(3, 8), v: array(8, 1) };
const zeros = { w: ndarray(new Float32Array(24), [3, 8]), v: ndarray(new Float32Array(8), [8, 1]) };
const state = { weights, moment: zeros };
const data = (samples: number) => ({ x: array(samples, 3), y: array(samples, 3) });

const engines = [{ engine: 'onnx-cpu' as const }, ...(nativeIsBuilt ? [{ engine: 'native' as const }] : [])];

describe.each(engines)('a function in parts on $engine', ({ engine }) => {
  test.each([
    { parts: 1, threads: 2 },
    { parts: 2, threads: 1 },
    { parts: 2, threads: 2 },
    { parts: 3, threads: 2 },
    { parts: 2, threads: 5 },
  ])(
    'trains as the same function in one does: $parts parts on $threads threads',
    async ({ parts, threads }) => {
      const batch = Array.from({ length: parts }, () => data(6));
      const whole = await jit(asOne(training), [state, batch, 0.1], { threads, engine });
      const inParts = await jitInParts(training, [state, batch, 0.1], { threads, engine });
      const [expected, actual] = [whole.bind(state), inParts.bind(state)];
      for (let i = 0; i < 5; i++) {
        const [a, b] = [await expected(batch, 0.1), await actual(batch, 0.1)];
        expect(relativeError(a.loss.data, b.loss.data)).toBeLessThan(1e-6);
      }
      const [a, b] = [await expected.state(), await actual.state()];
      expect(relativeError(a.weights.w.data, b.weights.w.data)).toBeLessThan(1e-6);
      expect(relativeError(a.moment.v.data, b.moment.v.data)).toBeLessThan(1e-5);
      await whole.dispose();
      await inParts.dispose();
    },
  );

  test('gives the same bits on any number of threads', async () => {
    const batch = [data(5), data(5), data(5)];
    const results = [];
    for (const threads of [1, 2, 3, 4]) {
      const compiled = await jitInParts(training, [state, batch, 0.1], { threads, engine });
      const bound = compiled.bind(state);
      for (let i = 0; i < 3; i++) await bound(batch, 0.1);
      results.push((await bound.state()).weights.w.data);
      await compiled.dispose();
    }
    for (const other of results.slice(1)) expect(other).toEqual(results[0]);
  });

  test('keeps parts apart that differ, in their order', async () => {
    const compiled = await jitInParts(
      {
        part: (shared: tf.Tensor, own: tf.Tensor) => ({
          shifted: tf.add(shared, own),
          flag: tf.less(own, 2),
        }),
        join: (_: tf.Tensor, results: readonly { shifted: tf.Tensor; flag: tf.Tensor }[]) =>
          results.map((r) => r),
      },
      [10, [1, 2, 3]],
      { threads: 2, engine },
    );
    const results = await compiled.arrays(20, [3, 1, 2]);
    expect(results.map(({ shifted }) => shifted.data[0])).toEqual([23, 21, 22]);
    expect(results.map(({ flag }) => [flag.dtype, flag.data[0]])).toEqual([['bool', 0], ['bool', 1], ['bool', 0]]); // oxfmt-ignore
    await compiled.dispose();
  });

  test('takes calls that do not wait for each other, and new shapes', async () => {
    const compiled = await jitInParts(
      { part: (w: tf.Tensor, x: tf.Tensor) => tf.mul(w, tf.sum(x)), join: (_: tf.Tensor, all: readonly tf.Tensor[]) => tf.addN([...all]) },
      [1, [ndarray([1]), ndarray([2])]],
      { engine },
    ); // oxfmt-ignore
    const calls = Array.from({ length: 20 }, (_, i) =>
      compiled.arrays(i, [ndarray(new Array<number>(1 + (i % 3)).fill(1)), ndarray(new Array<number>(1 + (i % 3)).fill(2))]),
    ); // oxfmt-ignore
    const sums = (await Promise.all(calls)).map(({ data: [sum] }) => sum);
    expect(sums).toEqual(Array.from({ length: 20 }, (_, i) => 3 * i * (1 + (i % 3))));
    await compiled.dispose();
  });
});

describe('a function in parts', () => {
  test('runs as one function on engines without threads of their own', async () => {
    const batch = [data(4), data(4)];
    for (const engine of ['tfjs', 'onnx-wasm'] as const) {
      const compiled = await jitInParts(training, [state, batch, 0.1], { engine });
      expect(compiled.engine).toBe(engine);
      const { loss } = await compiled.arrays(state, batch, 0.1);
      const cpu = await jitInParts(training, [state, batch, 0.1], { engine: 'onnx-cpu' });
      const { loss: expected } = await cpu.arrays(state, batch, 0.1);
      expect(relativeError(expected.data, loss.data)).toBeLessThan(1e-5);
      await compiled.dispose();
      await cpu.dispose();
    }
  });

  test('says what it did', async () => {
    const batch = [data(4), data(4)];
    const compiled = await jitInParts(training, [state, batch, 0.1], { engine: 'onnx-cpu' });
    const whole = await jit(asOne(training), [state, batch, 0.1], { engine: 'onnx-cpu' });
    expect(compiled.stats?.kernelCalls).toBeGreaterThan(0);
    expect(compiled.stats?.onnxNodes).toBeLessThan(whole.stats?.onnxNodes ?? 0);
    expect(compiled.stats?.floatingPointOperations).toBeGreaterThan(0.8 * (whole.stats?.floatingPointOperations ?? NaN));
    expect(compiled.stats?.floatingPointOperations).toBeLessThan(1.3 * (whole.stats?.floatingPointOperations ?? NaN));
    await compiled.dispose();
    await whole.dispose();
  }); // oxfmt-ignore
});

describe('what it refuses', () => {
  const functions = { part: (w: tf.Tensor, x: tf.Tensor) => tf.mul(w, x), join: (_: tf.Tensor, all: readonly tf.Tensor[]) => tf.addN([...all]) }; // oxfmt-ignore

  test('no parts, or parts that differ in shape', async () => {
    await expect(jitInParts(functions, [1, []], { engine: 'onnx-cpu' })).rejects.toThrow(
      'jitInParts: the second argument must be a list of one part or more, but it is none; cut the data into parts',
    );
    await expect(
      jitInParts(functions, [1, [ndarray([1, 2]), ndarray([1])]], { engine: 'onnx-cpu' }),
    ).rejects.toThrow('but part 1 differs from part 0; cut the data into equal parts');
  });

  test('an option that there is not, and a call after its end', async () => {
    await expect(jitInParts(functions, [1, [1, 2]], { thread: 2 } as object)).rejects.toThrow('thread');
    const compiled = await jitInParts(functions, [1, [1, 2]], { engine: 'onnx-cpu' });
    await compiled.dispose();
    await expect(compiled.arrays(1, [1, 2])).rejects.toThrow('was disposed');
  });

  test.each(engines)(
    'an operation that fails on $engine is an error of the call, from any thread, and the next call works',
    async ({ engine }) => {
      const compiled = await jitInParts(
        {
          part: (table: tf.Tensor, at: tf.Tensor) => tf.gather(table, tf.cast(at, 'int32')),
          join: (_: tf.Tensor, all: readonly tf.Tensor[]) => tf.addN([...all]),
        },
        [ndarray([1, 2, 4]), [0, 1]],
        { threads: 2, engine },
      );
      const table = ndarray([1, 2, 4]);
      for (const places of [
        [7, 1],
        [1, 7],
        [7, 7],
      ]) {
        await expect(compiled.arrays(table, places)).rejects.toThrow(
          /out of data bounds|outside of what it picks from/,
        );
      }
      expect((await compiled.arrays(table, [1, 2])).data[0]).toBe(6);
      await compiled.dispose();
    },
  );
});

test('a process ends by itself although nothing was disposed', () => {
  const program = `
    import * as tf from '@tensorflow/tfjs-core';
    import { jitInParts } from ${JSON.stringify(new URL('../index.ts', import.meta.url).href)};
    const add = { part: (w, x) => tf.mul(w, x), join: (_, all) => tf.addN(all) };
    const compiled = await jitInParts(add, [2, [1, 2]], { threads: 2, engine: 'onnx-cpu' });
    console.log((await compiled.arrays(2, [3, 4])).data[0]);
  `;
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [
      '--conditions=@hgn/source',
      '--import',
      import.meta.resolve('tsx'),
      '--input-type=module',
      '-e',
      program,
    ],
    { encoding: 'utf8', timeout: 60_000, cwd: fileURLToPath(new URL('../..', import.meta.url)) },
  );
  expect({ stdout, stderr, status }).toEqual({ stdout: '14\n', stderr: '', status: 0 });
});

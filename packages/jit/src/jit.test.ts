import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { afterEach, describe, expect, test } from 'vitest';
import { compiledEngines } from '../test/compiledEngines.ts';
import { jit } from './jit.ts';

const host = (values: number[], shape = [values.length]) =>
  ({ dtype: 'float32', shape, data: Float32Array.from(values) }) as const;
const range = (length: number) => host(Array.from({ length }, (_, i) => Math.sin(i)));

describe.each([...compiledEngines, 'tfjs'] as const)('engine %s', (engine) => {
  test('gives the function of trees that was compiled, on other values than the example', async () => {
    const f = ({ w, b }: { w: tf.Tensor; b: tf.Tensor }, x: tf.Tensor) => ({
      y: tf.tanh(tf.add(tf.mul(w, x), b)),
      both: [tf.sum(x), b],
    });
    const step = await jit(f, [{ w: host([1, 2, 3]), b: 0 }, tf.ones([3])], { engine });
    const { y, both } = await step.arrays({ w: host([2, 2, 2]), b: 0.5 }, host([0.1, 0.2, 0.3]));
    [0.7, 0.9, 1.1].forEach((z, i) => expect(y.data[i]).toBeCloseTo(Math.tanh(z), 6));
    expect(both[0].data[0]).toBeCloseTo(0.6, 6);
    expect(both[1].data[0]).toBe(0.5);
    await step.dispose();
  });

  test('gives tensors, and leaves no others behind', async () => {
    const x = tf.tensor1d([1, 2]);
    const step = await jit((v: tf.Tensor) => [tf.square(v), v, v], [x], { engine });
    const before = tf.memory().numTensors;
    const results = await step(x);
    expect(Array.from(results[0].dataSync())).toEqual([1, 4]);
    expect(Array.from(results[1].dataSync())).toEqual([1, 2]);
    tf.dispose(results);
    expect(tf.memory().numTensors).toBe(before);
    expect(Array.from(x.dataSync())).toEqual([1, 2]);
    await step.dispose();
  });

  test('runs calls that overlap, each with its own arguments', async () => {
    const step = await jit((x: tf.Tensor, a: tf.Tensor) => tf.mul(x, a), [host([1, 2]), 1], { engine });
    const results = await Promise.all([1, 2, 3, 4, 5].map((a) => step.arrays(host([1, 2]), a)));
    expect(results.map((r) => Array.from(r.data))).toEqual([1, 2, 3, 4, 5].map((a) => [a, 2 * a]));
    await step.dispose();
  });

  test('refuses to run after dispose', async () => {
    const step = await jit((x: tf.Tensor) => tf.neg(x), [1], { engine });
    await step.dispose();
    await expect(step.arrays(1)).rejects.toThrow('was disposed');
  });

  test('gives the same bits for the same inputs', async () => {
    const f = (x: tf.Tensor) => tf.sum(tf.softmax(tf.matMul(x as tf.Tensor2D, x as tf.Tensor2D)), 0);
    const x = host(Array.from(range(1024).data), [32, 32]);
    const [first, second] = await Promise.all([jit(f, [x], { engine }), jit(f, [x], { engine })]);
    const results = [await first.arrays(x), await first.arrays(x), await second.arrays(x)];
    expect(results[1].data).toEqual(results[0].data);
    expect(results[2].data).toEqual(results[0].data);
    await Promise.all([first.dispose(), second.dispose()]);
  });
});

describe('bind', () => {
  const counter = (state: { count: tf.Tensor }, by: tf.Tensor) => ({
    state: { count: tf.add(state.count, by) },
    before: state.count,
  });

  test('keeps the state between calls, also when they overlap', async () => {
    const step = await jit(counter, [{ count: 0 }, 1], { engine: 'onnx-cpu' });
    const bound = step.bind({ count: 5 });
    expect((await bound.state()).count.data[0]).toBe(5);
    const results = await Promise.all([bound(1), bound(2), bound(3)]);
    expect(results.map(({ before }) => before.data[0])).toEqual([5, 6, 8]);
    expect(Object.keys(results[0])).toEqual(['before']);
    expect((await bound.state()).count.data[0]).toBe(11);
    await step.dispose();
  });

  test('runs ten thousand steps in flat memory, without tensors', async () => {
    const decay = (state: tf.Tensor, by: tf.Tensor) => ({ state: tf.mul(state, by), sum: tf.sum(state) });
    const step = await jit(decay, [tf.ones([1 << 14]), 1], { engine: 'onnx-cpu', threads: 1 });
    const bound = step.bind({ dtype: 'float32', shape: [1 << 14], data: new Float32Array(1 << 14).fill(1) });
    const tensors = tf.memory().numTensors;
    const residentAfter = async (steps: number) => {
      for (let i = 0; i < steps; i++) await bound(0.999);
      return process.memoryUsage.rss() / 2 ** 20;
    };
    const before = await residentAfter(1000);
    // The states of these steps together are 560 MiB.
    expect((await residentAfter(9000)) - before).toBeLessThan(150);
    expect(tf.memory().numTensors).toBe(tensors);
    await step.dispose();
  });

  test('gives back what a session held when it is disposed', async () => {
    const held = tf.ones([1 << 22]); // 16 MiB in every graph
    const compileAndDispose = async (times: number) => {
      for (let i = 0; i < times; i++) {
        const f = (x: tf.Tensor) => tf.sum(tf.mul(tf.add(held, tf.range(0, 1 << 22)), x));
        const step = await jit(f, [1], { engine: 'onnx-cpu', threads: 1 });
        await step.arrays(2);
        await step.dispose();
      }
      return process.memoryUsage.rss() / 2 ** 20;
    };
    const before = await compileAndDispose(4);
    // What twelve of them would hold is 384 MiB and more.
    expect((await compileAndDispose(12)) - before).toBeLessThan(200);
    held.dispose();
  });

  test('leaves the state as it was when a call fails', async () => {
    const step = await jit(counter, [{ count: 0 }, 1], { engine: 'onnx-cpu' });
    const bound = step.bind({ count: 5 });
    await expect(bound('no' as never)).rejects.toThrow('arguments must be numbers');
    expect((await bound.state()).count.data[0]).toBe(5);
    await step.dispose();
  });

  test('refuses a function that returns no state of that form', async () => {
    const step = await jit((x: tf.Tensor) => ({ state: [tf.neg(x)] }), [1], { engine: 'onnx-cpu' });
    await expect(step.bind(1)()).rejects.toThrow('return { state, … }');
    await step.dispose();
  });
});

describe('compiling', () => {
  afterEach(() => tf.setBackend('cpu'));

  test('happens again for new shapes, and keeps as many as the cache holds', async () => {
    let traced = 0;
    const f = (x: tf.Tensor) => {
      traced++;
      return tf.sum(x);
    };
    const step = await jit(f, [range(2)], { engine: 'onnx-cpu', cacheSize: 2 });
    for (const length of [2, 3, 2, 3]) await step.arrays(range(length));
    expect(traced).toBe(2);
    await step.arrays(range(4));
    await step.arrays(range(2));
    expect(traced).toBe(4);
    await step.dispose();
  });

  test('survives overlapping calls with more shapes than the cache holds', async () => {
    const step = await jit((x: tf.Tensor) => tf.sum(tf.onesLike(x)), [range(1)], {
      engine: 'onnx-cpu',
      cacheSize: 1,
    });
    const results = await Promise.all([1, 2, 3, 1, 2, 3].map((length) => step.arrays(range(length))));
    expect(results.map(({ data }) => data[0])).toEqual([1, 2, 3, 1, 2, 3]);
    await step.dispose();
  });

  test('leaves the backend as it was, also when the function throws', async () => {
    await tf.setBackend('cpu');
    const before = tf.memory().numTensors;
    const fail = (x: tf.Tensor) => {
      tf.square(x);
      throw new Error('mine');
    };
    await expect(jit(fail, [1], { engine: 'onnx-cpu' })).rejects.toThrow('mine');
    expect(tf.getBackend()).toBe('cpu');
    expect(tf.memory().numTensors).toBe(before);
    expect(tf.findBackend('hgn-jit')).toBeNull();
  });

  test('copies a captured tensor as it was', async () => {
    const captured = tf.tensor1d([1, 2, 3]);
    const step = await jit((x: tf.Tensor) => tf.add(x, captured), [range(3)], { engine: 'onnx-cpu' });
    captured.dispose();
    expect(Array.from((await step.arrays(host([1, 1, 1]))).data)).toEqual([2, 3, 4]);
    await step.dispose();
  });

  test('names the kernel, the call and the line of what it cannot compile', async () => {
    const f = (x: tf.Tensor) => tf.unique(x).values;
    const error = await jit(f, [range(3)], { engine: 'onnx-cpu' }).catch((e: unknown) => e);
    expect(error).toMatchObject({ name: 'UnsupportedKernelError', kernel: 'Unique' });
    expect(String(error)).toMatch(/tf\.unique_? at .*jit\.test\.ts:\d+:\d+/);
    expect(String(error)).toContain('trace/kernels');
  });

  test('says where values were read that do not exist yet', async () => {
    const f = (x: tf.Tensor) => (x.dataSync()[0] > 0 ? x : tf.neg(x));
    const error = await jit(f, [range(3)], { engine: 'onnx-cpu' }).catch((e: unknown) => e);
    expect(error).toMatchObject({ name: 'TraceError' });
    expect(String(error)).toMatch(/tensor\.dataSync at .*jit\.test\.ts:\d+:\d+/);
  });

  test('names the call and the line where an asynchronous function reads values, and fails once', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    const f = async (x: tf.Tensor) => tf.mul(x, (await x.data())[0]);
    await expect(jit(f as never, [1] as never, { engine: 'onnx-cpu' })).rejects.toThrow(
      'must be synchronous',
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  test('refuses an asynchronous function, an unknown engine and strings', async () => {
    const asynchronous = async (x: tf.Tensor) => Promise.resolve(tf.neg(x));
    await expect(jit(asynchronous, [1], { engine: 'onnx-cpu' })).rejects.toThrow('must be synchronous');
    await expect(jit((x: tf.Tensor) => x, [1], { engine: 'gpu' as 'tfjs' })).rejects.toThrow(
      'one of native, wasm, onnx-cpu',
    );
    await expect(jit(() => undefined as never, [], { engine: 'onnx-cpu' })).rejects.toThrow(
      'must return tensors, but got undefined',
    );
    const strings = tf.tensor1d(['a']);
    await expect(jit((x: tf.Tensor) => x, [strings], { engine: 'onnx-cpu' })).rejects.toThrow('got string');
  });

  test('writes the graph after each pass where HGN_JIT_DUMP says', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'jit-'));
    process.env.HGN_JIT_DUMP = folder;
    try {
      const step = await jit((x: tf.Tensor) => tf.mul(tf.exp(x), 2), [range(3)], { engine: 'onnx-cpu' });
      await step.dispose();
    } finally {
      delete process.env.HGN_JIT_DUMP;
    }
    const files = readdirSync(folder).sort();
    expect(files[0]).toBe('00-trace.json');
    const last = JSON.parse(readFileSync(join(folder, files.at(-1) ?? ''), 'utf8')) as {
      nodes: { op: string }[];
    };
    expect(last.nodes.map(({ op }) => op)).toEqual(['Input', 'Exp', 'Fill', 'Mul']);
    rmSync(folder, { recursive: true });
  });

  test('reports what it did', async () => {
    let time = 0;
    const clock = () => time++;
    const f = (x: tf.Tensor) => tf.add(tf.mul(x, 1), tf.mul(x, 1));
    const step = await jit(f, [range(3)], { engine: 'onnx-cpu', clock });
    const { stats } = step;
    expect(stats?.kernelCalls).toBe(3);
    expect(stats?.passes[0]).toMatchObject({ pass: 'foldConstants', nodesBefore: 4, milliseconds: 1 });
    stats?.passes
      .slice(1)
      .forEach(({ nodesBefore }, i) => expect(nodesBefore).toBe(stats.passes[i].nodesAfter));
    // x times 2.
    expect(stats?.passes.at(-1)?.nodesAfter).toBe(3);
    expect(stats?.floatingPointOperations).toBe(3);
    expect(stats?.peakBytes).toBe(3 * 4 + 4 + 3 * 4);
    expect(stats?.milliseconds.total).toBe(time - 1);
    expect(step.toOnnx().length).toBe(stats?.modelBytes);
    await step.dispose();
  });
});

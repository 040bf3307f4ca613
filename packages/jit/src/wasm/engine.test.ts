import { spawnSync } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { wasmIsBuilt } from '../../test/compiledEngines.ts';
import { jit } from '../index.ts';
import { lowerNative } from '../native/lowerNative.ts';
import { createNativeSession } from '../native/session.ts';
import { trace } from '../trace/trace.ts';
import { WasmExecutor } from './executor.ts';
import { loadWasmModule } from './module.ts';

beforeAll(() => tf.setBackend('cpu'));
afterEach(() => vi.restoreAllMocks());

/** Large enough that threads share it. */
const large = { dtype: 'float32', shape: [200, 200], data: new Float32Array(40_000).fill(0.5) } as const;
const shared = (x: tf.Tensor) => tf.tanh(tf.matMul(x, x));
const expected = Math.tanh(200 * 0.25);

describe.skipIf(!wasmIsBuilt)('the engine wasm', () => {
  test('runs without shared memory, as pages without isolation must', async () => {
    const executor = new WasmExecutor(await loadWasmModule(false), false);
    const signature = [{ shape: large.shape, dtype: large.dtype }] as const;
    const { graph } = trace(([x]) => [shared(x)], signature);
    const program = lowerNative(graph);
    expect(executor.threadsFor(program.words, 2)).toBe(1);
    const session = createNativeSession(executor, program, signature, 1);
    // Memory that is not shared moves when it grows.
    const before = (await session.run([large]))[0];
    const other = executor.createProgram(program.words, new Float32Array(10_000_000), 16, 1);
    const [after] = await session.run([large]);
    expect(before.data[39_999]).toBeCloseTo(expected, 6);
    expect(after).toEqual(before);
    executor.disposeProgram(other);
    await session.dispose();
  });

  test('ends its threads with the last function that is disposed, and starts none for small ones', async () => {
    const terminate = vi.spyOn(Worker.prototype, 'terminate');
    const options = { engine: 'wasm', threads: 3 } as const;
    const small = await jit((x: tf.Tensor) => tf.neg(x), [tf.ones([3])], options);
    await small.dispose();
    expect(terminate).toHaveBeenCalledTimes(0);
    const [first, second] = [await jit(shared, [large], options), await jit(shared, [large], options)];
    await first.dispose();
    await first.dispose();
    expect((await second.arrays(large)).data[7]).toBeCloseTo(expected, 6);
    expect(terminate).toHaveBeenCalledTimes(0);
    await second.dispose();
    await vi.waitFor(() => expect(terminate).toHaveBeenCalledTimes(2));
  });

  test('gives memory back: hundreds of functions in turn take no more than one', async () => {
    const kept = await jit((x: tf.Tensor) => tf.neg(x), [1], { engine: 'wasm' });
    const grow = vi.spyOn(WebAssembly.Memory.prototype, 'grow');
    for (let i = 0; i < 100; i++) {
      const compiled = await jit((x: tf.Tensor) => tf.add(shared(x), i), [large], { engine: 'wasm', threads: 1 }); // oxfmt-ignore
      await compiled.arrays(large);
      await compiled.dispose();
      if (i === 0) grow.mockClear();
    }
    expect(grow).not.toHaveBeenCalled();
    await kept.dispose();
  });

  test('keeps no process alive', () => {
    const program = `
      import { jit } from '@hgn/jit';
      import * as tf from '@tensorflow/tfjs-core';
      const x = { dtype: 'float32', shape: [200, 200], data: new Float32Array(40000).fill(0.5) };
      const compiled = await jit((x) => tf.tanh(tf.matMul(x, x)), [x], { engine: 'wasm', threads: 2 });
      console.log((await compiled.arrays(x)).data[0]);`;
    const flags = ['--import', 'tsx', '--conditions=@hgn/source', '--input-type=module'];
    const { stdout, stderr, status } = spawnSync(process.execPath, [...flags, '-e', program], {
      cwd: new URL('..', import.meta.url),
      encoding: 'utf8',
      timeout: 30_000,
    });
    expect([Number(stdout), stderr, status]).toEqual([1, '', 0]);
  });
});

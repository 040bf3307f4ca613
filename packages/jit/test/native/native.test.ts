import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { grad } from '@hgn/autodiff';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jit } from '../../src/index.ts';
import { nativeIsBuilt, ownEngines } from '../compiledEngines.ts';

const run = promisify(execFile);
const sources = fileURLToPath(new URL('../../native/cpp', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'hgn-native-'));
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(() => tf.setBackend('cpu'));

describe.skipIf(!nativeIsBuilt)('the executor for this machine', () => {
  // Each compares with sums and functions in double precision, and says what differs.
  test.each(['products/products', 'elementwise/elementwise'])(
    'the kernels in %s.check.cc hold',
    async (name) => {
      const program = join(folder, name.replace('/', '-'));
      const target = process.arch === 'x64' ? ['-DHGN_TARGET=avx2', '-mavx2', '-mfma', '-mf16c'] : ['-DHGN_TARGET=baseline']; // oxfmt-ignore
      const options = ['-O2', '-std=c++20', '-fno-exceptions', '-fno-rtti', '-ffp-contract=fast', ...target];
      await run(process.env.CXX ?? 'g++', [...options, join(sources, `${name}.check.cc`), '-o', program]);
      const { stdout } = await run(program, { maxBuffer: 2 ** 24 });
      expect(stdout).not.toMatch(/FAILED/);
    },
  );
});

describe.each(ownEngines)('the engine %s', (engine) => {
  test('gives the same bits on one, two and three threads', async () => {
    const energy = (q: tf.Tensor, w: tf.Tensor, v: tf.Tensor) =>
      tf.sum<tf.Scalar>(tf.matMul(tf.tanh(tf.matMul(q, w)), v));
    const step = (q: tf.Tensor, w: tf.Tensor, v: tf.Tensor) => {
      const force = grad((x: tf.Tensor) => energy(x, w, v))(q);
      const next = tf.add(q, tf.mul(0.1, force));
      return [next, tf.sum(tf.square(next), 0), grad((x: tf.Tensor) => energy(next, x, v))(w)];
    };
    const inputs = [[300, 24], [24, 130], [130, 1]].map((shape, i) => tf.randomNormal(shape, 0, 1, 'float32', i + 1)); // oxfmt-ignore
    const results: number[][][] = [];
    for (const threads of [1, 2, 3]) {
      const compiled = await jit(step, inputs as [tf.Tensor, tf.Tensor, tf.Tensor], {
        engine,
        threads,
      });
      for (let again = 0; again < 3; again++) {
        const arrays = await compiled.arrays(...(inputs as [tf.Tensor, tf.Tensor, tf.Tensor]));
        results.push(arrays.map(({ data }) => Array.from(data)));
      }
      await compiled.dispose();
    }
    for (const result of results) expect(result).toEqual(results[0]);
  });

  test('random chains of steps on one value, views of it among them, give what tfjs gives', async () => {
    const steps: Readonly<Record<string, (x: tf.Tensor, y: tf.Tensor) => tf.Tensor>> = {
      tanh: (x) => tf.tanh(x),
      sum: (x, y) => tf.add(x, y),
      product: (x, y) => tf.mul(x, y),
      transposed: (x, y) => tf.add(tf.transpose(tf.transpose(x)), tf.mul(y, 0.5)),
      'a row': (x, y) => tf.sub(x, tf.slice(y, [2, 0], [1, -1])),
      'a column': (x, y) => tf.add(x, tf.slice(y, [0, 1], [-1, 1])),
      turned: (x) => tf.reverse(x, 0),
      'its rows': (x) => tf.mul(x, tf.mean(x, 1, true)),
      'its columns': (x) => tf.add(x, tf.mean(x, 0, true)),
      multiplied: (x, y) => tf.div(tf.matMul(tf.matMul(x, y, false, true), x), x.size),
      'in halves': (x) => tf.concat(tf.split(x, 2, 0).reverse(), 0),
      padded: (x) => tf.slice(tf.pad(x, [[1, 0], [0, 2]]), [0, 1], x.shape), // oxfmt-ignore
      chosen: (x, y) => tf.where(tf.greater(x, y), x, tf.neg(y)),
    };
    const names = Object.keys(steps);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...names), { minLength: 2, maxLength: 8 }),
        fc.constantFrom<[number, number]>([6, 5], [64, 48], [130, 33]),
        fc.integer({ min: 1, max: 1e6 }),
        async (chain, shape, seed) => {
          const fn = (x: tf.Tensor, y: tf.Tensor) => {
            const results = [x, y];
            for (const name of chain) results.push(tf.clipByValue(steps[name](results[results.length - 1], results[results.length - 2]), -1, 1)); // oxfmt-ignore
            return results.slice(2);
          };
          const inputs: [tf.Tensor, tf.Tensor] = [
            tf.randomUniform(shape, -1, 1, 'float32', seed),
            tf.randomUniform(shape, -1, 1, 'float32', seed + 1),
          ];
          const expected = fn(...inputs).map((tensor) => Array.from(tensor.dataSync()));
          const compiled = await jit(fn, inputs, { engine });
          const actual = await compiled.arrays(...inputs);
          await compiled.dispose();
          expected.forEach((values, i) => {
            const worst = Math.max(...values.map((value, k) => Math.abs(value - actual[i].data[k])));
            // No step makes what its operands are off by more than three times as large, and rounds some 1e-6 at most.
            expect(worst, chain.slice(0, i + 1).join(', ')).toBeLessThan(1e-6 * 3 ** (i + 1));
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  test('says which index is outside by an error, and runs on afterwards', async () => {
    const picked = await jit((x: tf.Tensor, at: tf.Tensor) => tf.gather(x, at), [tf.ones([3]), tf.tensor1d([0], 'int32')], { engine }); // oxfmt-ignore
    const at = (index: number) => ({ dtype: 'int32', shape: [1], data: Int32Array.of(index) }) as const;
    await expect(picked.arrays(tf.tensor1d([1, 2, 3]), at(7))).rejects.toThrow(RangeError);
    expect((await picked.arrays(tf.tensor1d([1, 2, 3]), at(2))).data[0]).toBe(3);
    await picked.dispose();
  });

  test('hands out its model as an ONNX file all the same', async () => {
    const step = await jit((x: tf.Tensor) => tf.tanh(x), [tf.ones([3])], { engine });
    expect(step.toOnnx().length).toBeGreaterThan(50);
    expect(step.stats?.cached).toBe(false);
    await step.dispose();
    await expect(step.arrays(tf.ones([3]))).rejects.toThrow(/disposed/);
  });
});

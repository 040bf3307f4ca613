import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { grad } from '@hgn/autodiff';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { jit } from '../jit.ts';
import { folderCache } from './folderCache.ts';
import type { ModelCache } from './modelCache.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'hgn-cache-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const array = (length: number, shape: readonly number[]) =>
  ({ dtype: 'float32', shape, data: Float32Array.from({ length }, (_, i) => Math.sin(i + 1)) }) as const;
const first = { w: array(12, [2, 6]), v: array(6, [6, 1]) };
const x = array(16, [8, 2]);

/** A step of gradient descent on a small network, with a factor that makes it another function. */
const training =
  (factor = 1) =>
  (state: { w: tf.Tensor; v: tf.Tensor }, samples: tf.Tensor) => {
    const lossOf = ({ w, v }: typeof state) =>
      tf.mul(factor, tf.mean(tf.square(tf.matMul(tf.tanh(tf.matMul(samples as tf.Tensor2D, w as tf.Tensor2D)), v as tf.Tensor2D)))); // prettier-ignore
    const slope = grad((s: typeof state) => lossOf(s))(state);
    const moved = { w: tf.sub(state.w, tf.mul(0.3, slope.w)), v: tf.sub(state.v, tf.mul(0.3, slope.v)) };
    return { state: moved, loss: lossOf(state) };
  };

async function losses(cache: ModelCache | string | undefined, steps: number, factor = 1) {
  const compiled = await jit(training(factor), [first, x], { engine: 'onnx-cpu', ...(cache && { cache }) });
  const step = compiled.bind(first);
  const found: number[] = [];
  for (let i = 0; i < steps; i++) found.push((await step(x)).loss.data[0]);
  const about = { found, cached: compiled.stats?.cached, file: compiled.toOnnx() };
  await compiled.dispose();
  return about;
}

const entryFile = () => join(folder, readdirSync(folder).find((name) => name.endsWith('.model')) ?? 'none');

describe('a cache of models', () => {
  test('gives the same bits for 20 steps, without it, when it is filled, and when it is read', async () => {
    const [plain, filled, read] = [
      await losses(undefined, 20),
      await losses(folder, 20),
      await losses(folder, 20),
    ];
    expect([plain.cached, filled.cached, read.cached]).toEqual([false, false, true]);
    expect(filled.found).toEqual(plain.found);
    expect(read.found).toEqual(plain.found);
    expect(Buffer.from(read.file).equals(Buffer.from(plain.file))).toBe(true);
    expect(plain.found[19]).toBeLessThan(0.9 * plain.found[0]);
  });

  test('knows functions apart that differ in a constant only, and options that change the model', async () => {
    const [one, two] = [await losses(folder, 1, 1), await losses(folder, 1, 1.5)];
    expect(two.cached).toBe(false);
    expect(two.found[0]).toBeCloseTo(1.5 * one.found[0], 5);
    const exact = await jit(training(), [first, x], {
      engine: 'onnx-cpu',
      cache: folder,
      exactConvolutions: true,
    });
    expect(exact.stats?.cached).toBe(false);
    await exact.dispose();
  });

  test('a large constant counts by its values', async () => {
    const scaled = async (value: number) => {
      const weights = tf.fill([80, 80], value);
      const compiled = await jit((y: tf.Tensor) => tf.sum(tf.mul(y, weights)), [tf.ones([80, 80])], {
        engine: 'onnx-cpu',
        cache: folder,
      });
      const { data } = await compiled.arrays(tf.ones([80, 80]));
      await compiled.dispose();
      return { sum: data[0], cached: compiled.stats?.cached };
    };
    expect(await scaled(2)).toEqual({ sum: 12800, cached: false });
    expect(await scaled(3)).toEqual({ sum: 19200, cached: false });
    expect(await scaled(2)).toEqual({ sum: 12800, cached: true });
  });

  test('a damaged file gives the same results, compiled anew, and is replaced', async () => {
    const { found } = await losses(folder, 3);
    const whole = readFileSync(entryFile());
    const damaged = [
      whole.subarray(0, whole.length - 1),
      Buffer.alloc(0),
      Buffer.from('not a model'),
      ...[50, whole.length - 10].map((at) => {
        const flipped = Buffer.from(whole);
        flipped[at] ^= 0x10;
        return flipped;
      }),
    ];
    for (const bytes of damaged) {
      writeFileSync(entryFile(), bytes);
      expect(await losses(folder, 3)).toMatchObject({ found, cached: false });
      expect(readFileSync(entryFile()).equals(whole)).toBe(false); // Its times differ.
      expect(await losses(folder, 3)).toMatchObject({ found, cached: true });
    }
  });

  test('the entry of another function under this key is not taken', async () => {
    const { found } = await losses(folder, 3, 2);
    const mine = entryFile();
    const other = mkdtempSync(join(tmpdir(), 'hgn-cache-'));
    await losses(other, 1, 3);
    writeFileSync(mine, readFileSync(join(other, readdirSync(other)[0])));
    rmSync(other, { recursive: true });
    expect(await losses(folder, 3, 2)).toMatchObject({ found, cached: false });
  });

  test('one that fails is as good as none', async () => {
    const fail = () => {
      throw new Error('no');
    };
    const { found } = await losses(undefined, 3);
    expect(await losses({ get: fail, put: fail }, 3)).toMatchObject({ found, cached: false });
    const late = () => Promise.reject(new Error('no'));
    expect(await losses({ get: late, put: late }, 3)).toMatchObject({ found, cached: false });
    const unusable = join(folder, 'file');
    writeFileSync(unusable, '');
    expect(await losses(unusable, 3)).toMatchObject({ found, cached: false });
  });

  test('may be the caller’s own', async () => {
    const kept = new Map<string, Uint8Array>();
    const own: ModelCache = { get: (key) => kept.get(key), put: (key, entry) => void kept.set(key, entry) };
    const { found } = await losses(own, 3);
    expect([...kept.keys()]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect(await losses(own, 3)).toMatchObject({ found, cached: true });
  });

  test('serves programs that compile the same at the same time', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => losses(folderCache(folder), 3)));
    for (const { found } of all) expect(found).toEqual(all[0].found);
    expect(await folderCache(folder).contents()).toMatchObject({ models: 1 });
    expect(readdirSync(folder)).toHaveLength(1);
  });
});

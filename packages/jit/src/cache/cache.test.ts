import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { grad } from '@hgn/autodiff';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ownEngines } from '../../test/compiledEngines.ts';
import { compile } from '../compile.ts';
import { programFormat } from '../formats/programFormat.ts';
import { jit } from '../jit.ts';
import { lowerNative } from '../native/lowerNative.ts';
import { folderCache } from './folderCache.ts';
import type { EngineName } from '../engines/engine.ts';
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
      tf.mul(factor, tf.mean(tf.square(tf.matMul(tf.tanh(tf.matMul(samples as tf.Tensor2D, w as tf.Tensor2D)), v as tf.Tensor2D)))); // oxfmt-ignore
    const slope = grad((s: typeof state) => lossOf(s))(state);
    const moved = { w: tf.sub(state.w, tf.mul(0.3, slope.w)), v: tf.sub(state.v, tf.mul(0.3, slope.v)) };
    return { state: moved, loss: lossOf(state) };
  };

const lossesOn =
  (engine: EngineName) =>
  async (cache: Cache, steps: number, factor = 1) => {
    const compiled = await jit(training(factor), [first, x], { engine, ...(cache && { cache }) });
    const step = compiled.bind(first);
    const found: number[] = [];
    for (let i = 0; i < steps; i++) found.push((await step(x)).loss.data[0]);
    const about = { found, cached: compiled.stats?.cached, file: compiled.toOnnx() };
    await compiled.dispose();
    return about;
  };

type Cache = ModelCache | string | undefined;

const entryFile = () => join(folder, readdirSync(folder).find((name) => name.endsWith('.model')) ?? 'none');

describe.each<{ readonly engine: EngineName }>(
  ['onnx-cpu' as const, ...ownEngines].map((engine) => ({ engine })),
)('a cache of models for $engine', ({ engine }) => {
  const losses = lossesOn(engine);

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
      engine,
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
        engine,
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

test('engines do not read what is kept for another', async () => {
  const engines = ['onnx-cpu' as const, ...ownEngines];
  for (const engine of engines) expect((await lossesOn(engine)(folder, 1)).cached).toBe(false);
  expect(readdirSync(folder)).toHaveLength(engines.length);
});

describe('a program', () => {
  const compileFor = (target: string, cache: ModelCache) =>
    compile(([y]) => [tf.tanh(y)], [{ dtype: 'float32', shape: [3] }], {
      ...{ versions: { target }, provider: 'native', exactConvolutions: false, cache, clock: () => 0 },
      format: programFormat(lowerNative),
      load: (program) => Promise.resolve(program),
    });

  test('is not taken from the cache for another processor', async () => {
    const cache = folderCache(folder);
    const [one, other] = [await compileFor('avx2', cache), await compileFor('avx512', cache)];
    const again = await compileFor('avx2', cache);
    expect([one, other, again].map(({ statistics }) => statistics.cached)).toEqual([false, false, true]);
    expect(again.session).toEqual(one.session);
  });

  test('is made anew where the executor refuses what was kept', async () => {
    const cache = folderCache(folder);
    await compileFor('avx2', cache);
    let asked = 0;
    const { statistics } = await compile(([y]) => [tf.tanh(y)], [{ dtype: 'float32', shape: [3] }], {
      ...{
        versions: { target: 'avx2' },
        provider: 'native',
        exactConvolutions: false,
        cache,
        clock: () => 0,
      },
      format: programFormat(lowerNative),
      load: () => (asked++ === 0 ? Promise.reject(new Error('no')) : Promise.resolve('loaded')),
    });
    expect([statistics.cached, asked]).toEqual([false, 2]);
  });

  test('is a file for others whether it was read or made', async () => {
    const cache = folderCache(folder);
    const [made, read] = [await compileFor('avx2', cache), await compileFor('avx2', cache)];
    expect(Buffer.from(read.toOnnx()).equals(Buffer.from(made.toOnnx()))).toBe(true);
    const { onnxNodes, modelBytes } = read.statistics;
    expect({ onnxNodes, modelBytes }).toEqual({
      onnxNodes: made.statistics.onnxNodes,
      modelBytes: made.toOnnx().length,
    });
  });
});

test('processes that compile the same at the same time keep one model, and all have its results', async () => {
  const program = `
    import { jit } from '@hgn/jit';
    import * as tf from '@tensorflow/tfjs-core';
    const x = { dtype: 'float32', shape: [3], data: Float32Array.of(1, 2, 3) };
    const f = await jit((y) => tf.sum(tf.tanh(tf.mul(y, y))), [x], { engine: '${ownEngines.at(-1) ?? 'onnx-cpu'}', cache: process.argv[1] });
    process.stdout.write(String((await f.arrays(x)).data[0]));
    await f.dispose();`;
  const start = () =>
    promisify(execFile)(
      process.execPath,
      ['--conditions=@hgn/source', '--import', 'tsx', '--input-type=module', '-e', program, folder],
      { cwd: fileURLToPath(new URL('../..', import.meta.url)) },
    );
  const results = await Promise.all([start(), start(), start()]);
  const [first] = results.map(({ stdout }) => stdout);
  expect(Number(first)).toBeCloseTo(Math.tanh(1) + Math.tanh(4) + Math.tanh(9), 5);
  for (const { stdout } of [...results, await start()]) expect(stdout).toBe(first);
  expect(readdirSync(folder)).toHaveLength(1);
});

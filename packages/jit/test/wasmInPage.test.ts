import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { chromiumPath, openInBrowser } from '@hgn/testing';
import { describe, expect, test } from 'vitest';
import { wasmIsBuilt } from './compiledEngines.ts';

const runtime = dirname(createRequire(import.meta.url).resolve('onnxruntime-web/wasm'));
const native = new URL('../native/', import.meta.url);
const served = (file: string): [string, Uint8Array] => [
  `/native/${file}`,
  readFileSync(new URL(file, native)),
];

/** What a bundler would put beside the scripts. */
const executors = Object.fromEntries(
  ['simd', 'relaxed'].map((variant) => served(`prebuilds/wasm/hgn-${variant}.wasm`)),
);
const thread = Object.fromEntries([served('wasm/thread.mjs')]);
const onnxFiles = Object.fromEntries(
  ['ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm'].map((file) => [`/ort/${file}`, readFileSync(join(runtime, file))]),
); // oxfmt-ignore

/** Learns forces through an energy, so that gradients of gradients are in it. */
const source = `
  import '@tensorflow/tfjs-backend-cpu';
  import { grad, valueAndGrad } from '@hgn/autodiff';
  import * as tf from '@tensorflow/tfjs-core';
  import { jit } from '../src/index.ts';
  const random = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 0.15, 'float32', seed);
  const force = (w: tf.Tensor[], q: tf.Tensor) =>
    grad((x: tf.Tensor) => tf.sum(tf.matMul(tf.tanh(tf.matMul(tf.tanh(tf.matMul(x, w[0])), w[1])), w[2])))(q);
  const train = (state: tf.Tensor[], q: tf.Tensor) => {
    const loss = (w: tf.Tensor[]) => tf.mean(tf.square(tf.sub(force(w, q), tf.sin(q))));
    const { value, grad: slope } = valueAndGrad(loss)(state);
    return { state: state.map((w, i) => tf.sub(w, tf.mul(0.01, slope[i]))), loss: value };
  };
  export async function losses(options: object) {
    const state = [random([2, 64], 1), random([64, 64], 2), random([64, 1], 3)];
    const q = tf.randomNormal([512, 2], 0, 1, 'float32', 4);
    const step = await jit(train, [state, q], { wasmFolder: '/ort/', ...options });
    const bound = step.bind(state);
    const all = [];
    for (let i = 0; i < 5; i++) all.push((await bound(q)).loss.data[0]);
    await step.dispose();
    return all;
  }
`;

const open = (files: Readonly<Record<string, Uint8Array>>) =>
  openInBrowser(source, { folder: import.meta.dirname, files });

const isThere = wasmIsBuilt && (chromiumPath() !== undefined || process.env.CI !== undefined);

describe.skipIf(!isThere)('the engine wasm in a page', () => {
  test('trains as onnx-wasm does, with the same bits on one thread and on two', async () => {
    const page = await open({ ...executors, ...thread, ...onnxFiles });
    try {
      const losses = (options: object) => page.call('losses', options) as Promise<number[]>;
      const expected = await losses({ engine: 'onnx-wasm' });
      const one = await losses({ engine: 'wasm', threads: 1 });
      expect(one[4]).toBeLessThan(0.99 * one[0]);
      one.forEach((loss, i) => expect(Math.abs(loss - expected[i])).toBeLessThan(1e-5 * expected[i]));
      expect(await losses({ engine: 'wasm', threads: 2 })).toEqual(one);
      // Once more, when the first threads are ended.
      expect(await losses({ engine: 'wasm', threads: 3 })).toEqual(one);
    } finally {
      await page.close();
    }
  });

  test('says which file a page must serve', async () => {
    const page = await open({ ...executors });
    try {
      expect(await page.call('losses', { engine: 'wasm', threads: 1 })).toHaveLength(5);
      await expect(page.call('losses', { engine: 'wasm', threads: 2 })).rejects.toThrow(/a thread must start, but its file did not load/); // oxfmt-ignore
    } finally {
      await page.close();
    }
    const bare = await open({});
    try {
      await expect(bare.call('losses', { engine: 'wasm' })).rejects.toThrow(/hgn-\w+\.wasm is not there: .*404.*served beside/); // oxfmt-ignore
    } finally {
      await bare.close();
    }
  });
});

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { chromiumPath, openInBrowser } from '@hgn/testing';
import { describe, expect, test } from 'vitest';

const folder = dirname(createRequire(import.meta.url).resolve('onnxruntime-web/wasm'));
const runtimeFiles = ['ort.wasm.min.mjs', 'ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm'];

const source = `
  import '@tensorflow/tfjs-backend-cpu';
  import * as tf from '@tensorflow/tfjs-core';
  import { jitInParts } from './jitInParts.ts';
  const functions = {
    part: (w: tf.Tensor, at: tf.Tensor) => ({ sum: tf.sum(tf.gather(w, tf.cast(at, 'int32'))), flag: tf.less(at, 1) }),
    join: (w: tf.Tensor, all: readonly { sum: tf.Tensor; flag: tf.Tensor }[], rate: tf.Tensor) => ({
      state: tf.sub(w, tf.mul(rate, tf.addN(all.map(({ sum }) => sum)))),
      flags: all.map(({ flag }) => flag),
    }),
  };
  const floats = (...values: number[]) => ({ dtype: 'float32', shape: [values.length], data: Float32Array.from(values) }) as const;
  export async function main(options: object, ...places: number[][]) {
    const state = floats(1, 2, 4);
    const parts = places.map((list) => floats(...list));
    const compiled = await jitInParts(functions, [state, parts, 1], { ...options });
    const bound = compiled.bind(state);
    const { flags } = await bound(parts, 1);
    await bound(parts, 0.5);
    const result = { engine: compiled.engine, flags: flags.map(({ data }) => [...data]), state: [...(await bound.state()).data] };
    await compiled.dispose();
    return result;
  }
`;

describe.skipIf(chromiumPath() === undefined && process.env.CI === undefined)('parts in a page', () => {
  test.each([
    { files: runtimeFiles, options: { threads: 2, wasmFolder: '/ort/' }, title: 'in workers' },
    { files: runtimeFiles, options: { threads: 1, wasmFolder: '/ort/' }, title: 'all in the page itself' },
  ])('give what they give elsewhere: $title', async ({ files, options }) => {
    const served = files.map((file) => [`/ort/${file}`, readFileSync(join(folder, file))]);
    const page = await openInBrowser(source, {
      folder: import.meta.dirname,
      files: Object.fromEntries(served),
    });
    try {
      const result = await page.call('main', options, [0, 1], [2, 1], [0, 0]);
      // Sums are 3, 6 and 2 at first; the second call starts from (-10, -9, -7).
      expect(result).toMatchObject({
        engine: 'onnx-wasm',
        flags: [[1, 0], [0, 0], [1, 1]],
        state: [-10 + 27.5, -9 + 27.5, -7 + 27.5],
      }); // oxfmt-ignore
    } finally {
      await page.close();
    }
  });

  test('say which file a page must serve', async () => {
    const served = runtimeFiles.slice(1).map((file) => [`/ort/${file}`, readFileSync(join(folder, file))]);
    const page = await openInBrowser(source, {
      folder: import.meta.dirname,
      files: Object.fromEntries(served),
    });
    try {
      await expect(page.call('main', { threads: 2, wasmFolder: '/ort/' }, [0, 1], [2, 1])).rejects.toThrow(
        'ort.wasm.min.mjs',
      );
    } finally {
      await page.close();
    }
  });
});

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { chromiumPath, openInBrowser } from '@hgn/testing';
import { describe, expect, test } from 'vitest';
import { swingingSpot, tinyVector } from '../../test/tiny.ts';
import { compileTraining } from './compileTraining.ts';

const folder = dirname(createRequire(import.meta.url).resolve('onnxruntime-web/wasm'));
const files = Object.fromEntries(
  ['ort.wasm.min.mjs', 'ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm'].map((file) => [
    `/ort/${file}`,
    readFileSync(join(folder, file)),
  ]),
);

const source = `
  import '@tensorflow/tfjs-backend-cpu';
  import { swingingSpot, tinyVector } from '../../test/tiny.ts';
  import { compileTraining } from './compileTraining.ts';
  const workers = [];
  const { Worker } = globalThis;
  globalThis.Worker = class extends Worker { constructor(...args) { super(...args); workers.push(this); } };
  export async function main(options) {
    const training = await compileTraining({ preset: tinyVector, sequences: swingingSpot(8, 10), seed: 1, ...options });
    const losses = [];
    let state = training.initial;
    for (let index = 0; index < 3; index++) {
      const step = await training.step(state, index);
      losses.push(step.metrics.loss);
      state = step.state;
    }
    const started = workers.length;
    workers.length = 0;
    await training.dispose();
    return { losses, started };
  }
`;

describe.skipIf(chromiumPath() === undefined && process.env.CI === undefined)('training in a page', () => {
  test('shares a batch among as many workers as there are threads for, and learns the same', async () => {
    const training = await compileTraining({ preset: tinyVector, sequences: swingingSpot(8, 10), seed: 1 });
    const expected: number[] = [];
    let state = training.initial;
    for (let index = 0; index < 3; index++) {
      const step = await training.step(state, index);
      expected.push(step.metrics.loss);
      state = step.state;
    }
    await training.dispose();
    const page = await openInBrowser(source, { folder: import.meta.dirname, files });
    try {
      for (const [options, workers] of [
        [{ wasmFolder: '/ort/', threads: 2 }, 1],
        [{ wasmFolder: '/ort/', threads: 1 }, 0],
      ] as const) {
        const { losses, started } = (await page.call('main', options)) as {
          losses: number[];
          started: number;
        };
        losses.forEach((loss, i) => expect(Math.abs(loss - expected[i])).toBeLessThan(1e-5 * expected[i]));
        expect(started).toBe(workers);
      }
    } finally {
      await page.close();
    }
  });
});

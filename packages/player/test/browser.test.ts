import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runInBrowser } from '@hgn/testing';
import * as runtime from 'onnxruntime-node';
import { beforeAll, expect, it } from 'vitest';
import { openModel } from '../src/index.ts';
import { exported, sourceOf } from './models.ts';
import { playPast } from './playPast.ts';

const folder = import.meta.dirname;
const wasm = 'ort-wasm-simd-threaded.wasm';
const { files } = exported('quickstart');
let served: Record<string, Uint8Array>;
beforeAll(async () => {
  const dist = dirname(createRequire(import.meta.url).resolve(`onnxruntime-web/${wasm}`));
  served = {
    [`/${wasm}`]: await readFile(join(dist, wasm)),
    [`/${wasm.replace('.wasm', '.mjs')}`]: await readFile(join(dist, wasm.replace('.wasm', '.mjs'))),
    ...Object.fromEntries(Object.entries(files).map(([name, content]) => [`/export/${name}`, content])),
  };
});

it('a Worker in a page plays what Node plays', async () => {
  const source = `
    import * as runtime from 'onnxruntime-web/wasm';
    import { openModel } from '@hgn/player';
    import { playPast } from './playPast.ts';
    const play = async () => {
      const source = async (name: string) => new Uint8Array(await (await fetch('/export/' + name)).arrayBuffer());
      const player = await openModel(source, { runtime, executionProviders: ['wasm'] });
      return await playPast(player);
    };
    // The same bundle runs in the page and in its Worker, where there is no document.
    if (typeof document === 'undefined') {
      play().then((result) => postMessage({ result }), (error) => postMessage({ error: String(error) }));
    }
    export const main = () => new Promise((resolve, reject) => {
      const worker = new Worker('/main.js', { type: 'module' });
      worker.onmessage = ({ data }) => data.error ? reject(new Error(data.error)) : resolve(data.result);
      worker.onerror = (event) => reject(new Error(event.message));
    });
  `;
  const found = (await runInBrowser(source, { folder, files: served })) as Awaited<
    ReturnType<typeof playPast>
  >;
  const player = await openModel(sourceOf(files), { runtime });
  const expected = await playPast(player);
  expect(found.film).toHaveLength(20 * 32 * 32 * 3);
  expected.film.forEach((x, i) => expect(Math.abs(x - found.film[i])).toBeLessThan(1e-5));
  expected.H.forEach((x, i) =>
    expect(Math.abs(x - found.H[i]) / Math.max(1, Math.abs(x))).toBeLessThan(1e-5),
  );
});

it('the page of the README plays', async () => {
  const readme = await readFile(join(folder, '../README.md'), 'utf8');
  const page = /```html\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const [, body, script] =
    /<!doctype html>\n([\s\S]*?)<script type="module">\n([\s\S]*?)<\/script>/.exec(page) ?? [];
  expect(page.trim().split('\n').length).toBeLessThanOrEqual(18);
  const imports = script.split('\n').filter((line) => line.trim().startsWith('import '));
  const code = script.split('\n').filter((line) => !line.trim().startsWith('import '));
  const source = `// @ts-nocheck
    ${imports.join('\n')}
    export const main = async () => {
      document.body.innerHTML = ${JSON.stringify(body)};
      let failure;
      (async () => { ${code.join('\n')} })().catch((error) => (failure = error));
      const pictures = [];
      for (let i = 0; i < 400 && pictures.length < 5; i++) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        if (failure) throw failure;
        const canvas = document.querySelector('canvas');
        if (canvas.width !== 32) continue;
        const picture = Array.from(canvas.getContext('2d').getImageData(0, 0, 32, 32).data);
        if (picture[3] === 255) pictures.push(picture);
      }
      return pictures;
    };
  `;
  const pictures = (await runInBrowser(source, { folder, files: served })) as number[][];
  expect(pictures).toHaveLength(5);
  // It moves.
  expect(new Set(pictures.map(String)).size).toBeGreaterThan(2);
});

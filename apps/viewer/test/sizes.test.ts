import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { builtApp } from './e2e/setup/builtApp.ts';

/** Kilobytes of files after gzip, each by itself, as a server sends them. */
async function packed(app: string, files: readonly string[]): Promise<number> {
  const sizes = await Promise.all(
    files.map(async (file) => gzipSync(await readFile(join(app, file)), { level: 9 }).length / 1000),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

// Every file with JavaScript counts: pages, Workers, the frame of notebooks and the loader that ONNX Runtime brings along.
// Its WebAssembly does not, nor does `share/page.html`, the empty single file, which has a budget of its own.
test('all JavaScript of the app is at most 800 kB, compressed', { timeout: 120_000 }, async () => {
  const app = await builtApp();
  const scripts = (await readdir(app, { recursive: true })).filter((file) => /\.m?js$/.test(file));
  expect(scripts.some((file) => file.includes('onnxruntime'))).toBe(true);
  expect(scripts).toContain('frame/boot.js');
  expect(await packed(app, scripts)).toBeLessThanOrEqual(800);
});

test(
  'nothing but what a browser can run or show is among the files of the app',
  { timeout: 120_000 },
  async () => {
    const files = (await readdir(await builtApp(), { recursive: true })).filter((file) =>
      /\.\w+$/.test(file),
    );
    const ends = new Set(files.map((file) => file.slice(file.lastIndexOf('.'))));
    expect(
      [...ends].filter(
        (end) =>
          !['.js', '.mjs', '.css', '.html', '.svg', '.wasm', '.gz', '.json', '.md', '.made-of'].includes(end),
      ),
    ).toEqual([]);
  },
);

test('the licences of all libraries in the app, its Workers and its frame lie beside it', async () => {
  const text = await readFile(join(await builtApp(), 'licenses.md'), 'utf8');
  for (const name of [
    '@tensorflow/tfjs-core',
    'onnxruntime-web',
    '@dagrejs/dagre',
    'acorn',
    'temml',
    'd3-array',
  ])
    expect(text).toMatch(new RegExp(`^## ${name} \\d.*: \\S`, 'm'));
  expect(text.match(/Permission is hereby granted/g)?.length).toBeGreaterThan(10);
});

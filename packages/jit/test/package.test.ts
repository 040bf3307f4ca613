import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installPacked, runInBrowser, type PackedInstall } from '@hgn/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasWideVectors, nativeTarget } from '../src/index.ts';

/** A Node of another version, from npm, under a name of its own. */
const otherNode = (version: number) => {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  return `node${version}@npm:node-${platform}-${process.arch}@${version}`;
};

/** Compiles the second derivative of a sum of sines and tanh, runs it, and says what it got. */
const program = (engine: string) => `
  import { grad } from '@hgn/autodiff';
  import { jit } from '@hgn/jit';
  import * as tf from '@tensorflow/tfjs-core';
  export async function main() {
    const f = (x) => tf.sum(tf.tanh(tf.matMul(x, x)));
    const slope = grad(f);
    const curvature = await jit((x) => grad((y) => tf.sum(slope(y)))(x), [tf.ones([3, 3])], ${engine});
    const x = { dtype: 'float32', shape: [3, 3], data: Float32Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9) };
    const { data } = await curvature.arrays(x);
    const result = { engine: curvature.engine, values: Array.from(data) };
    await curvature.dispose();
    return result;
  }
`;

let install: PackedInstall;
beforeAll(async () => {
  install = await installPacked(
    ['@hgn/jit'],
    [
      '@tensorflow/tfjs-core@4.22.0',
      '@tensorflow/tfjs-backend-cpu@4.22.0',
      'onnxruntime-node@1.30.0',
      'onnxruntime-web@1.30.0',
      otherNode(22),
      otherNode(24),
    ],
  );
});
afterAll(() => install.remove());

interface Result {
  readonly engine: string;
  readonly values: readonly number[];
}

/** Runs the program in Node, where loading onnxruntime-web is an error. */
async function inNode(engine: string, node?: string): Promise<Result & { readonly version: string }> {
  const web = join(install.folder, 'node_modules/onnxruntime-web');
  const aside = readFileSync(join(web, 'package.json'));
  writeFileSync(join(web, 'package.json'), '{ "name": "onnxruntime-web", "main": "./missing.js" }');
  try {
    const run = `${program(engine)}\nconsole.log(JSON.stringify({ ...(await main()), version: process.version }));`;
    const { status, stdout, stderr } = await install.run(
      `import '@tensorflow/tfjs-backend-cpu';${run}`,
      node,
    );
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout.split('\n').at(-2) ?? '') as Result & { version: string };
  } finally {
    writeFileSync(join(web, 'package.json'), aside);
  }
}

const largest = (values: readonly number[]) => Math.max(...values.map(Math.abs));
const distance = (a: Result, b: Result) => largest(a.values.map((value, i) => value - b.values[i]));

describe('the packed package', () => {
  test('runs in this Node, eagerly and compiled, without onnxruntime-web', async () => {
    const eager = await inNode(`{ engine: 'tfjs' }`);
    const compiled = [await inNode('{}'), await inNode(`{ engine: 'onnx-cpu' }`)];
    const fastest = hasWideVectors(nativeTarget()) ? 'native' : 'onnx-cpu';
    expect([eager, ...compiled].map(({ engine }) => engine)).toEqual(['tfjs', fastest, 'onnx-cpu']);
    expect(largest(eager.values)).toBeGreaterThan(0.1);
    for (const result of compiled) expect(distance(eager, result)).toBeLessThan(1e-5);
  });

  test.each([22, 24])('runs in Node %i', async (version) => {
    const binary = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node';
    const node = join(install.folder, `node_modules/node${version}`, binary);
    const [here, there] = [await inNode('{}'), await inNode('{}', node)];
    expect(there.version).toMatch(new RegExp(`^v${version}\\.`));
    expect(there).toEqual({ ...here, version: there.version });
  });

  test.each(['onnx-wasm', 'onnx-webgpu'])(
    'runs in Chromium on %s, without onnxruntime-node',
    async (engine) => {
      const dist = join(install.folder, 'node_modules/onnxruntime-web/dist');
      const names = ['ort-wasm-simd-threaded', 'ort-wasm-simd-threaded.asyncify'];
      const files = Object.fromEntries(
        names
          .flatMap((name) => [`${name}.mjs`, `${name}.wasm`])
          .map((file) => [`/ort/${file}`, readFileSync(join(dist, file))]),
      );
      // Were it followed by the bundler, this would break the build.
      const native = join(install.folder, 'node_modules/onnxruntime-node');
      const aside = readFileSync(join(native, 'package.json'));
      writeFileSync(join(native, 'package.json'), '{ "name": "onnxruntime-node", "main": "./missing.js" }');
      try {
        const options = `{ engine: ${engine === 'onnx-wasm' ? `'auto'` : `'${engine}'`}, wasmFolder: '/ort/' }`;
        const source = `import '@tensorflow/tfjs-backend-cpu';${program(options)}`;
        const result = (await runInBrowser(source, {
          folder: install.folder,
          conditions: [],
          files,
          webgpu: engine === 'onnx-webgpu',
        })) as Result;
        expect(result.engine).toBe(engine);
        writeFileSync(join(native, 'package.json'), aside);
        expect(distance(result, await inNode('{}'))).toBeLessThan(1e-4);
      } finally {
        writeFileSync(join(native, 'package.json'), aside);
      }
    },
  );
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasTfjsNode } from '@hgn/testing';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/folder.ts';
import { hgn } from '../../test/io.ts';
import { findTfjsNode } from './tfjsNode.ts';

/** A package folder as npm leaves it, with some of the files that its install script adds. */
async function installation(...files: readonly string[]): Promise<string> {
  const folder = await temporaryFolder();
  const home = join(folder, 'node_modules/@tensorflow/tfjs-node');
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), '{ "name": "@tensorflow/tfjs-node", "version": "4.22.0" }');
  for (const file of files) {
    mkdirSync(join(home, file, '..'), { recursive: true });
    writeFileSync(join(home, file), '');
  }
  return folder;
}

const look = (folder: string) => findTfjsNode('tfjs-node', { cwd: folder, env: {} });

describe('an installation of tfjs-node', () => {
  it('is absent where no folder holds the package', async () => {
    expect(look(await temporaryFolder()).state).toBe('absent');
  });

  it('is half there without its addon, and without the library', async () => {
    expect(look(await installation())).toMatchObject({
      state: 'half',
      missing: 'its addon, tfjs_binding.node',
    });
    expect(look(await installation('lib/napi-v8/tfjs_binding.node'))).toMatchObject({
      state: 'half',
      missing: 'the TensorFlow library, deps/lib',
    });
  });

  it('is complete with both, in the working folder or where HGN_TFJS_NODE says', async () => {
    const folder = await installation('lib/napi-v8/tfjs_binding.node', 'deps/lib/libtensorflow.so.2');
    expect(look(folder)).toMatchObject({ state: 'complete', version: '4.22.0' });
    const named = findTfjsNode('tfjs-node', { cwd: await temporaryFolder(), env: { HGN_TFJS_NODE: folder } });
    expect(named.state).toBe('complete');
  });

  it('that will not load is an error of one line that says why and what to do', async () => {
    const cwd = await installation('lib/napi-v8/tfjs_binding.node', 'deps/lib/libtensorflow.so.2');
    const { code, stderr } = await hgn(['train', '--engine', 'tfjs-node', '--steps', '1'], { cwd, env: {} });
    expect(code).toBe(1);
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/engine tfjs-node: .* does not load \(.*npm rebuild/);
  });

  it('that is absent is an error that says what installing it takes', async () => {
    const cwd = await temporaryFolder();
    const { code, stderr } = await hgn(['train', '--engine', 'tfjs-node-gpu', '--steps', '1'], {
      cwd,
      env: {},
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/tfjs-node-gpu is not installed; .*CUDA 11\.2 and cuDNN 8\.1/);
  });
});

const available = hasTfjsNode();
if (!available) console.warn('skipped: training on tfjs-node; HGN_TFJS_NODE names no folder');

/** Losses of the quickstart's first steps. */
async function losses(
  engine: string,
  cwd: string,
  steps: number,
  ...args: readonly string[]
): Promise<number[]> {
  const fixed = [
    '--steps',
    String(steps),
    '--set',
    'training.logEvery=1',
    '--no-report',
    '--force',
    '--out',
    'run',
  ];
  const { code, stderr } = await hgn(['train', '--engine', engine, ...fixed, ...args], {
    cwd,
    env: { HGN_TFJS_NODE: process.env.HGN_TFJS_NODE },
  });
  expect([code, stderr]).toEqual([0, expect.stringMatching(new RegExp(`^${engine}: .* left \\(`, 'm'))]);
  const lines = (await readFile(join(cwd, 'run', 'metrics.jsonl'), 'utf8')).trim().split('\n');
  return lines.map((line) => (JSON.parse(line) as { loss?: number }).loss ?? NaN).filter(Number.isFinite);
}

const apart = (a: readonly number[], b: readonly number[]) =>
  Math.max(...a.map((loss, i) => Math.abs(loss / b[i] - 1)));

describe.skipIf(!available)('hgn train on tfjs-node', () => {
  it('has the losses of onnx-cpu to 1e-4 over 20 steps of the quickstart', async () => {
    const cwd = await temporaryFolder();
    // At a tenth of the learning rate: at the preset's own, Adam's first steps are signs of gradients near zero, and
    // onnx-cpu on one thread is 1e-3 away from itself on two after 14 steps.
    const args = ['--set', 'optimiser.learningRate=0.0003'];
    const [native, tensorflow] = [
      await losses('onnx-cpu', cwd, 20, ...args),
      await losses('tfjs-node', cwd, 20, ...args),
    ];
    expect(native).toHaveLength(20);
    expect(apart(tensorflow, native)).toBeLessThan(1e-4);
  });

  it('has them at the learning rate of the preset, until rounding has grown as it grows between threads', async () => {
    const cwd = await temporaryFolder();
    const native = await losses('onnx-cpu', cwd, 7);
    const tensorflow = await losses('tfjs-node', cwd, 7);
    expect(native).toHaveLength(7);
    expect(apart(tensorflow, native)).toBeLessThan(1e-4);
  });
});

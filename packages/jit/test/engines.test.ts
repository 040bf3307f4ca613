import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { grad, valueAndGrad } from '@hgn/autodiff';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { EngineUnavailableError, hasWideVectors, jit, nativeTarget } from '../src/index.ts';
import { example, relativeError } from './compare.ts';

beforeAll(() => tf.setBackend('cpu'));

/** A training step on a force: gradients of gradients, a convolution, a reduction. */
function step(state: tf.Tensor[], image: tf.Tensor) {
  const energy = (w: tf.Tensor[], x: tf.Tensor) =>
    tf.sum(tf.mul(tf.softplus(tf.conv2d(x as tf.Tensor4D, w[0] as tf.Tensor4D, 1, 'same')), w[1]));
  const loss = (w: tf.Tensor[]) => tf.mean(tf.square(grad((x: tf.Tensor) => energy(w, x))(image)));
  const { value, grad: slope } = valueAndGrad(loss)(state);
  return { state: state.map((w, i) => tf.sub(w, tf.mul(0.1, slope[i]))), loss: value };
}

describe('onnx-webgpu in Node, on the driver in software that comes with Chromium', () => {
  const driver = '/usr/lib/chromium/vk_swiftshader_icd.json';
  const before = process.env.VK_ICD_FILENAMES;
  beforeEach(() => {
    if (existsSync(driver)) process.env.VK_ICD_FILENAMES ??= driver;
  });
  afterEach(() => {
    if (before === undefined) delete process.env.VK_ICD_FILENAMES;
    else process.env.VK_ICD_FILENAMES = before;
  });

  test('trains as onnx-cpu does', async () => {
    const state = [example([3, 3, 2, 4], 1), example([4], 2)];
    const image = example([2, 8, 8, 2], 3);
    const results = [];
    for (const engine of ['onnx-cpu', 'onnx-webgpu'] as const) {
      const compiled = await jit(step, [state, image], { engine });
      expect(compiled.engine).toBe(engine);
      const bound = compiled.bind(state);
      const losses = [];
      for (let i = 0; i < 3; i++) losses.push((await bound(image)).loss.data[0]);
      results.push({ losses, state: await bound.state() });
      await compiled.dispose();
    }
    const [cpu, gpu] = results;
    expect(relativeError(cpu.losses, gpu.losses)).toBeLessThan(1e-5);
    cpu.state.forEach((w, i) => expect(relativeError(w.data, gpu.state[i].data)).toBeLessThan(1e-5));
  });

  test('runs every operation on the card', async () => {
    const state = [example([3, 3, 2, 4], 1), example([4], 2)];
    const compiled = await jit(step, [state, example([2, 8, 8, 2], 3)], { engine: 'onnx-webgpu' });
    const runtime = await import('onnxruntime-node');
    const session = await runtime.InferenceSession.create(compiled.toOnnx(), {
      executionProviders: ['webgpu'],
      graphOptimizationLevel: 'disabled',
      extra: { session: { disable_cpu_ep_fallback: '1' } },
    });
    await session.release();
    await compiled.dispose();
  });
});

describe('tfjs on its wasm backend', () => {
  beforeEach(() => tf.setBackend('wasm'));
  afterEach(() => tf.setBackend('cpu'));

  test('learns through second derivatives as onnx-cpu does', async () => {
    const force = (w: tf.Tensor[], q: tf.Tensor) =>
      grad((x: tf.Tensor) => tf.sum(tf.matMul(tf.tanh(tf.matMul(x, w[0])), w[1])))(q);
    const train = (state: tf.Tensor[], q: tf.Tensor) => {
      const loss = (w: tf.Tensor[]) => tf.mean(tf.square(tf.sub(force(w, q), tf.sin(q))));
      const { value, grad: slope } = valueAndGrad(loss)(state);
      return { state: state.map((w, i) => tf.sub(w, tf.mul(0.1, slope[i]))), loss: value };
    };
    const [state, q] = [[example([2, 8], 1), example([8, 1], 2)], example([16, 2], 3)];
    const results = [];
    for (const engine of ['tfjs', 'onnx-cpu'] as const) {
      const step = await jit(train, [state, q], { engine });
      const bound = step.bind(state);
      const losses = [];
      for (let i = 0; i < 3; i++) losses.push((await bound(q)).loss.data[0]);
      results.push({ losses, state: await bound.state() });
      await step.dispose();
    }
    expect(tf.getBackend()).toBe('wasm');
    const [wasm, cpu] = results;
    expect(wasm.losses[2]).toBeLessThan(wasm.losses[0]);
    expect(relativeError(cpu.losses, wasm.losses)).toBeLessThan(1e-5);
    cpu.state.forEach((w, i) => expect(relativeError(w.data, wasm.state[i].data)).toBeLessThan(1e-5));
  });
});

test('an engine that does not work here says why, and what it needs', async () => {
  const made: unknown = await jit((x: tf.Tensor) => x, [1], { engine: 'onnx-cuda' }).catch((e: unknown) => e);
  if (!(made instanceof EngineUnavailableError)) expect(made).toHaveProperty('engine', 'onnx-cuda');
  else expect(made.message).toMatch(/does not work here \(.+\); .*--onnxruntime-node-install=cuda12/);
});

test('asking for CUDA without its provider writes nothing to stderr', () => {
  const program = `
    import { jit } from '@hgn/jit';
    import * as tf from '@tensorflow/tfjs-core';
    await jit((x) => tf.neg(x), [1], { engine: 'onnx-cuda' }).then(
      () => console.log('works'),
      (error) => console.log(error.name + ': ' + error.message),
    );`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--conditions=@hgn/source', '--input-type=module', '-e', program],
    { cwd: new URL('..', import.meta.url), encoding: 'utf8' },
  );
  expect(stdout).toMatch(/^works|^EngineUnavailableError: jit: engine 'onnx-cuda' does not work here/);
  expect(stderr).toBe('');
});

describe('HGN_ENGINE', () => {
  const before = process.env.HGN_ENGINE;
  afterEach(() => {
    process.env.HGN_ENGINE = before;
  });

  test('chooses where the options do not', async () => {
    process.env.HGN_ENGINE = 'tfjs';
    const [chosen, named] = [
      await jit((x: tf.Tensor) => x, [1]),
      await jit((x: tf.Tensor) => x, [1], { engine: 'onnx-cpu' }),
    ];
    expect([chosen.engine, named.engine]).toEqual(['tfjs', 'onnx-cpu']);
  });

  test('counts as not set when it is empty, and is named when it is wrong', async () => {
    process.env.HGN_ENGINE = '';
    const fastest = hasWideVectors(nativeTarget()) ? 'native' : 'onnx-cpu';
    expect((await jit((x: tf.Tensor) => x, [1])).engine).toBe(fastest);
    process.env.HGN_ENGINE = 'cuda';
    await expect(jit((x: tf.Tensor) => x, [1])).rejects.toThrow(
      'jit: HGN_ENGINE must be auto or one of native, wasm, onnx-cpu, onnx-webgpu, onnx-cuda, onnx-wasm, tfjs, but got cuda',
    );
  });
});

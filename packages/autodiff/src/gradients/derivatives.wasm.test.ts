import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cases } from '../../test/cases.ts';
import type { Case } from '../../test/cases/case.ts';
import { uniform } from '../../test/randomTensors.ts';
import { grad } from '../index.ts';

/** Cases that need a kernel which tfjs' wasm backend lacks, and the name of that kernel. */
const lacking: readonly (readonly [RegExp, string])[] = [
  [/^(conv2d|conv1d)(?!.*channels first)|^gradient of conv2d/, 'Conv2DBackpropFilter'],
  [/^(depthwise|separable)/, 'DepthwiseConv2dNativeBackpropInput'],
  [/^einsum|^rgbToGrayscale/, 'Einsum'],
  [/^unsortedSegmentSum/, 'UnsortedSegmentSum'],
];
/** Cases whose own op is wrong on tfjs' wasm backend, refuses its arguments, reaches beyond its memory or is random. */
const failing =
  /^gather with batches|^fused.matMul|^conv3d|channels first|Pool 1$|reflect|^rotateWithOffset|multinomial/;

const kernelLacking = ({ name }: Case) => lacking.find(([pattern]) => pattern.test(name))?.[1];

/** First and second derivatives by every input, contracted with random weights. */
function derivatives({ f, inputs }: Case): Float32Array[] {
  return tf.tidy(() => {
    const xs = inputs.map(({ shape, from, to }, i) => uniform(shape, from, to, i));
    const weighed = (ys: readonly tf.Tensor[], seed: number) =>
      tf.addN(ys.map((y, i) => tf.sum(tf.mul(y, uniform(y.shape, -1, 1, seed + i)))));
    const first = grad((all: tf.Tensor[]) => weighed([f(...all)], 100));
    const second = grad((all: tf.Tensor[]) => weighed(first(all), 200));
    return [...first(xs), ...second(xs)].map((slope) => slope.dataSync<'float32'>().slice());
  });
}

async function on<T>(backend: string, compute: () => T): Promise<T> {
  await tf.setBackend(backend);
  return compute();
}

describe('on tfjs’ wasm backend', () => {
  beforeAll(() => tf.setBackend('wasm'));
  afterAll(() => tf.setBackend('cpu'));

  it.each(
    cases
      .filter((one) => kernelLacking(one) === undefined && !failing.test(one.name))
      .map((one) => [one.name, one] as const),
  )('the derivatives of %s are those of the cpu backend', async (_, one) => {
    const [expected, got] = [
      await on('cpu', () => derivatives(one)),
      await on('wasm', () => derivatives(one)),
    ];
    got.forEach((values, i) => {
      const scale = Math.max(1e-2, ...expected[i].map(Math.abs));
      const worst = Math.max(...values.map((value, j) => Math.abs(value - expected[i][j]) / scale));
      expect(worst).toBeLessThan(1e-4);
    });
  });

  it.each(
    cases
      .filter((one) => kernelLacking(one) !== undefined)
      .map((one) => [one.name, kernelLacking(one), one] as const),
  )('%s fails for want of the kernel %s', async (_, kernel, one) => {
    await expect(on('wasm', () => derivatives(one))).rejects.toThrow(
      `Kernel '${kernel}' not registered for backend 'wasm'`,
    );
  });
});

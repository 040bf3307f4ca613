import '@tensorflow/tfjs-backend-cpu';
import { hasTfjsNode, loadTfjsNode } from '@hgn/testing';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cases, type Case } from '../../test/cases.ts';
import { uniform } from '../../test/random-tensors.ts';
import { grad, registerGradients } from '../index.ts';

/** Cases that stop with an error on TensorFlow's C library 2.15.1, and what it says. */
const refused: readonly (readonly [RegExp, string])[] = [
  [/bitwiseAnd/, "Kernel 'BitwiseAnd' not registered for backend 'tensorflow'"],
  [/^denseBincount/, "Kernel 'DenseBincount' not registered for backend 'tensorflow'"],
  [/^searchSorted/, "Kernel 'SearchSorted' not registered for backend 'tensorflow'"],
  [/^maxPoolWithArgmax/, "Kernel 'MaxPoolWithArgmax' not registered for backend 'tensorflow'"],
  [/^transform/, "Kernel 'Transform' not registered for backend 'tensorflow'"],
  [/^rotateWithOffset/, "Kernel 'RotateWithOffset' not registered for backend 'tensorflow'"],
  [/^conv2d padded by|^(avg|max)Pool 1$/, "TF Backend supports only 'valid' and 'same' padding"],
  [/^cropAndResize/, 'Invalid TF_Status: 11'],
];
/**
 * Cases that are random, where the cpu backend is the one that is wrong (masks of a strided slice), or where it cannot be
 * the judge: with tfjs-node in the process it gives zeros in rows that an update keeps, alone it keeps them.
 */
const incomparable = /multinomial|^stridedSlice with masks|^tensorScatterUpdate/;

const refusal = ({ name }: Case) => refused.find(([pattern]) => pattern.test(name))?.[1];

/** Values, first and second derivatives by every input, contracted with random weights. */
function derivatives({ f, inputs }: Case): Float32Array[] {
  return tf.tidy(() => {
    const xs = inputs.map(({ shape, from, to }, i) => uniform(shape, from, to, i));
    const weighed = (ys: readonly tf.Tensor[], seed: number) =>
      tf.addN(ys.map((y, i) => tf.sum(tf.mul(y, uniform(y.shape, -1, 1, seed + i)))));
    const value = f(...xs);
    const first = grad((all: tf.Tensor[]) => weighed([f(...all)], 100));
    const second = grad((all: tf.Tensor[]) => weighed(first(all), 200));
    return [tf.cast(value, 'float32'), ...first(xs), ...second(xs)].map((slope) =>
      slope.dataSync<'float32'>().slice(),
    );
  });
}

async function on<T>(backend: string, compute: () => T): Promise<T> {
  await tf.setBackend(backend);
  return compute();
}

/** Said aloud where the native backend is missing: the suite is then not run. */
const available = hasTfjsNode();
if (!available) {
  console.warn(
    'skipped: derivatives on tfjs-node; HGN_TFJS_NODE names no folder (see tools/tfjs-node/README.md)',
  );
}

describe.skipIf(!available)('on tfjs-node', () => {
  beforeAll(() => {
    loadTfjsNode();
    registerGradients();
  });
  afterAll(() => tf.setBackend('cpu'));

  it.each(
    cases
      .filter((one) => refusal(one) === undefined && !incomparable.test(one.name))
      .map((one) => [one.name, one] as const),
  )('the derivatives of %s are those of the cpu backend', async (_, one) => {
    const expected = await on('cpu', () => derivatives(one));
    const got = await on('tensorflow', () => derivatives(one));
    got.forEach((values, i) => {
      const scale = Math.max(1e-2, ...expected[i].map(Math.abs));
      const worst = Math.max(...values.map((value, j) => Math.abs(value - expected[i][j]) / scale));
      expect(worst).toBeLessThan(1e-4);
    });
  });

  it.each(
    cases.filter((one) => refusal(one) !== undefined).map((one) => [one.name, refusal(one), one] as const),
  )('%s stops with the error %s', async (_, message, one) => {
    await expect(on('tensorflow', () => derivatives(one))).rejects.toThrow(message);
  });
});

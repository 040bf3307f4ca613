import '@tensorflow/tfjs-backend-cpu';
import { hasTfjsNode, loadTfjsNode } from '@hgn/testing';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cases } from '../../test/cases.ts';
import type { Case } from '../../test/cases/case.ts';
import { uniform } from '../../test/randomTensors.ts';
import { grad, registerGradients } from '../index.ts';

/**
 * Cases with a kernel that TensorFlow's C library 2.15.1 lacks or refuses for such arguments; a kernel of ours stands in
 * its place there (see ../kernels).
 */
const replaced =
  /bitwiseAnd|^(denseBincount|searchSorted|maxPoolWithArgmax|transform|rotateWithOffset|cropAndResize)|^(conv2d|depthwiseConv2d) padded by|^(avg|max)Pool 1$/;
/**
 * Cases that are random, or where the cpu backend cannot be the judge: with tfjs-node in the process it gives zeros in rows that an update keeps, alone it keeps them.
 */
const incomparable = /multinomial|^tensorScatterUpdate/;

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

  const compared = cases.filter(({ name }) => !incomparable.test(name));
  const named = (list: readonly Case[]) => list.map((one) => [one.name, one] as const);

  async function agree(one: Case): Promise<void> {
    const expected = await on('cpu', () => derivatives(one));
    const got = await on('tensorflow', () => derivatives(one));
    got.forEach((values, i) => {
      const scale = Math.max(1e-2, ...expected[i].map(Math.abs));
      const worst = Math.max(...values.map((value, j) => Math.abs(value - expected[i][j]) / scale));
      expect(worst).toBeLessThan(1e-4);
    });
  }

  it.each(named(compared.filter(({ name }) => !replaced.test(name))))(
    'the derivatives of %s are those of the cpu backend',
    (_, one) => agree(one),
  );

  it.each(named(compared.filter(({ name }) => replaced.test(name))))(
    'the derivatives of %s are those of the cpu backend, with a kernel in the place of a missing one',
    (_, one) => agree(one),
  );

  it('leaves no tensor and no data behind, on the cpu backend that helps out neither', async () => {
    for (const one of compared.filter(({ name }) => replaced.test(name))) {
      await on('tensorflow', () => derivatives(one));
      const cpu = tf.findBackend('cpu') as unknown as { numDataIds(): number };
      const before = [tf.memory().numTensors, tf.memory().numDataBuffers, cpu.numDataIds()];
      derivatives(one);
      expect([tf.memory().numTensors, tf.memory().numDataBuffers, cpu.numDataIds()], one.name).toEqual(
        before,
      );
    }
  });
});

import '@tensorflow/tfjs-backend-cpu';
import { registerGradients } from '@hgn/autodiff';
import { hasTfjsNode, loadTfjsNode } from '@hgn/testing';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kernelCases } from '../kernels/cases/all.ts';
import { drawn, tensorOf } from '../kernels/cases/draw.ts';

const available = hasTfjsNode();
if (!available) console.warn('skipped: kernels on tfjs-node; HGN_TFJS_NODE names no folder');

type Values = { readonly shape: number[]; readonly data: Float32Array };

async function on(backend: string, call: () => tf.Tensor | tf.Tensor[]): Promise<Values[]> {
  await tf.setBackend(backend);
  return tf.tidy(() =>
    [call()]
      .flat()
      .map((x) => ({ shape: x.shape, data: tf.cast(x, 'float32').dataSync<'float32'>().slice() })),
  );
}

/** How far two results are apart, relative to the greatest number among them. */
function distance(expected: readonly Values[], got: readonly Values[]): number {
  const apart = expected.map(({ shape, data }, i) => {
    if (got[i].shape.join() !== shape.join()) return Infinity;
    const scale = Math.max(1, ...data.filter(Number.isFinite).map(Math.abs));
    return Math.max(
      0,
      ...data.map((x, j) =>
        Object.is(x, got[i].data[j]) || x === got[i].data[j] ? 0 : Math.abs(x - got[i].data[j]) / scale,
      ),
    );
  });
  return Math.max(0, ...apart);
}

describe.skipIf(!available)('on tfjs-node', () => {
  beforeAll(() => {
    loadTfjsNode();
    registerGradients();
  });
  afterAll(() => tf.setBackend('cpu'));

  test.each(Object.entries(kernelCases).filter(([kernel]) => kernel !== 'TensorScatterUpdate'))(
    '%s gives the values of the cpu backend',
    async (kernel, { inputs, fn }) => {
      await fc.assert(
        fc.asyncProperty(drawn, fc.integer({ min: 1, max: 1e6 }), async (draw, seed) => {
          const call = () => fn(draw)(...inputs(draw).map((input, i) => tensorOf(input, seed + i)));
          expect(distance(await on('cpu', call), await on('tensorflow', call))).toBeLessThan(1e-4);
        }),
        { numRuns: 6 },
      );
    },
  );

  test('TensorScatterUpdate keeps the rows that it does not update', async () => {
    // Beside tfjs-node the cpu backend cannot judge it: it does not know the buffers of another tfjs-core.
    const update = () =>
      tf.tensorScatterUpdate(tf.tensor1d([1, 2, 3]), tf.tensor2d([[1]], [1, 1], 'int32'), tf.tensor1d([9]));
    expect(Array.from((await on('tensorflow', update))[0].data)).toEqual([1, 9, 3]);
  });
});

import '@tensorflow/tfjs-backend-cpu';
import { jit } from '@hgn/jit';
import { key } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { swingingSpot, tinyMap, tinyPresets } from '../../test/tiny.ts';
import { createModel } from '../architecture/model.ts';
import { makeBatch } from '../data/batch.ts';
import type { Preset } from '../presets/preset.ts';
import { createTrainer } from '../training/trainingStep.ts';

beforeAll(() => tf.setBackend('cpu'));

/** One compiled step of a preset in parts: what it reports, the gradients as Adam's first moments, and its memory. */
async function stepInParts(preset: Preset, batchSize: number, framesAtOnce: number | 'all') {
  const model = createModel(preset.model);
  const trainer = createTrainer(model, { ...preset, training: { ...preset.training, framesAtOnce } });
  const options = { protocol: preset.protocol, batchSize, sampling: true };
  const batch = makeBatch(model, swingingSpot(), options, key(5), 0);
  const state = trainer.init(key(3));
  const compiled = await jit(trainer.step, [state, batch, 0], { engine: 'onnx-cpu' });
  const { metrics, state: after } = await compiled.arrays(state, batch, 0);
  const stats = compiled.stats;
  await compiled.dispose();
  if (stats === undefined) throw new Error('the engine has no statistics');
  return { metrics, gradients: after.optimiser.firstMoment.data, stats };
}

const geco = tinyPresets.find(({ name }) => name === 'tiny-geco');
if (geco === undefined) throw new Error('there is no tiny-geco');
/** GECO's multiplier far from 1, so that a gradient that misses it would show. */
const weighted: Preset = {
  ...tinyMap,
  objective: { ...geco.objective, initialLambda: 37 } as Preset['objective'],
};

it('gives the loss and every gradient in parts that it gives at once', async () => {
  const whole = await stepInParts(weighted, 16, 'all');
  const parts = await stepInParts(weighted, 16, 11);
  for (const name of ['loss', 'mse', 'kl', 'gradientNorm'] as const) {
    const [one, other] = [whole, parts].map(({ metrics }) => metrics[name].data[0]);
    expect(Math.abs(other / one - 1)).toBeLessThan(2e-6);
  }
  const scale = Math.max(...Array.from(whole.gradients, Math.abs));
  whole.gradients.forEach((value, i) => {
    expect(Math.abs(parts.gradients[i] - value)).toBeLessThan(2e-6 * scale);
  });
});

it('takes less memory in parts, and as much work', async () => {
  const wide: Preset = {
    ...tinyMap,
    model: {
      ...tinyMap.model,
      decoder: [
        { type: 'upsample' },
        { type: 'conv', filters: 32, kernel: 3 },
        { type: 'activation', name: 'sigmoid' },
        { type: 'conv', filters: 32, kernel: 3 },
        { type: 'activation', name: 'sigmoid' },
        { type: 'conv', filters: 1, kernel: 3, bias: false },
      ],
    },
    protocol: { ...tinyMap.protocol, framesPerSample: 'all' },
  };
  const inPartsOf = async (framesAtOnce: number | 'all') => (await stepInParts(wide, 64, framesAtOnce)).stats;
  const [whole, halves, quarters] = [await inPartsOf('all'), await inPartsOf(128), await inPartsOf(64)];
  expect(halves.peakBytes).toBeLessThan(0.7 * whole.peakBytes);
  expect(quarters.peakBytes).toBeLessThan(0.7 * halves.peakBytes);
  for (const { floatingPointOperations } of [halves, quarters]) {
    expect(floatingPointOperations / whole.floatingPointOperations).toBeLessThan(1.1);
  }
});

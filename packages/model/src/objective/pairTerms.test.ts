import '@tensorflow/tfjs-backend-cpu';
import { toTensors } from '@hgn/autodiff';
import { key } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { swingingSpot, tinyPresets } from '../../test/tiny.ts';
import { createModel } from '../architecture/model.ts';
import { makeBatch } from '../data/batch.ts';
import { createTrainer } from '../training/trainingStep.ts';
import { pairTerms } from './pairTerms.ts';

beforeAll(() => tf.setBackend('cpu'));

it('tells by how much each latent position spreads less than 1 over the batch', () => {
  const preset = tinyPresets.find(({ name }) => name === 'tiny-hnn');
  if (preset === undefined) throw new Error('there is no tiny-hnn');
  const model = createModel(preset.model);
  const trainer = createTrainer(model, preset);
  const options = { protocol: preset.protocol, batchSize: 5, sampling: false, pairs: true };
  const batch = toTensors(makeBatch(model, swingingSpot(), options, key(5), 0));
  const parameters = trainer.unravel(tf.tensor1d(trainer.init(key(3)).parameters.data));
  const { q } = model.latentState(parameters, model.encode(parameters, batch.inputs).mean);
  const [samples, size] = [q.shape[0], q.size / q.shape[0]];
  const values = q.dataSync();
  let sum = 0;
  for (let i = 0; i < size; i++) {
    const column = Array.from({ length: samples }, (_, b) => values[b * size + i]);
    const mean = column.reduce((total, value) => total + value, 0) / samples;
    const variance = column.reduce((total, value) => total + (value - mean) ** 2, 0) / samples;
    sum += Math.max(0, 1 - Math.sqrt(variance + 1e-4));
  }
  const { shrinkage } = pairTerms(model, parameters, batch);
  expect(shrinkage.dataSync()[0]).toBeCloseTo(sum / size, 5);
  expect(sum / size).toBeGreaterThan(0.2);
});

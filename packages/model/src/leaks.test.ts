import '@tensorflow/tfjs-backend-cpu';
import { toTensors } from '@hgn/autodiff';
import { key } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { swingingSpot, tinyPresets } from '../test/tiny.ts';
import { createModel, type ModelParameters } from './architecture/model.ts';
import { makeBatch } from './data/batch.ts';
import { evaluate } from './evaluation/evaluate.ts';
import { klToStandardNormal } from './objective/divergence.ts';
import { compileTraining } from './training/compileTraining.ts';
import { createTrainer, type TrainingState } from './training/trainingStep.ts';

beforeAll(() => tf.setBackend('cpu'));

/** Tensors that `f` leaves behind besides those it returns. */
function leftBehind(f: () => tf.TensorContainer): number {
  const before = tf.memory().numTensors;
  const result = f();
  tf.dispose(result);
  return tf.memory().numTensors - before;
}

describe.each(tinyPresets)('$name leaves no tensor behind', (preset) => {
  const model = createModel(preset.model);
  const options = {
    protocol: preset.protocol,
    batchSize: preset.training.batchSize,
    sampling: true,
    pairs: preset.objective.kind === 'hnn',
  };

  it('in any part of the model, eagerly', () => {
    const parameters = toTensors(model.init(key(1))) as unknown as ModelParameters<tf.Tensor>;
    const inputs = tf.ones([2, ...model.inputShape]);
    const posterior = model.encode(parameters, inputs);
    const state = model.latentState(parameters, posterior.mean);
    expect(leftBehind(() => model.encode(parameters, inputs))).toBe(0);
    expect(leftBehind(() => klToStandardNormal(posterior))).toBe(0);
    expect(leftBehind(() => model.latentState(parameters, posterior.mean))).toBe(0);
    expect(leftBehind(() => model.hamiltonian?.(parameters, state) ?? [])).toBe(0);
    expect(leftBehind(() => tf.tidy(() => model.decode(parameters, model.visible(state))))).toBe(0);
    const later = (): tf.TensorContainer => model.rollout(parameters, state, { dt: 0.1, steps: 3 }).slice(1);
    expect(leftBehind(later)).toBe(0);
  });

  it('in an eager training step', () => {
    const trainer = createTrainer(model, preset);
    const state = toTensors(trainer.init(key(1))) as unknown as TrainingState<tf.Tensor>;
    const batch = toTensors(makeBatch(model, swingingSpot(), options, key(2), 0));
    const rate = tf.scalar(1e-3);
    expect(leftBehind(() => trainer.step(state, batch, rate))).toBe(0);
  });

  it.each(['auto', 'tfjs'] as const)('in training and evaluation with engine %s', async (engine) => {
    const before = tf.memory().numTensors;
    const sequences = swingingSpot();
    const training = await compileTraining({ preset, sequences, seed: 1, engine });
    const { state } = await training.step(training.initial, 0);
    await evaluate(training.model, training.trainer, state.parameters, sequences, {
      dt: sequences.dt,
      protocol: preset.protocol,
      engine,
      horizon: 3,
    });
    await training.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

import '@tensorflow/tfjs-backend-cpu';
import { toTensors } from '@hgn/autodiff';
import { key } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { swingingSpot, tinyMap, tinyVector } from '../test/tiny.ts';
import { createHgn, type HgnParameters } from './architecture/hgn.ts';
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

describe.each([tinyVector, tinyMap])('$name leaves no tensor behind', (preset) => {
  const hgn = createHgn(preset.model);
  const options = { protocol: preset.protocol, batchSize: preset.training.batchSize, sampling: true };

  it('in any part of the model, eagerly', () => {
    const parameters = toTensors(hgn.init(key(1))) as unknown as HgnParameters<tf.Tensor>;
    const inputs = tf.ones([2, ...hgn.inputShape]);
    const posterior = hgn.encode(parameters, inputs);
    const state = hgn.latentState(parameters, posterior.mean);
    expect(leftBehind(() => hgn.encode(parameters, inputs))).toBe(0);
    expect(leftBehind(() => klToStandardNormal(posterior))).toBe(0);
    expect(leftBehind(() => hgn.latentState(parameters, posterior.mean))).toBe(0);
    expect(leftBehind(() => hgn.hamiltonian(parameters, state))).toBe(0);
    expect(leftBehind(() => hgn.decode(parameters, state.q))).toBe(0);
    const later = (): tf.TensorContainer => hgn.rollout(parameters, state, { dt: 0.1, steps: 3 }).slice(1);
    expect(leftBehind(later)).toBe(0);
  });

  it('in an eager training step', () => {
    const trainer = createTrainer(hgn, preset);
    const state = toTensors(trainer.init(key(1))) as unknown as TrainingState<tf.Tensor>;
    const batch = toTensors(makeBatch(hgn, swingingSpot(), options, key(2), 0));
    const rate = tf.scalar(1e-3);
    expect(leftBehind(() => trainer.step(state, batch, rate))).toBe(0);
  });

  it.each(['auto', 'tfjs'] as const)('in training and evaluation with engine %s', async (engine) => {
    const before = tf.memory().numTensors;
    const sequences = swingingSpot();
    const training = await compileTraining({ preset, sequences, seed: 1, engine });
    const { state } = await training.step(training.initial, 0);
    await evaluate(training.hgn, training.trainer, state.parameters, sequences, {
      dt: sequences.dt,
      protocol: preset.protocol,
      engine,
      horizon: 3,
    });
    await training.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

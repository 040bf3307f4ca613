import '@tensorflow/tfjs-backend-cpu';
import { toTensors, type NdArray } from '@hgn/autodiff';
import { jit } from '@hgn/jit';
import { key } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { swingingSpot, tinyMap, tinyVector } from '../../test/tiny.ts';
import { createHgn } from '../architecture/hgn.ts';
import { makeBatch } from '../data/batch.ts';
import type { Preset } from '../presets/preset.ts';
import { batchTerms, createTrainer, type TrainingState } from './trainingStep.ts';

beforeAll(() => tf.setBackend('cpu'));

const setUp = (preset: Preset) => {
  const hgn = createHgn(preset.model);
  const trainer = createTrainer(hgn, preset);
  const state = trainer.init(key(3), { background: [0.2] });
  const batch = makeBatch(
    hgn,
    swingingSpot(),
    { protocol: preset.protocol, batchSize: preset.training.batchSize, sampling: true },
    key(5),
    0,
  );
  return { hgn, trainer, state, batch };
};
const tensors = (state: TrainingState<NdArray>) => toTensors(state) as unknown as TrainingState<tf.Tensor>;

describe.each([tinyVector, tinyMap])('the training step of $name', (preset) => {
  it('has the gradient of its loss, by central differences in every kind of parameter', () => {
    const { hgn, trainer, state, batch } = setUp(preset);
    const inputs = toTensors(batch);
    const beta = preset.objective.kind === 'elbo' ? preset.objective.beta : 0;
    const { height, width, channels } = preset.model.image;
    const pixels = (preset.protocol.steps + 1) * height * width * channels;
    const lossAt = (vector: Float32Array): number =>
      tf.tidy(() => {
        const terms = batchTerms(hgn, trainer.unravel(tf.tensor1d(vector)), inputs);
        return terms.mse.dataSync()[0] + (beta * terms.kl.dataSync()[0]) / pixels;
      });
    // A step of gradient descent by hand: Adam's first moment after one step is (1 - beta1) times the gradient.
    const after = trainer.step(tensors(state), inputs, tf.scalar(0));
    const moments = after.state.optimiser;
    const gradient = Array.from(moments.firstMoment.dataSync(), (m) => m / (1 - preset.optimiser.beta1));
    const start = Float32Array.from(state.parameters.data);
    const norm = Math.hypot(...gradient);
    // Along random directions, so that float32 round-off averages out.
    for (let trial = 0; trial < 6; trial++) {
      const direction = gradient.map((g, i) => g / norm + 0.5 * Math.sin(i * 12.9898 + trial * 78.233));
      const size = Math.hypot(...direction);
      const h = 2e-2;
      const shifted = (sign: number) => start.map((v, i) => v + (sign * h * direction[i]) / size);
      const numeric = (lossAt(shifted(1)) - lossAt(shifted(-1))) / (2 * h);
      const analytic = gradient.reduce((sum, g, i) => sum + (g * direction[i]) / size, 0);
      expect(Math.abs(numeric - analytic)).toBeLessThan(1e-2 * Math.abs(analytic) + 2e-5);
    }
  });

  it('gives every parameter a gradient', () => {
    const { trainer, state, batch } = setUp(preset);
    const after = trainer.step(tensors(state), toTensors(batch), tf.scalar(0));
    const { firstMoment } = after.state.optimiser;
    const named = trainer.unravel(tf.abs(firstMoment)) as unknown as Record<string, unknown>;
    const silent: string[] = [];
    const walk = (node: unknown, path: string): void => {
      if (node instanceof tf.Tensor) {
        if (tf.max(node).dataSync()[0] === 0) silent.push(path);
      } else if (node !== null && typeof node === 'object') {
        for (const [name, child] of Object.entries(node)) walk(child, `${path}.${name}`);
      }
    };
    walk(named, preset.name);
    expect(silent).toEqual([]);
  });

  it('compiled agrees with eager TensorFlow.js in loss and every gradient', async () => {
    const { trainer, state, batch } = setUp(preset);
    const compiled = await jit(trainer.step, [state, batch, 0], {});
    const ours = await compiled.arrays(state, batch, 0);
    await compiled.dispose();
    const theirs = trainer.step(tensors(state), toTensors(batch), tf.scalar(0));
    const expected = theirs.state.optimiser.firstMoment.dataSync();
    const loss = theirs.metrics.loss.dataSync()[0];
    expect(Math.abs(ours.metrics.loss.data[0] / loss - 1)).toBeLessThan(1e-4);
    const scale = Math.max(...expected.map(Math.abs));
    const worst = Math.max(...expected.map((m, i) => Math.abs(ours.state.optimiser.firstMoment.data[i] - m)));
    expect(worst / scale).toBeLessThan(1e-4);
  });

  it('overfits one batch', async () => {
    const { trainer, state, batch } = setUp(preset);
    const still = { ...batch, noise: { ...batch.noise, data: new Float32Array(batch.noise.data.length) } };
    const compiled = await jit(trainer.step, [state, still, 0], {});
    let current = state;
    const losses: number[] = [];
    for (let i = 0; i < 800; i++) {
      const result = await compiled.arrays(current, still, 1e-2);
      current = result.state;
      losses.push(result.metrics.mse.data[0]);
    }
    await compiled.dispose();
    expect(losses[799]).toBeLessThan(losses[0] / 20);
  });
});

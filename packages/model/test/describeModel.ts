import { toTensors, type NdArray } from '@hgn/autodiff';
import { jit } from '@hgn/jit';
import { key, normal } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createModel, type ModelParameters } from '../src/architecture/model.ts';
import { makeBatch } from '../src/data/batch.ts';
import { elboTerms } from '../src/objective/elboTerms.ts';
import { createObjective } from '../src/objective/objective.ts';
import { pairTerms } from '../src/objective/pairTerms.ts';
import type { Preset } from '../src/presets/preset.ts';
import { compileTraining } from '../src/training/compileTraining.ts';
import { createTrainer, type TrainingState } from '../src/training/trainingStep.ts';
import { swingingSpot } from './tiny.ts';

const tensors = (state: TrainingState<NdArray>) => toTensors(state) as unknown as TrainingState<tf.Tensor>;

/** What every model under `createModel` and `createTrainer` must do, whatever its dynamics and objective. */
export function describeModel(preset: Preset): void {
  const model = createModel(preset.model);
  const setUp = () => {
    const trainer = createTrainer(model, preset);
    const state = trainer.init(key(3), { background: [0.2] });
    const options = {
      protocol: preset.protocol,
      batchSize: preset.training.batchSize,
      sampling: true,
      pairs: preset.objective.kind === 'hnn',
    };
    const batch = makeBatch(model, swingingSpot(), options, key(5), 0);
    return { trainer, state, batch };
  };

  describe(`the model of ${preset.name}`, () => {
    // Compiled once for the tests that run it: values are arguments, so that all have the same graph.
    const compileStep = () => {
      const { trainer, state, batch } = setUp();
      return jit(trainer.step, [state, batch, 0], {});
    };
    let compiled: Awaited<ReturnType<typeof compileStep>>;
    beforeAll(async () => {
      compiled = await compileStep();
    });
    afterAll(() => compiled.dispose());

    it('returns the state itself and one more for every step, each of its shape', () => {
      const parameters = toTensors(model.init(key(1))) as unknown as ModelParameters<tf.Tensor>;
      const random = (seed: number) =>
        tf.tensor(normal(key(seed), [3, ...model.stateShape]).data, [3, ...model.stateShape]);
      const start = { q: random(2), p: random(3) };
      const states = model.rollout(parameters, start, { dt: 0.1, steps: 4 });
      expect(states.map(({ q, p }) => [q.shape, p.shape])).toEqual(
        Array(5).fill([start.q.shape, start.p.shape]),
      );
      expect(Array.from(states[0].q.dataSync())).toEqual(Array.from(start.q.dataSync()));
      expect(model.decode(parameters, model.visible(states[4])).shape).toEqual([3, ...model.frameShape]);
    });

    it('gives every sample its own time step', () => {
      const parameters = toTensors(model.init(key(1))) as unknown as ModelParameters<tf.Tensor>;
      const random = (seed: number) =>
        tf.tensor(normal(key(seed), [2, ...model.stateShape]).data, [2, ...model.stateShape]);
      const start = { q: random(2), p: random(3) };
      const endAt = (dt: number | tf.Tensor1D, row: number) =>
        Array.from(tf.gather(model.rollout(parameters, start, { dt, steps: 3 })[3].q, [row]).dataSync());
      const own = tf.tensor1d([0.1, -0.2]);
      [0.1, -0.2].forEach((dt, row) => {
        const alone = endAt(dt, row);
        endAt(own, row).forEach((q, i) => expect(Math.abs(q - alone[i])).toBeLessThan(1e-5));
      });
    });

    it('has the gradient of its loss, by central differences along random directions', () => {
      const { trainer, state, batch } = setUp();
      const inputs = toTensors(batch);
      const objective = createObjective(preset.objective);
      const { height, width, channels } = preset.model.image;
      const pixels = (preset.protocol.steps + 1) * height * width * channels;
      const objectiveState = tensors(state).objective;
      const lossAt = (vector: Float32Array): number =>
        tf.tidy(() => {
          const termsOf = preset.objective.kind === 'hnn' ? pairTerms : elboTerms;
          const terms = termsOf(model, trainer.unravel(tf.tensor1d(vector)), inputs);
          const perPixel = { ...terms, kl: tf.div<tf.Scalar>(terms.kl, pixels) };
          return objective.loss(objectiveState, perPixel).dataSync()[0];
        });
      // Adam's first moment after one step is (1 - beta1) times the gradient, clipped where the preset clips.
      const after = trainer.step(tensors(state), inputs, tf.scalar(0));
      const moments = Array.from(after.state.optimiser.firstMoment.dataSync());
      const reported = after.metrics.gradientNorm.dataSync()[0];
      const clipped = Math.hypot(...moments) / (1 - preset.optimiser.beta1);
      const gradient = moments.map((m) => (m / (1 - preset.optimiser.beta1)) * (reported / clipped));
      const start = Float32Array.from(state.parameters.data);
      const norm = Math.hypot(...gradient);
      const scale = Math.max(1, Math.abs(lossAt(start)));
      // Along random directions, so that float32 round-off averages out.
      for (let trial = 0; trial < 6; trial++) {
        const direction = gradient.map((g, i) => g / norm + 0.5 * Math.sin(i * 12.9898 + trial * 78.233));
        const size = Math.hypot(...direction);
        const h = 1e-2;
        const shifted = (sign: number) => start.map((v, i) => v + (sign * h * direction[i]) / size);
        const numeric = (lossAt(shifted(1)) - lossAt(shifted(-1))) / (2 * h);
        const analytic = gradient.reduce((sum, g, i) => sum + (g * direction[i]) / size, 0);
        expect(Math.abs(numeric - analytic)).toBeLessThan(1e-2 * Math.abs(analytic) + 4e-5 * scale);
      }
    });

    it('gives every parameter a gradient', () => {
      const { trainer, state, batch } = setUp();
      const after = trainer.step(tensors(state), toTensors(batch), tf.scalar(0));
      const named = trainer.unravel(tf.abs(after.state.optimiser.firstMoment)) as unknown;
      const silent: string[] = [];
      const walk = (node: unknown, path: string): void => {
        if (node instanceof tf.Tensor) {
          if (tf.max(node).dataSync()[0] === 0) silent.push(path);
        } else if (node !== null && typeof node === 'object') {
          for (const [name, child] of Object.entries(node)) walk(child, `${path}.${name}`);
        }
      };
      walk(named, preset.name);
      // A pixel HNN is deterministic: the variance of its posterior is not used.
      const unused = preset.objective.kind === 'hnn' ? /\.logVariance\.|logVariance$/ : /^$/;
      expect(silent.filter((path) => !unused.test(path))).toEqual([]);
    });

    it('compiled agrees with eager TensorFlow.js in loss and every gradient', async () => {
      const { trainer, state, batch } = setUp();
      const ours = await compiled.arrays(state, batch, 0);
      const theirs = trainer.step(tensors(state), toTensors(batch), tf.scalar(0));
      const expected = theirs.state.optimiser.firstMoment.dataSync();
      const loss = theirs.metrics.loss.dataSync()[0];
      expect(Math.abs(ours.metrics.loss.data[0] / loss - 1)).toBeLessThan(1e-4);
      const scale = Math.max(...expected.map(Math.abs));
      const worst = Math.max(
        ...expected.map((m, i) => Math.abs(ours.state.optimiser.firstMoment.data[i] - m)),
      );
      expect(worst / scale).toBeLessThan(1e-4);
    });

    it('overfits one batch', async () => {
      const { state, batch } = setUp();
      const still = {
        ...batch,
        noise: { ...batch.noise, data: new Float32Array(batch.noise.data.length) },
      };
      let current = state;
      const losses: number[] = [];
      for (let i = 0; i < 600; i++) {
        const result = await compiled.arrays(current, still, i < 400 ? 1e-2 : 2e-3);
        current = result.state;
        losses.push(result.metrics.mse.data[0]);
      }
      // The other terms of a pixel HNN hold its frames back: it ends some 20 times below, all others 70 and more.
      const factor = preset.objective.kind === 'hnn' ? 10 : 40;
      expect(losses[599]).toBeLessThan(losses[0] / factor);
    });

    it('trains twenty steps, and ten more after ten to the same bits', async () => {
      const sequences = swingingSpot();
      const compile = () => compileTraining({ preset, sequences, seed: 4 });
      type Training = Awaited<ReturnType<typeof compile>>;
      const run = async (training: Training, from: TrainingState<NdArray>, first: number, last: number) => {
        let state = from;
        for (let step = first; step < last; step++) ({ state } = await training.step(state, step));
        return { state, judged: training.trainer.judgedParameters(state) };
      };
      const [training, another] = [await compile(), await compile()];
      const whole = await run(training, training.initial, 0, 20);
      const half = await run(training, training.initial, 0, 10);
      const resumed = await run(another, half.state, 10, 20);
      await Promise.all([training.dispose(), another.dispose()]);
      expect(resumed.state).toEqual(whole.state);
      expect(resumed.judged).toEqual(whole.judged);
      expect(whole.state.parameters.data.every(Number.isFinite)).toBe(true);
      expect(whole.state.parameters.data).not.toEqual(half.state.parameters.data);
    });
  });
}

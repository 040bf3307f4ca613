import { describe, expect, it } from 'vitest';
import {
  compileTraining,
  createGenerator,
  frequencySpread,
  periodRatio,
  pickFrames,
  type EnergyConfig,
  type LayerConfig,
  type Preset,
} from '../src/index.ts';
import { swingingSpot, tinyVector } from './tiny.ts';

const dt = 0.15;
const frequency = 2;
const trajectories = 16;
const sequences = swingingSpot(trajectories, 60, dt);

/** A decoder that can be even in q: what folds two latent swings over one is its non-linearity. */
const decoder: readonly LayerConfig[] = [
  { type: 'dense', units: 32 },
  { type: 'activation', name: 'leakyRelu', slope: 0.1 },
  { type: 'dense', units: 64 },
  { type: 'reshape', shape: [4, 4, 4] },
];

/** Trains on the swinging spot; tells its pixel error over that of the mean frame, and its clock over the true one. */
async function clockOf(potential: EnergyConfig, kinetic: EnergyConfig) {
  const preset: Preset = {
    ...tinyVector,
    model: {
      ...tinyVector.model,
      decoder,
      posterior: { heads: 'dense', size: 8, logVarianceBias: -4 },
      dynamics: {
        type: 'hamiltonian',
        potential,
        kinetic,
        integrator: { method: 'leapfrog', stepsPerFrame: 1 },
      },
    },
    protocol: { ...tinyVector.protocol, steps: 16, framesPerSample: 5 },
    objective: { kind: 'elbo', beta: 0.01 },
    optimiser: { ...tinyVector.optimiser, schedule: 'cosine', finalFraction: 0.02, warmup: 20 },
    training: { ...tinyVector.training, batchSize: 16, steps: 800 },
  };
  const training = await compileTraining({ preset, sequences, seed: 1 });
  let state = training.initial;
  let mse = 0;
  for (let step = 0; step < 800; step++) {
    const result = await training.step(state, step);
    state = result.state;
    if (step >= 750) mse += result.metrics.mse / 50;
  }
  const { model, trainer } = training;
  const generator = createGenerator(model, trainer, trainer.judgedParameters(state));
  const all = Array.from({ length: trajectories }, (_, i) => i);
  const now = await generator.encode(pickFrames(sequences, all, [0, 1, 2]));
  const orbit = await generator.rollout(now, { dt, frames: 100 });
  await generator.dispose();
  await training.dispose();
  const truth = (f: (phase: number) => number) =>
    Float64Array.from({ length: trajectories * 100 }, (_, i) =>
      f(frequency * dt * (i % 100) + 2.4 * Math.floor(i / 100)),
    );
  return {
    error: mse / meanFrameError(),
    ...periodRatio(
      { trajectories, length: 100, q: orbit.q.data, p: orbit.p.data },
      { trajectories, length: 100, q: truth(Math.cos), p: truth((phase) => -Math.sin(phase)) },
      { dt },
    ),
  };
}

/** Variance of the pixels about the mean frame. */
function meanFrameError(): number {
  const { frames } = sequences;
  const size = 64;
  const count = frames.length / size;
  let sum = 0;
  for (let pixel = 0; pixel < size; pixel++) {
    let first = 0;
    let second = 0;
    for (let i = pixel; i < frames.length; i += size) {
      first += frames[i] / 255 / count;
      second += (frames[i] / 255) ** 2 / count;
    }
    sum += (second - first * first) / size;
  }
  return sum;
}

describe('the latent clock of a trained model', () => {
  it('is the physical one when the energy starts on the frequencies of its data', async () => {
    const frequencies = frequencySpread(sequences);
    expect(frequencies[0]).toBeCloseTo(0.25 * frequency, 1);
    expect(frequencies[1]).toBeCloseTo(1.5 * frequency, 1);
    const { error, ratio, judged } = await clockOf(
      { quadratic: 'learnable', frequencies, layers: [] },
      { quadratic: 'unit', layers: [] },
    );
    expect(error).toBeLessThan(0.1);
    expect(judged).toBe(trajectories);
    expect(ratio).toBeCloseTo(1, 1);
  });

  it('is found at half its speed, behind good pixels, when the energy allows no other', async () => {
    // H = (q^2 + p^2) / 2 has the angular frequency 1; the spot's is 2.
    const { error, ratio, judged } = await clockOf(
      { quadratic: 'unit', layers: [] },
      { quadratic: 'unit', layers: [] },
    );
    expect(error).toBeLessThan(0.3);
    expect(judged).toBe(trajectories);
    expect(ratio).toBeCloseTo(2, 1);
  });
});

import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, it } from 'vitest';
import { swingingSpot, tinyPresets, tinyVector } from '../../test/tiny.ts';
import type { Preset } from '../presets/preset.ts';
import { compileTraining } from '../training/compileTraining.ts';
import { evaluateLong } from './evaluateLong.ts';

const sequences = swingingSpot(4, 40);

async function judged(preset: Preset, horizon: number, states?: typeof sequences.states) {
  const { model, trainer, initial, dispose } = await compileTraining({ preset, sequences, seed: 1 });
  try {
    return await evaluateLong(
      model,
      trainer,
      initial.parameters,
      { ...sequences, ...(states && { states }) },
      {
        dt: sequences.dt,
        protocol: preset.protocol,
        horizon,
      },
    );
  } finally {
    await dispose();
  }
}

describe('evaluateLong', () => {
  it('judges both ways in time over the whole horizon, and the energy', async () => {
    const { forward, backward, energy, clock } = await judged(tinyVector, 30);
    expect(forward.perFrame).toHaveLength(30);
    expect(backward.perFrame).toHaveLength(30);
    expect(forward.worstFrame).toBeLessThanOrEqual(forward.timesBelowBaseline);
    expect(forward.validFrames).toBeLessThanOrEqual(30);
    expect(energy?.variance).toBeGreaterThan(0);
    expect(energy?.maximum).toBeGreaterThanOrEqual(energy?.average ?? Infinity);
    expect(clock).toBeNull();
  });

  it('compares the latent clock with the true one where the states are known', async () => {
    // A cosine of angular frequency 2, which the spot follows, beside latents that start between 1 and 2.
    const along = (of: (t: number) => number) =>
      Float64Array.from({ length: 4 * 40 }, (_, i) =>
        of(2 * (i % 40) * sequences.dt + 2.4 * Math.floor(i / 40)),
      );
    const { clock } = await judged(tinyVector, 36, { q: along(Math.cos), p: along((t) => -Math.sin(t)) });
    expect(clock?.judged).toBeGreaterThan(0);
    expect(clock?.ratio).toBeGreaterThan(0.7);
    expect(clock?.ratio).toBeLessThan(2.5);
  });

  it('has no energy to judge in a model that knows none', async () => {
    const gru = tinyPresets.find(({ name }) => name === 'tiny-gru') ?? tinyVector;
    expect((await judged(gru, 10)).energy).toBeNull();
  });

  it('says how far the sequences reach when that is too short', async () => {
    await expect(judged(tinyVector, 60)).rejects.toThrow(/a horizon of 60 frames needs .*, but they hold 37/);
  });
});

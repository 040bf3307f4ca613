import '@tensorflow/tfjs-backend-cpu';
import { key, normal } from '@hgn/nn';
import { describe, expect, it } from 'vitest';
import { swingingSpot, tinyPresets, tinyVector } from '../../test/tiny.ts';
import { pickFrames } from '../generation/frames.ts';
import { createGenerator, type Generator } from '../generation/generator.ts';
import type { Preset } from '../presets/preset.ts';
import { compileTraining } from '../training/compileTraining.ts';
import { evaluateLong } from './evaluateLong.ts';

const sequences = swingingSpot(4, 40);

type StatesOf = typeof sequences.states | ((generator: Generator) => Promise<typeof sequences.states>);

async function judged(preset: Preset, horizon: number, statesOf?: StatesOf, mapped?: number) {
  const { model, trainer, initial, dispose } = await compileTraining({ preset, sequences, seed: 1 });
  try {
    const generator = createGenerator(model, trainer, initial.parameters);
    const states = typeof statesOf === 'function' ? await statesOf(generator) : statesOf;
    await generator.dispose();
    return await evaluateLong(
      model,
      trainer,
      initial.parameters,
      { ...sequences, ...(states && { states }) },
      {
        dt: sequences.dt,
        protocol: preset.protocol,
        horizon,
        ...(mapped !== undefined && { syMetric: mapped }),
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

  it('judges the latent phase space by SyMetric where that is asked for: the true one up to scales, or not', async () => {
    const own = async (generator: Generator) => {
      // Inputs are frames 0 to 2, and the state is that of frame 1.
      const from = await generator.encode(pickFrames(sequences, [0, 1, 2, 3], [0, 1, 2]));
      const { q, p } = await generator.rollout(from, { dt: sequences.dt, frames: 39 });
      const withFrameZero = ({ data }: typeof q, scale: number) =>
        Float64Array.from({ length: 4 * 40 * 2 }, (_, i) => {
          const [trajectory, frame, k] = [Math.floor(i / 80), Math.floor(i / 2) % 40, i % 2];
          return frame === 0 ? 0 : scale * data[(trajectory * 39 + frame - 1) * 2 + k];
        });
      return { q: withFrameZero(q, 3), p: withFrameZero(p, 0.5) };
    };
    const { syMetric } = await judged(tinyVector, 36, own, 4);
    expect(syMetric).toMatchObject({ score: 1, pairs: 2 });
    expect(syMetric?.r2).toBeGreaterThan(0.999);
    const noise = Float64Array.from(normal(key(1), [4 * 40 * 2]).data);
    const other = await judged(tinyVector, 36, { q: noise, p: noise.toReversed() }, 4);
    expect(other.syMetric?.score).toBe(0);
    expect((await judged(tinyVector, 36, own)).syMetric).toBeNull();
  });

  it('has no energy to judge in a model that knows none', async () => {
    const gru = tinyPresets.find(({ name }) => name === 'tiny-gru') ?? tinyVector;
    expect((await judged(gru, 10)).energy).toBeNull();
  });

  it('says how far the sequences reach when that is too short', async () => {
    await expect(judged(tinyVector, 60)).rejects.toThrow(/a horizon of 60 frames needs .*, but they hold 37/);
  });
});

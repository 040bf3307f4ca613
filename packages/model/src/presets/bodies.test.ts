import { generate, presets as datasets } from '@hgn/datasets';
import { describe, expect, it } from 'vitest';
import { createModel } from '../architecture/model.ts';
import { evaluate } from '../evaluation/evaluate.ts';
import { compileTraining } from '../training/compileTraining.ts';
import { bodiesPreset } from './bodies.ts';

describe('bodiesPreset', () => {
  it('learns two bodies from pixels in 250 small steps: ten frames ahead far below the baselines, both ways', async () => {
    const whole = bodiesPreset({ bodies: 2 });
    const steps = 250;
    const preset = {
      ...whole,
      protocol: { ...whole.protocol, steps: 9, horizonGrowth: 0.5 },
      training: { ...whole.training, steps, batchSize: 8 },
    };
    const sequences = generate(datasets['two-body'], { seed: 3, trajectories: 100, frames: 24 });
    const unseen = generate(datasets['two-body'], { seed: 4, trajectories: 16, frames: 34 });
    const training = await compileTraining({ preset, sequences, seed: 1, threads: 1 });
    let state = training.initial;
    for (let i = 0; i < steps; i++) ({ state } = await training.step(state, i));
    const { tasks } = await evaluate(training.model, training.trainer, state.parameters, unseen, {
      dt: unseen.dt,
      protocol: preset.protocol,
      horizon: 10,
      threads: 1,
    });
    await training.dispose();
    for (const { mse, baselines } of [tasks.forward, tasks.backward]) {
      expect(Math.min(baselines.meanFrame, baselines.lastFrame) / mse).toBeGreaterThan(12);
    }
  });

  it('is for any number of bodies and size of image', () => {
    const { image, ...model } = createModel(
      bodiesPreset({ bodies: 4, image: { height: 24, width: 40, channels: 1 } }).model,
    ).config;
    expect(image).toEqual({ height: 24, width: 40, channels: 1 });
    expect(model.dynamics).toMatchObject({ potential: { bodies: { count: 4 } } });
    const discsOf = (options: { alike?: boolean }) =>
      bodiesPreset({ bodies: 4, ...options }).model.decoder[0];
    expect(discsOf({})).toMatchObject({ type: 'softDiscs', alike: true });
    expect(discsOf({ alike: false })).toMatchObject({ type: 'softDiscs', alike: false });
    expect(() => bodiesPreset({ bodies: 1 })).toThrow(
      'bodiesPreset: bodies must be a whole number of at least 2, but got 1',
    );
  });
});

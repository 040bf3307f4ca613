import { createModel, presets } from '@hgn/model';
import { describe, expect, it } from 'vitest';
import { filmConfig, inputFrames, stateAt, unrolledSteps, windowLength, type FilmRun } from './filmConfig.ts';

const run: FilmRun = {
  name: 'swing',
  preparation: {
    box: { x: 0, y: 0, width: 64, height: 64 },
    ...{ size: 32, channels: 1, every: 1, dt: 0.05, gain: 1 },
    film: { width: 64, height: 64 },
  },
  period: 2,
  dissipative: true,
  windows: { held: 8, dataset: { trajectories: 100, length: 47 } },
  unrolled: 44,
  data: 'frames',
  seed: 3,
};

describe('filmConfig', () => {
  it('trains as the preset that learns a pendulum best does, with friction and without', () => {
    const { optimiser, training, protocol } = presets['pendulum-small'];
    for (const dissipative of [true, false]) {
      const config = filmConfig({ ...run, dissipative, steps: 7 });
      expect(config.optimiser).toEqual(optimiser);
      expect(config.training).toMatchObject({ steps: 7, batchSize: training.batchSize });
      expect(config.protocol).toEqual({ ...protocol, steps: 44, horizonGrowth: 0.3, doubleSpeedFraction: 0 });
      expect(config.model.dynamics.type).toBe(dissipative ? 'dissipative' : 'hamiltonian');
      expect(config.data).toMatchObject({
        folder: 'frames',
        trajectories: 92,
        frames: 47,
        testTrajectories: 8,
      });
    }
  });

  it('has as many latent coordinates as asked for, four unless told', () => {
    expect(createModel(filmConfig(run).model).stateShape).toEqual([4]);
    const one = createModel(filmConfig({ ...run, coordinates: 1 }).model);
    expect([one.stateShape, one.latentShape, one.frameShape]).toEqual([[1], [2], [16, 16, 4]]);
  });

  it('unrolls about a period, and windows hold that and the inputs', () => {
    expect([0.5, 2, 9, NaN].map((period) => unrolledSteps(period, 0.05))).toEqual([29, 44, 48, 29]);
    expect(windowLength(44)).toBe(44 + inputFrames - stateAt);
  });
});

import { generate, presets } from '@hgn/datasets';
import { describe, expect, it } from 'vitest';
import { pixelErrors } from './pixelErrors.ts';
import { validPredictionTime } from './validPredictionTime.ts';

describe('pixelErrors', () => {
  it('are those worked out by hand, per frame, per sample and relative to the brightness of each frame', () => {
    // Two samples of two frames of two values.
    const truth = [1, 1, 2, 0, 0, 0, 1, 3];
    const predicted = [1, 0, 0, 0, 0, 0, 1, 1];
    const { mse, perFrame, perSample, normalised } = pixelErrors(truth, predicted, { samples: 2, frames: 2 });
    expect(mse).toBe((0.5 + 2 + 0 + 2) / 4);
    expect([...perFrame]).toEqual([0.25, 2]);
    expect([...perSample]).toEqual([1.25, 1]);
    expect([...normalised]).toEqual([0.5, 1, 0, 0.4]);
  });

  it('are infinitely large, relatively, where something is painted on black', () => {
    expect(pixelErrors([0], [0.1], { samples: 1, frames: 1 }).normalised[0]).toBe(Infinity);
  });

  it('refuses arrays that do not fit', () => {
    expect(() => pixelErrors([1, 2], [1], { samples: 1, frames: 1 })).toThrow(/but got 2 and 1 numbers/);
    expect(() => pixelErrors([1, 2, 3], [1, 2, 3], { samples: 1, frames: 2 })).toThrow(/check the shapes/);
  });
});

describe('validPredictionTime', () => {
  it('is the full length for the true dynamics', () => {
    const { frames } = generate(presets.pendulum, { seed: 3, trajectories: 7, frames: 20 });
    const { normalised } = pixelErrors(frames, frames, { samples: 7, frames: 20 });
    const time = validPredictionTime(normalised, { samples: 7, frames: 20 });
    expect(time).toMatchObject({ frames: 20, relative: 1 });
    expect([...time.perSample]).toEqual(Array(7).fill(20));
  });

  it('is short for a pendulum that runs 5 % too slowly, and longer for 1 %', () => {
    const pendulum = presets.pendulum;
    const at = (dt: number) =>
      generate({ ...pendulum, dt }, { seed: 3, trajectories: 5, frames: 120 }).frames;
    const time = (dt: number) => {
      const { normalised } = pixelErrors(at(pendulum.dt), at(dt), { samples: 5, frames: 120 });
      return validPredictionTime(normalised, { samples: 5, frames: 120 }).frames;
    };
    const slow = time(0.95 * pendulum.dt);
    const nearly = time(0.99 * pendulum.dt);
    expect(slow).toBeGreaterThan(5);
    expect(slow).toBeLessThan(40);
    expect(nearly).toBeGreaterThan(3 * slow);
  });

  it('is the index of the first frame above the threshold, and stays at that', () => {
    const errors = [0, 0.02, 0.03, 0, 0.5, 0, 0, 0, 0.025, 0.025, 0.025, 0.025];
    const time = validPredictionTime(errors, { samples: 3, frames: 4 });
    expect([...time.perSample]).toEqual([2, 0, 4]);
    expect(time).toMatchObject({ frames: 2, relative: 0.5 });
    expect(validPredictionTime(errors, { samples: 3, frames: 4, threshold: 0.4 }).perSample[0]).toBe(4);
  });

  it('takes the median within batches and the mean between them', () => {
    // Times 0, 1, 2, 3, 3 in the first batch of five and 1, 2 in the second.
    const times = [3, 0, 1, 3, 2, 1, 2];
    const errors = times.flatMap((time) => Array.from({ length: 3 }, (_, t) => (t < time ? 0 : 1)));
    expect(validPredictionTime(errors, { samples: 7, frames: 3 }).frames).toBe((2 + 1.5) / 2);
    expect(validPredictionTime(errors, { samples: 7, frames: 3, batchSize: 7 }).frames).toBe(2);
  });

  it('ends at a prediction that is not a number', () => {
    expect(validPredictionTime([0, NaN, 0], { samples: 1, frames: 3 }).frames).toBe(1);
  });

  it('refuses errors that do not fit', () => {
    expect(() => validPredictionTime([0, 0], { samples: 1, frames: 3 })).toThrow(
      /1 samples x 3 frames, but got 2/,
    );
  });
});

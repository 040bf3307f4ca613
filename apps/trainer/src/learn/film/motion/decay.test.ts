import { generate, presets } from '@hgn/datasets';
import type { Picture } from '@hgn/datasets/node';
import { describe, expect, it } from 'vitest';
import { filmInMemory } from '../../../../test/swingFilm.ts';
import { prepareFilms } from '../look/lookAtFilms.ts';
import { surveyFilm } from '../look/survey.ts';
import { decayOf } from './decay.ts';

/** A filmed pendulum that begins on a circle in the plane (q, p), and its angles. */
function filmedPendulum(friction: number, radius: number, frames = 300) {
  const recipe = presets['suite-pendulum'];
  const parameters = { ...recipe.parameters, friction };
  const preset = { ...recipe, parameters, initial: { radius: [radius, radius] as const } };
  const film = generate(preset, { seed: 5, trajectories: 1, frames });
  const { width, height, dt, q } = film;
  const each = width * height * 3;
  const pictures = Array.from({ length: frames }, (_, t): Picture => {
    return { width, height, channels: 3, data: film.frames.subarray(t * each, (t + 1) * each) };
  });
  return { pictures, dt, q: Float64Array.from(q) };
}

describe('decayOf', () => {
  it('is the rate of an exponential, with a small error, and nothing for two periods', () => {
    const swing = Float64Array.from({ length: 400 }, (_, t) => Math.exp(-0.02 * t) * Math.cos(0.5 * t));
    const decay = decayOf(swing, 1, (2 * Math.PI) / 0.5);
    expect(decay?.rate).toBeCloseTo(0.02, 4);
    expect(decay?.error).toBeLessThan(1e-4);
    expect(decayOf(swing.subarray(0, 26), 1, (2 * Math.PI) / 0.5)).toBeUndefined();
  });

  it('is negative where swings grow', () => {
    const swing = Float64Array.from({ length: 200 }, (_, t) => Math.exp(0.01 * t) * Math.cos(0.5 * t + 1));
    expect(decayOf(swing, 1, (2 * Math.PI) / 0.5)?.rate).toBeCloseTo(-0.01, 4);
  });

  // dp/dt = -f dH/dp = -(f / m l^2) p with m l^2 = 0.5: amplitudes of small swings fall at f / (2 m l^2) = f.
  it.each([
    [0.02, 0.3],
    [0.05, 0.3],
    [0.05, 1.6],
    [0.1, 1.6],
  ])(
    'is half of the rate of friction, in films too: friction %d, from a circle of radius %d',
    async (f, radius) => {
      const { pictures, dt, q } = filmedPendulum(f, radius);
      expect(Math.abs((decayOf(q, dt, 3.7)?.rate ?? NaN) / f - 1)).toBeLessThan(0.003);
      const survey = await surveyFilm(filmInMemory(pictures, dt), { signal: new AbortController().signal });
      const { findings } = await prepareFilms([survey], {});
      expect(Math.abs((findings.decay?.rate ?? NaN) / f - 1)).toBeLessThan(0.02);
    },
  );

  it('is nothing but rounding for filmed swings without friction, wide or narrow', async () => {
    for (const radius of [0.3, 1.6]) {
      const { pictures, dt } = filmedPendulum(0, radius, 400);
      const survey = await surveyFilm(filmInMemory(pictures, dt), { signal: new AbortController().signal });
      const { findings } = await prepareFilms([survey], {});
      expect(Math.abs(findings.decay?.rate ?? NaN)).toBeLessThan(2e-4);
    }
  });
});

import { generate, presets as systems } from '@hgn/datasets';
import { frameAt } from '@hgn/model';
import { describe, expect, it } from 'vitest';
import { figure } from './figure.ts';
import { peers, courses } from './courses.ts';
import { betterBaseline, errorOf, firstUnseenStep, foreseen, seen } from './judge.ts';
import type { Race } from './race.ts';
import { rowsOf } from './rows.ts';

const unseen = generate(systems['mass-spring'], { seed: 4, trajectories: 2, frames: 36 });
const size = 32 * 32 * 3;

const race: Race = {
  ...{ course: 'mass-spring', seed: 0, seconds: 60, clock: 'wall', threads: 2, torch: '2', baseline: 8 },
  curves: [
    {
      name: 'ours',
      parameters: 10,
      steps: 9,
      points: [
        { seconds: 3, error: 4 },
        { seconds: 30, error: 2 },
        { seconds: 60, error: 0.5 },
      ],
    },
    {
      name: 'theirs',
      parameters: 99,
      steps: 3,
      points: [
        { seconds: 9, error: 8 },
        { seconds: 61, error: 3 },
      ],
    },
  ],
};

describe('a race at equal time', () => {
  it('judges the frames after the first five, which everyone foresees', () => {
    const right = new Float32Array(2 * foreseen * size);
    for (let i = 0; i < 2 * foreseen; i++) {
      frameAt(unseen, Math.floor(i / foreseen), seen + (i % foreseen)).forEach((value, k) => {
        right[i * size + k] = value / 255;
      });
    }
    expect(errorOf(right, unseen)).toBeLessThan(1e-14);
    const off = right.map((value) => value + 0.1);
    expect(errorOf(off, unseen)).toBeCloseTo(0.01, 6);
    expect(() => errorOf(right.subarray(size), unseen)).toThrow('2 films of 30 frames must be foreseen');
    // Films a frame late are others.
    const late = new Float32Array(right.length);
    late.set(right.subarray(size));
    expect(errorOf(late, unseen)).toBeGreaterThan(1e-4);
  });

  it('has a baseline that is no better than the truth and no worse than a black picture', () => {
    const black = errorOf(new Float32Array(2 * foreseen * size), unseen);
    expect(betterBaseline(unseen)).toBeGreaterThan(0);
    expect(betterBaseline(unseen)).toBeLessThan(black);
  });

  it('begins every rollout at the frame after the fifth, wherever the state is inferred', () => {
    const steps = [...peers.map(({ preset }) => preset), courses.pendulum.ours].map(firstUnseenStep);
    expect(steps).toEqual([1, 3, 3, 3]);
  });

  it('says how many times the error of ours a side has, and when ours was as good', () => {
    const [ours, theirs] = rowsOf(race);
    expect(ours).toMatchObject({ side: 'ours', times_below: 16, over_ours: 1, ours_there_after_s: null });
    expect(theirs).toMatchObject({ side: 'theirs', steps: 3, over_ours: 6, ours_there_after_s: 30 });
  });

  it('draws a line for each side', () => {
    const svg = figure('mass-spring', [race]);
    expect(svg).toContain('theirs');
    expect(svg).toContain('better baseline');
  });
});

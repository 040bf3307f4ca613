import { describe, expect, test } from 'vitest';
import { presets } from '../presets/registry.ts';
import { generate } from './generate.ts';
import { OffCanvasError, simulate } from './simulate.ts';

describe('simulate', () => {
  test('is a pure function of preset, seed and index', () => {
    const options = { seed: 3, index: 5, frames: 12 };
    expect(simulate('pendulum', options)).toEqual(simulate('pendulum', options));
    expect(simulate('pendulum', options).q).not.toEqual(simulate('pendulum', { ...options, seed: 4 }).q);
    expect(simulate('pendulum', options).q).not.toEqual(simulate('pendulum', { ...options, index: 6 }).q);
  });

  test('makes trajectory 3 of a dataset alone as it is in the dataset', () => {
    const dataset = generate('mass-spring', { seed: 1, trajectories: 5, frames: 7 });
    const alone = simulate('mass-spring', { seed: 1, index: 3, frames: 7 });
    expect(dataset.q.slice(21, 28)).toEqual(alone.q);
    expect(dataset.frames.slice(3 * alone.frames.length, 4 * alone.frames.length)).toEqual(alone.frames);
  });

  test('starts mass-spring on circles of radius 0.1 to 1, where H = r^2', () => {
    const { energy } = generate('mass-spring', { seed: 2, trajectories: 200, frames: 1 });
    expect(Math.min(...energy)).toBeGreaterThan(0.1 ** 2);
    expect(Math.max(...energy)).toBeLessThan(1);
    expect(Math.max(...energy)).toBeGreaterThan(0.9);
  });

  test('noise moves the picture and not the stored state', () => {
    const clean = simulate('mass-spring', { seed: 1, index: 0, frames: 4 });
    const noisy = simulate({ ...presets['mass-spring'], noise: 0.1 }, { seed: 1, index: 0, frames: 4 });
    expect(noisy.q).toEqual(clean.q);
    expect(noisy.frames).not.toEqual(clean.frames);
  });

  test('draws a trajectory again when a body leaves the canvas, and counts how often', () => {
    const frames = 90;
    const list = Array.from({ length: 40 }, (_, index) => simulate('three-body', { seed: 0, index, frames }));
    const redrawn = list.map((trajectory) => trajectory.redrawn);
    expect(Math.max(...redrawn)).toBeGreaterThan(0);
    const { halfWidth } = presets['three-body'].camera;
    for (const { q } of list) expect(Math.max(...q.map(Math.abs))).toBeLessThanOrEqual(halfWidth);
    // On a wider canvas the first attempts stay, but for those in which bodies came too close to each other.
    const wide = { ...presets['three-body'], camera: { ...presets['three-body'].camera, halfWidth: 100 } };
    const first = redrawn.map((_, index) => simulate(wide, { seed: 0, index, frames }));
    expect(first.filter((trajectory) => trajectory.redrawn === 0).length).toBeGreaterThan(35);
    for (const [index, { q, redrawn: tooClose }] of first.entries()) {
      if (redrawn[index] === 0) expect(q).toEqual(list[index].q);
      else if (tooClose === 0) expect(Math.max(...q.map(Math.abs))).toBeGreaterThan(halfWidth);
    }
    const total = redrawn.reduce((sum, times) => sum + times, 0);
    expect(generate('three-body', { seed: 0, trajectories: 40, frames }).redrawn).toBe(total);
  });

  test('says so when every trajectory leaves the canvas', () => {
    const { camera } = presets.pendulum;
    const tiny = { ...presets.pendulum, camera: { ...camera, halfWidth: 0.1 } };
    expect(() => simulate(tiny, { seed: 1, index: 0, frames: 2 })).toThrow(OffCanvasError);
  });

  test.each([
    ['frames must be an integer from 1, but got 0', { seed: 1, index: 0, frames: 0 }],
    ['seed must be an integer from 0 to 2^53 - 1, but got 0.5', { seed: 0.5, index: 0, frames: 2 }],
    ['index must be an integer from 0 to 2^53 - 1, but got -1', { seed: 1, index: -1, frames: 2 }],
  ])('throws: %s', (message, options) => {
    expect(() => simulate('pendulum', options)).toThrow(message);
  });

  test('an unknown preset is told with all known ones', () => {
    expect(() => simulate('pendulu', { seed: 1, index: 0, frames: 2 })).toThrow(
      /no preset 'pendulu'.*mass-spring/,
    );
  });
});

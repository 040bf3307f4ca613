import { describe, expect, it } from 'vitest';
import { presets } from '../presets/registry.ts';
import { generate } from './generate.ts';
import { matchOrbits } from './matchOrbits.ts';

const films = (preset: string, trajectories: number, seed = 5) => {
  const set = generate(preset, { seed, trajectories, frames: 6 });
  return {
    set,
    frames: Float32Array.from(set.frames, (value) => value / 255),
    films: trajectories,
    length: 6,
  };
};

describe('matchOrbits', () => {
  it.each(['mass-spring', 'pendulum', 'pendulum-mgl', 'damped-spring'])(
    'finds the states that %s films begin with',
    (preset) => {
      const given = films(preset, 5);
      matchOrbits(preset, given).forEach((orbit, i) => {
        const at = i * given.length;
        expect(orbit.energy).toBeCloseTo(given.set.energy[at], 2);
        expect(Math.cos(orbit.q)).toBeCloseTo(Math.cos(given.set.q[at]), 2);
        expect(orbit.p).toBeCloseTo(given.set.p[at], 1);
        expect(orbit.error).toBeLessThan(1e-5);
      });
    },
  );

  it('knows the direction of time: a film that runs backward has the opposite momentum', () => {
    const given = films('mass-spring', 1);
    const size = given.frames.length / given.length;
    const reversed = new Float32Array(given.frames.length);
    for (let t = 0; t < given.length; t++) {
      reversed.set(given.frames.subarray(t * size, (t + 1) * size), (given.length - 1 - t) * size);
    }
    const [orbit] = matchOrbits('mass-spring', { ...given, frames: reversed });
    expect(orbit.p).toBeCloseTo(-given.set.p[given.length - 1], 1);
    expect(orbit.energy).toBeCloseTo(given.set.energy[0], 2);
  });

  it('finds nothing like a film that stands still away from rest, or jumps', () => {
    const given = films('mass-spring', 1);
    const size = given.frames.length / given.length;
    const still = new Float32Array(given.frames.length);
    for (let t = 0; t < given.length; t++) still.set(given.frames.subarray(0, size), t * size);
    const [orbit] = matchOrbits('mass-spring', { ...given, frames: still });
    expect(orbit.error).toBeGreaterThan(1e-4);
  });

  it('refuses systems of more coordinates, others in each trajectory, and frames of another size', () => {
    const given = films('pendulum', 1);
    expect(() => matchOrbits('two-body', given)).toThrow("'two-body' has 4 coordinates");
    const heavy = {
      ...presets.pendulum,
      parameters: { ...presets.pendulum.parameters, mass: [0.4, 0.6] as const },
    };
    expect(() => matchOrbits(heavy, given)).toThrow('has mass drawn anew');
    expect(() => matchOrbits('pendulum', { ...given, length: 5 })).toThrow(
      '1 films of 5 frames of 3072 values',
    );
  });
});

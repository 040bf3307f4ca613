import { generate, presets } from '@hgn/datasets';
import { describe, expect, it } from 'vitest';
import type { Sequences } from '../../data/sequences.ts';
import { frequencySpread } from './frequencySpread.ts';
import { latentPeriod } from './latentPeriod.ts';
import { pixelFrequencies } from './pixelFrequencies.ts';

const { PI, sqrt } = Math;

/** Angular frequency of a pendulum of energy E: q'' = -w0^2 sin q, k^2 = E / (2 depth), libration or rotation. */
function pendulumFrequency(energy: number, depth: number, w0: number): number {
  const k = sqrt(energy / (2 * depth));
  return k < 1 ? w0 * agm(1, sqrt(1 - k * k)) : 2 * w0 * k * agm(1, sqrt(1 - 1 / (k * k)));
}

function agm(a: number, b: number): number {
  return Math.abs(a - b) < 1e-14 ? a : agm((a + b) / 2, sqrt(a * b));
}

/** The 1st of two frequencies relative to the 2nd, sequence by sequence: medians and extremes of the ratio. */
function compare(found: Float64Array, expected: ArrayLike<number>) {
  const ratios = Float64Array.from(found, (f, i) => f / expected[i])
    .filter((r) => !Number.isNaN(r))
    .sort();
  return {
    count: ratios.length,
    lowest: ratios[0],
    middle: ratios[ratios.length >> 1],
    highest: ratios.at(-1),
  };
}

describe('pixelFrequencies', () => {
  it('is 2 for the mass on a spring, at every amplitude, in long and in short sequences', () => {
    for (const frames of [64, 34, 16]) {
      const found = pixelFrequencies(generate(presets['mass-spring'], { seed: 5, trajectories: 24, frames }));
      for (const frequency of found) expect(Math.abs(frequency / 2 - 1)).toBeLessThan(0.02);
    }
  });

  it('is 2 for the spring whose coordinates are noisy', () => {
    const noisy = generate(presets['paper-mass-spring'], { seed: 5, trajectories: 24, frames: 64 });
    const { middle, count } = compare(pixelFrequencies(noisy), new Float64Array(24).fill(2));
    expect(middle).toBeCloseTo(1, 1);
    expect(count).toBeGreaterThan(18);
  });

  it.each([
    ['pendulum', 3],
    ['pendulum-mgl', 1.5],
  ] as const)('follows the energy of the %s, by the arithmetic-geometric mean', (name, depth) => {
    const data = generate(presets[name], { seed: 6, trajectories: 32, frames: 64 });
    const expected = Float64Array.from({ length: 32 }, (_, i) =>
      pendulumFrequency(data.energy[i * 64], depth, sqrt(2 * depth)),
    );
    const { count, middle, lowest, highest } = compare(pixelFrequencies(data), expected);
    expect(middle).toBeCloseTo(1, 2);
    // Close to the upright position a pendulum takes for ever, and a record holds no period.
    expect(count).toBeGreaterThan(28);
    expect(lowest).toBeGreaterThan(0.8);
    expect(highest).toBeLessThan(1.25);
  });

  it.each([64, 34])(
    'finds the orbits of two bodies from %i frames, of which most are less than a turn',
    (frames) => {
      const data = generate(presets['two-body'], { seed: 7, trajectories: 24, frames });
      const long = generate(presets['two-body'], { seed: 7, trajectories: 24, frames: 320 });
      const expected = latentPeriod(long, { dt: long.dt }).map((period) => (2 * PI) / period);
      const { count, middle, lowest, highest } = compare(pixelFrequencies(data), expected);
      expect(count).toBe(24);
      expect(middle).toBeGreaterThan(0.95);
      expect(middle).toBeLessThan(1.05);
      expect(lowest).toBeGreaterThan(0.85);
      // Slower motion than a quarter turn per record is given as that bound.
      expect(highest).toBeLessThan(frames === 64 ? 1.15 : 2);
    },
  );

  it('is that of the picture, twice the orbit, where two bodies look alike', () => {
    const preset = presets['two-body'];
    const alike = {
      ...preset,
      initial: { radius: [0.5, 0.7], orbitNoise: 0.02 },
      camera: { ...preset.camera, channels: 1, hues: 1 },
    } as const;
    const data = generate(alike, { seed: 9, trajectories: 8, frames: 96 });
    const orbits = latentPeriod(data, { dt: data.dt }).map((period) => (2 * PI) / period);
    const { count, lowest, highest } = compare(pixelFrequencies(data), orbits);
    expect(count).toBe(8);
    expect(lowest).toBeGreaterThan(1.95);
    expect(highest).toBeLessThan(2.05);
  });

  it('is NaN where nothing moves', () => {
    const still: Sequences = {
      trajectories: 1,
      length: 10,
      height: 4,
      width: 4,
      channels: 1,
      dt: 0.1,
      frames: new Uint8Array(160).fill(9),
    };
    expect(pixelFrequencies(still)[0]).toBeNaN();
    expect(() => frequencySpread(still)).toThrow(/no sequence shows a frequency/);
    expect(() => pixelFrequencies({ ...still, length: 4 })).toThrow(/at least 8 frames, but got 1 of 4/);
  });
});

describe('frequencySpread', () => {
  it('is a quarter to one and a half times the frequency of a spring, and scales with time', () => {
    const data = generate(presets['mass-spring'], { seed: 8, trajectories: 80, frames: 64 });
    const [lowest, highest] = frequencySpread(data);
    expect(lowest).toBeCloseTo(0.5, 1);
    expect(highest).toBeCloseTo(3, 1);
    const [half] = frequencySpread({ ...data, dt: 2 * data.dt });
    expect(half).toBeCloseTo(lowest / 2, 6);
  });

  it('covers the frequencies of two bodies and of the pendulum', () => {
    const bodies = frequencySpread(generate(presets['two-body'], { seed: 8, trajectories: 64, frames: 64 }));
    // r from 0.5 to 1.5: 1 / (2 r^1.5) from 1.41 to 0.27
    expect(bodies[0]).toBeLessThan(0.27);
    expect(bodies[1]).toBeGreaterThan(1.41);
    expect(bodies[1]).toBeLessThan(3);
    const pendulum = frequencySpread(generate(presets.pendulum, { seed: 8, trajectories: 64, frames: 64 }));
    expect(pendulum[0]).toBeLessThan(1.5);
    expect(pendulum[1]).toBeGreaterThan(2.4);
    expect(pendulum[1]).toBeLessThan(4);
  });

  it('refuses factors out of order', () => {
    const data = generate(presets['mass-spring'], { seed: 8, trajectories: 1, frames: 30 });
    expect(() => frequencySpread(data, { below: 2, above: 1 })).toThrow(/at most above, but got 2 and 1/);
  });
});

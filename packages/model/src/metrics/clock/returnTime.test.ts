import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { returnTime } from './returnTime.ts';

const { cos, sin, sqrt, PI } = Math;
const dt = 0.125;

/** Samples a curve in any number of dimensions. */
function sample(curve: (t: number) => readonly number[], frames: number) {
  const channels = curve(0).length;
  const series = new Float64Array(frames * channels);
  for (let t = 0; t < frames; t++) series.set(curve(t * dt), t * channels);
  return returnTime(series, { channels, dt });
}

describe('returnTime', () => {
  it('is the period of a circle, between frames, whatever phase, radius and centre', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 4, noNaN: true }),
        fc.double({ min: 0, max: 7, noNaN: true }),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        fc.double({ min: -50, max: 50, noNaN: true }),
        (w, phase, radius, centre) => {
          const curve = (t: number) => [centre + radius * cos(w * t + phase), radius * sin(w * t + phase)];
          const { period, strength } = sample(curve, 80);
          expect(period / ((2 * PI) / w)).toBeCloseTo(1, 2);
          expect(strength).toBeGreaterThan(0.95);
        },
      ),
    );
  });

  it('is the period of one coordinate alone, and of a pulse train full of harmonics', () => {
    expect(sample((t) => [cos(2 * t)], 60).period).toBeCloseTo(PI, 2);
    expect(sample((t) => [Math.exp(8 * cos(2 * t - 1))], 60).period).toBeCloseTo(PI, 1);
  });

  it('needs a little more than 4/3 periods, and says when there is no return', () => {
    const circle = (t: number) => [cos(2 * t), sin(2 * t)];
    expect(sample(circle, 36).period).toBeCloseTo(PI, 2);
    expect(sample(circle, 30)).toEqual({ period: NaN, strength: 0 });
    expect(sample((t) => [t, 0], 60)).toEqual({ period: NaN, strength: 0 });
    expect(sample(() => [1, 2], 60)).toEqual({ period: NaN, strength: 0 });
  });

  it('lets a quarter of the variance move otherwise, and no more', () => {
    const mixed = (share: number, other: number) => (t: number) => [
      sqrt(1 - share) * cos(2 * t),
      sqrt(1 - share) * sin(2 * t),
      sqrt(share) * cos(other * t),
      sqrt(share) * sin(other * t),
    ];
    expect(sample(mixed(0.2, 1), 120).period).toBeCloseTo(PI, 1);
    expect(sample(mixed(0.3, 1), 120).period).toBeCloseTo(2 * PI, 1);
    expect(Math.abs(sample(mixed(0.1, 3.1), 120).period - PI)).toBeLessThan(0.05);
    expect(sample(mixed(0.7, 4), 120).period).toBeCloseTo(PI, 2);
  });

  it('refuses a series that is cut off within a frame', () => {
    expect(() => returnTime(new Float64Array(7), { channels: 2, dt })).toThrow(/whole number of frames/);
  });
});

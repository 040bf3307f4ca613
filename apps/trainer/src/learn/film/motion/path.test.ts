import { describe, expect, it } from 'vitest';
import { circleThrough } from './circle.ts';
import { alongPath, pathOf, type Followed } from './path.ts';

const size = 32;

/** Frames of a blob that differs from its background by some levels in each colour, at places in pixels. */
function blobs(
  places: readonly (readonly [number, number])[],
  levels: readonly number[],
  box = { width: 32, height: 32 },
) {
  const channels = levels.length;
  const frames = new Float32Array(places.length * size * size * channels);
  places.forEach(([x, y], t) => {
    for (let i = 0; i < size * size; i++) {
      const blob = Math.exp(-(((i % size) - x) ** 2 + (Math.floor(i / size) - y) ** 2) / 6);
      levels.forEach((level, c) => (frames[(t * size * size + i) * channels + c] = 128 + level * blob));
    }
  });
  const followed: Followed = { length: places.length, size, channels, box };
  return { frames, followed };
}

/** The largest difference of places from wanted ones, which are known up to a factor and a constant. */
const worst = (found: Float64Array, wanted: readonly number[]): number => {
  const spread = (values: ArrayLike<number>) => {
    const mean = Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
    return Array.from(values, (value) => value - mean);
  };
  const [a, b] = [spread(found), spread(wanted)];
  const largest = b.reduce((best, value, t) => (Math.abs(value) > Math.abs(b[best]) ? t : best), 0);
  return Math.max(...b.map((value, t) => Math.abs((a[t] / a[largest]) * b[largest] - value)));
};

describe('circleThrough', () => {
  it('finds the circle of a short arc, and of noisy points on it', () => {
    const angles = Array.from({ length: 200 }, (_, t) => 0.4 * Math.sin(0.3 * t));
    const noise = (t: number) => 0.02 * Math.sin(12.9898 * t * t);
    const [x, y] = [Math.sin, Math.cos].map((part, k) =>
      Float64Array.from(angles, (angle, t) => 3 - k + 5 * part(angle) + noise(2 * t + k)),
    );
    const { radius, residual, ...middle } = circleThrough(x, y);
    expect(radius).toBeCloseTo(5, 0);
    expect(middle.x).toBeCloseTo(3, 0);
    expect(middle.y).toBeCloseTo(2, 0);
    expect(residual).toBeLessThan(0.02);
  });
});

describe('pathOf', () => {
  const swing = Array.from({ length: 60 }, (_, t) => 1.9 * Math.cos(0.31 * t));

  it('follows what turns about a pivot along its arc, over the horizontal too, whatever the shape of the picture', () => {
    const places = swing.map((angle) => [15 + 10 * Math.sin(angle), 15 + 10 * Math.cos(angle)] as const);
    const { frames, followed } = blobs(places, [60]);
    const path = pathOf(frames, followed);
    expect(path.arc).toBeDefined();
    expect(worst(alongPath(frames, followed, path), swing)).toBeLessThan(0.01);
    // The same circle in a picture twice as wide as high, whose frames are squeezed.
    const squeezed = swing.map((angle) => [15 + 5 * Math.sin(angle), 15 + 10 * Math.cos(angle)] as const);
    const wide = blobs(squeezed, [60], { width: 64, height: 32 });
    const along = alongPath(wide.frames, wide.followed, pathOf(wide.frames, wide.followed));
    expect(worst(along, swing)).toBeLessThan(0.01);
  });

  it('follows what moves on a line, narrowly before the ghost it left in the background, in colours that cancel', () => {
    const along = Array.from({ length: 60 }, (_, t) => 1.5 * Math.cos(0.31 * t) * Math.exp(-0.01 * t));
    const places = along.map((s) => [15 + 0.8 * s, 16 + 0.6 * s] as const);
    const { frames, followed } = blobs(places, [60, -60, 10]);
    const { frames: ghost } = blobs([[15, 16]], [60, -60, 10]);
    frames.forEach((_, i) => (frames[i] -= ghost[i % ghost.length] - 128));
    const path = pathOf(frames, followed);
    expect(path.arc).toBeUndefined();
    expect(path.mix[0] * path.mix[1]).toBeLessThan(0);
    const found = alongPath(frames, followed, path);
    expect(worst(found, along)).toBeLessThan(0.01);
  });
});

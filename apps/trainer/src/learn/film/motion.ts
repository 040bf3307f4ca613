import { pixelFrequencies } from '@hgn/model';
import { middle, sequenceOf, type Film, type Preparation } from './prepare.ts';

/** Where something is in every frame: the centre of what differs from the background, along the axis of its motion. */
export interface Track {
  /** Pixels of the frame from the mean place. */
  readonly along: Float64Array;
}

/** Share of the largest difference of a frame below which pixels do not count. */
const least = 0.3;

/** Follows what moves through frames, [frame, row, column, channel] with the background at a value. */
export function trackOf(
  frames: ArrayLike<number>,
  { length, size, channels }: { readonly length: number; readonly size: number; readonly channels: number },
  background: number = middle,
  axis?: readonly [number, number],
): Track & { readonly axis: readonly [number, number] } {
  const x = new Float64Array(length);
  const y = new Float64Array(length);
  const each = size * size * channels;
  for (let t = 0; t < length; t++) {
    let most = 0;
    for (let i = 0; i < each; i++) most = Math.max(most, Math.abs(frames[t * each + i] - background));
    let weight = 0;
    for (let i = 0; i < each; i++) {
      const w = Math.max(0, Math.abs(frames[t * each + i] - background) - least * most);
      const pixel = Math.floor(i / channels);
      weight += w;
      x[t] += w * (pixel % size);
      y[t] += w * Math.floor(pixel / size);
    }
    x[t] /= Math.max(weight, 1e-9);
    y[t] /= Math.max(weight, 1e-9);
  }
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / length;
  const [meanX, meanY] = [mean(x), mean(y)];
  let [xx, xy, yy] = [0, 0, 0];
  for (let t = 0; t < length; t++) {
    xx += (x[t] - meanX) ** 2;
    xy += (x[t] - meanX) * (y[t] - meanY);
    yy += (y[t] - meanY) ** 2;
  }
  const angle = Math.atan2(2 * xy, xx - yy) / 2;
  const [ax, ay] = axis ?? [Math.cos(angle), Math.sin(angle)];
  return { along: x.map((value, t) => ax * (value - meanX) + ay * (y[t] - meanY)), axis: [ax, ay] };
}

/** Swings smaller than this share of the first one do not count. */
const smallest = 0.25;

/** How fast swings die down. */
export interface Decay {
  /** Of the amplitude, in 1/s; negative where it grows. */
  readonly rate: number;
  /** Standard error of the rate. */
  readonly error: number;
}

/**
 * The rate at which the size of swings falls: a straight line through the logarithms of their root mean squares, over whole
 * periods; nothing where there are fewer than three.
 */
export function decayOf(along: Float64Array, dt: number, period: number): Decay | undefined {
  const samples = period / dt;
  const count = Math.floor((along.length - 1) / samples);
  if (count < 3) return undefined;
  const sizes = Array.from({ length: count }, (_, k) => {
    const part = along.subarray(Math.round(k * samples), Math.round((k + 1) * samples));
    const mean = part.reduce((sum, value) => sum + value, 0) / part.length;
    return Math.sqrt(part.reduce((sum, value) => sum + (value - mean) ** 2, 0) / part.length);
  });
  // Where swings have become small, the place is one of noise and of the ghost that a body at rest leaves in the background.
  const end = sizes.findIndex((size) => size < smallest * sizes[0]);
  const logs = sizes.slice(0, end < 3 ? undefined : end).map((size) => Math.log(Math.max(size, 1e-6)));
  const periods = logs.length;
  const centre = (periods - 1) / 2;
  const mean = logs.reduce((sum, value) => sum + value, 0) / periods;
  let [above, below] = [0, 0];
  logs.forEach((value, k) => {
    above += (k - centre) * (value - mean);
    below += (k - centre) ** 2;
  });
  const slope = above / below;
  const square = logs.reduce((sum, value, k) => sum + (value - mean - slope * (k - centre)) ** 2, 0);
  return { rate: -slope / period, error: Math.sqrt(square / Math.max(1, periods - 2) / below) / period };
}

/** Frames that a period is looked for in, at most: the cost grows with their square. */
const mostFrames = 500;

/** Seconds of a swing, of a film's beginning; NaN where none is seen. */
export function periodOf(film: Film, preparation: Preparation): number {
  const sequences = sequenceOf(film, preparation, 0, Math.min(film.length, mostFrames));
  const [frequency] = pixelFrequencies(sequences);
  return (2 * Math.PI) / frequency;
}

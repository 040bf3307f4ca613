/** When a trajectory comes back to where it was. */
export interface ReturnTime {
  /** In units of `dt`, between frames by interpolation; NaN when the trajectory does not come back in the record. */
  readonly period: number;
  /** 1 for a perfect return, 0 for one no closer than any two states; 0 when there is none. */
  readonly strength: number;
}

/** Share of the record up to which lags are compared: fewer pairs than a quarter say little. */
const longestLag = 0.75;

/** A return counts when the best one is at least this strong, and the first at least so strong relative to it. */
const weakestReturn = 0.5;

/**
 * The first time after which a trajectory of any number of channels comes back to where it was: its period, in all
 * channels together, so that neither harmonics nor a wave form of its own mislead it.
 *
 * The mean squared distance between states `lag` frames apart, divided by its mean over all shorter lags, has a
 * minimum at every return; the first that is at least half as deep as the deepest is taken, which lets a quarter of
 * the variance move at other frequencies. Returns are sought up to three quarters of the record, which must therefore
 * be longer than 4/3 periods.
 *
 * Cost: frames^2 channels / 3. Source: the cumulative normalisation is that of A. de Cheveigné and H. Kawahara,
 * J. Acoust. Soc. Am. 111 (2002) 1917, doi:10.1121/1.1458024, equation 8.
 *
 * @param series values [frame, channel]; a channel counts by its variance
 * @throws RangeError when the series does not divide into channels
 * @example
 * import { returnTime } from '@hgn/model';
 *
 * const series = Float64Array.from({ length: 100 }, (_, t) => Math.cos(0.2 * t) + 0.8 * Math.cos(0.4 * t));
 * console.log(returnTime(series, { channels: 1, dt: 0.1 }).period); // 3.14: that of the slower wave, 0.1 * 2 pi / 0.2
 */
export function returnTime(
  series: ArrayLike<number>,
  { channels, dt }: { readonly channels: number; readonly dt: number },
): ReturnTime {
  const frames = series.length / channels;
  if (!Number.isInteger(frames)) {
    throw new RangeError(
      `returnTime: the series must hold a whole number of frames of ${channels} channels, but got ${series.length} numbers`,
    );
  }
  return firstReturn(meanSquaredDistances(series, channels), dt);
}

/** Mean over time of |x(t + lag) - x(t)|^2 for lags 0, 1, … up to three quarters of the record. */
function meanSquaredDistances(series: ArrayLike<number>, channels: number): Float64Array {
  const frames = series.length / channels;
  const lags = Math.floor(longestLag * frames);
  return Float64Array.from({ length: lags + 1 }, (_, lag) => {
    const offset = lag * channels;
    const pairs = series.length - offset;
    let sum = 0;
    for (let i = 0; i < pairs; i++) sum += (series[i + offset] - series[i]) ** 2;
    return sum / (frames - lag);
  });
}

function firstReturn(distances: Float64Array, dt: number): ReturnTime {
  const none = { period: NaN, strength: 0 };
  // Distance relative to its mean over shorter lags: above 1 at first, near 0 at a return.
  const relative = new Float64Array(distances.length);
  let sum = 0;
  for (let lag = 1; lag < distances.length; lag++) {
    sum += distances[lag];
    relative[lag] = sum > 0 ? (distances[lag] * lag) / sum : 1;
  }
  const minima: number[] = [];
  for (let lag = 2; lag < relative.length - 1; lag++) {
    const isMinimum = distances[lag] < distances[lag - 1] && distances[lag] <= distances[lag + 1];
    if (isMinimum) minima.push(lag);
  }
  const strength = (lag: number): number => 1 - relative[lag];
  const strongest = minima.reduce((best, lag) => Math.max(best, strength(lag)), 0);
  if (strongest < weakestReturn) return none;
  const first = minima.find((lag) => strength(lag) >= weakestReturn * strongest);
  if (first === undefined) return none;
  const [before, at, after] = distances.subarray(first - 1, first + 2);
  const vertex = (before - after) / (2 * (before - 2 * at + after));
  return { period: (first + vertex) * dt, strength: strength(first) };
}

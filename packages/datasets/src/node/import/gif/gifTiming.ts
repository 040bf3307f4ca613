/** When the pictures of an animation are shown. */
export interface GifTiming {
  /** Seconds from one frame to the next; nothing where the file says no time. */
  readonly interval: number | undefined;
  /** How many frames each picture stands for. */
  readonly repeats: readonly number[];
}

/** Pictures that stand for more frames than this, in the mean, were not taken at equal times. */
const mostRepeats = 10;

function greatestDivisor(values: readonly number[]): number {
  return values.reduce((a, b) => {
    let [x, y] = [a, b];
    while (y > 0) [x, y] = [y, x % y];
    return x;
  }, 0);
}

/** The fraction of least denominator from `least` to `most`. */
function simplestBetween(least: number, most: number): number {
  for (let denominator = 1; ; denominator++) {
    const numerator = Math.ceil(least * denominator - 1e-9);
    if (numerator <= most * denominator + 1e-9) return numerator / denominator;
  }
}

/** The simplest interval of which all sums of delays are multiples to within a rounding, where there is one. */
function roundedInterval(
  delays: readonly number[],
  repeats: readonly number[],
  rounding: number,
): number | undefined {
  let [shown, frames, least, most] = [0, 0, 0, Infinity];
  delays.forEach((delay, i) => {
    shown += delay;
    frames += repeats[i];
    least = Math.max(least, (shown - rounding) / frames);
    most = Math.min(most, (shown + rounding) / frames);
  });
  return least <= most ? simplestBetween(least, most) : undefined;
}

/**
 * The interval that is common to all delays, in hundredths of a second. Encoders merge equal pictures into one that is shown
 * for longer, and spread what a delay such as 12.5 loses by rounding over pictures: where every picture's time is a whole
 * number of intervals to within that rounding, they are frames at even times; else the greatest common divisor decides.
 * @returns nothing where pictures are shown at such odd times that no interval fits
 */
export function gifTiming(delays: readonly number[]): GifTiming | undefined {
  const once = delays.map(() => 1);
  if (delays.every((delay) => delay === 0)) return { interval: undefined, repeats: once };
  // Viewers show a picture without a delay for as long as they like.
  if (delays.some((delay) => delay === 0)) return undefined;
  const divisor = greatestDivisor(delays);
  const exact = { interval: divisor / 100, repeats: delays.map((delay) => delay / divisor) };
  const least = Math.min(...delays);
  if (divisor === 1 && least > 2) {
    const repeats = delays.map((delay) => Math.round(delay / least));
    const interval = roundedInterval(delays, repeats, 0.5) ?? roundedInterval(delays, repeats, 1);
    if (interval !== undefined) return { interval: interval / 100, repeats };
  }
  const frames = exact.repeats.reduce((sum, count) => sum + count, 0);
  return frames > mostRepeats * delays.length ? undefined : exact;
}

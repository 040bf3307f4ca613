import type { Stretch } from './windows.ts';

/** Foresees the frame `ahead` frames after the last one seen, values in bytes. */
export type FrameBaseline = (seen: readonly Uint8Array[], ahead: number) => ArrayLike<number>;

const frameOf = ({ film }: Stretch, t: number): Uint8Array => {
  const each = film.frames.length / film.length;
  return film.frames.subarray(t * each, (t + 1) * each);
};

/** The frames of stretches in their order. */
export const framesIn = (stretch: Stretch, from: number, to: number): Uint8Array[] =>
  Array.from({ length: to - from }, (_, i) => frameOf(stretch, from + i));

const distance = (a: Uint8Array, b: Uint8Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return sum;
};

/** The mean of all frames that were learnt from: the best picture that never changes. */
function meanFrame(train: readonly Stretch[]): Float64Array {
  const [{ film, from }] = train;
  const mean = new Float64Array(frameOf({ film, from, to: from }, from).length);
  let count = 0;
  for (const stretch of train) {
    for (const frame of framesIn(stretch, stretch.from, stretch.to)) {
      for (let i = 0; i < mean.length; i++) mean[i] += frame[i];
      count++;
    }
  }
  return mean.map((sum) => sum / count);
}

/** Where what was learnt from looks most like the frames that were seen, far enough from the end of its stretch. */
function nearestWindow(train: readonly Stretch[], seen: readonly Uint8Array[], ahead: number) {
  let best: { readonly stretch: Stretch; readonly last: number } | undefined;
  let least = Infinity;
  for (const stretch of train) {
    for (let last = stretch.from + seen.length - 1; last + ahead < stretch.to; last++) {
      let sum = 0;
      for (let k = 0; k < seen.length && sum < least; k++)
        sum += distance(seen[k], frameOf(stretch, last - seen.length + 1 + k));
      if (sum < least) [least, best] = [sum, { stretch, last }];
    }
  }
  return best;
}

/**
 * Forecasts that know no physics: the last frame, the mean frame, the change from the last frame but one carried on, and what
 * followed the most similar frames that were learnt from.
 *
 * @param reach frames ahead that are asked for, at most
 */
export function filmBaselines(
  train: readonly Stretch[],
  reach: number,
): Readonly<Record<'last' | 'mean' | 'linear' | 'nearest', FrameBaseline>> {
  const mean = meanFrame(train);
  const found = new WeakMap<readonly Uint8Array[], ReturnType<typeof nearestWindow>>();
  return {
    last: (seen) => seen[seen.length - 1],
    mean: () => mean,
    linear: (seen, ahead) => {
      const [before, last] = seen.slice(-2);
      return Float64Array.from(last, (value, i) =>
        Math.min(255, Math.max(0, value + ahead * (value - before[i]))),
      );
    },
    nearest: (seen, ahead) => {
      if (!found.has(seen)) found.set(seen, nearestWindow(train, seen, reach));
      const match = found.get(seen);
      return match === undefined ? mean : frameOf(match.stretch, match.last + ahead);
    },
  };
}

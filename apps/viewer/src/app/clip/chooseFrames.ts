import { ClipError } from './clip.ts';

/**
 * Chooses the pictures of a film that are nearest to wanted times: `count` of them, `interval` apart, from `start` on.
 *
 * @param times seconds, ascending
 * @returns indices of pictures
 * @throws ClipError when the film ends before the last of them
 */
export function chooseFrames(
  times: readonly number[],
  { start, interval, count }: { readonly start: number; readonly interval: number; readonly count: number },
): readonly number[] {
  const last = start + (count - 1) * interval;
  const end = times.at(-1) ?? 0;
  // The last picture is shown for a while too: half an interval beyond it is still nearest to it.
  if (last > end + interval / 2) {
    throw new ClipError(
      `The clip must reach ${seconds(last)}, for the model looks at ${count} frames ${seconds(interval)} apart, but it ends at ${seconds(end)}: start earlier, or take less time between frames.`,
    );
  }
  return Array.from({ length: count }, (_, i) => nearest(times, start + i * interval));
}

function nearest(times: readonly number[], wanted: number): number {
  let best = 0;
  for (let i = 1; i < times.length; i++) {
    if (Math.abs(times[i] - wanted) < Math.abs(times[best] - wanted)) best = i;
  }
  return best;
}

const seconds = (value: number): string => `${Number(value.toFixed(2))} s`;

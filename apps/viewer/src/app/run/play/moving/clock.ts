import { reach } from './modelPath.ts';

/** Steps that pass in a second of playing. */
const stepsPerSecond = 12;

/** Longest time that one tick counts: a page that was hidden goes on where it was. */
const longestTick = 0.1;

/** Ticks with the screen while it plays. */
export interface Clock {
  readonly playing: () => boolean;
  play(): void;
  pause(): void;
}

/**
 * A clock over the screen's frames. From the end of the path it goes on at the beginning.
 *
 * @param steps where time stands now
 * @param seek moves time
 * @param onChange told when it starts or stops
 */
export function createClock(
  steps: () => number,
  seek: (steps: number) => void,
  onChange: (playing: boolean) => void,
  signal: AbortSignal,
): Clock {
  let request: number | undefined;
  let last: number | undefined;
  const tick = (now: number): void => {
    const passed = Math.min(longestTick, (now - (last ?? now)) / 1000);
    last = now;
    const next = steps() + passed * stepsPerSecond;
    seek(next > reach ? next - 2 * reach : next);
    request = requestAnimationFrame(tick);
  };
  const stop = (): void => {
    if (request !== undefined) cancelAnimationFrame(request);
    request = undefined;
    last = undefined;
  };
  signal.addEventListener('abort', stop, { once: true });
  return {
    playing: () => request !== undefined,
    play: () => {
      if (request !== undefined || signal.aborted) return;
      request = requestAnimationFrame(tick);
      onChange(true);
    },
    pause: () => {
      if (request === undefined) return;
      stop();
      onChange(false);
    },
  };
}

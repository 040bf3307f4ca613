import type { Dataset } from '@hgn/datasets';
import { CommandError } from '../../../errors.ts';
import { beginsAt } from '../../../session/sequences.ts';
import type { Film, Preparation } from '../look/prepare.ts';

/** Frames [from, to) of a film. */
export interface Stretch {
  readonly film: Film;
  readonly from: number;
  readonly to: number;
}

/** What is learnt from and what is held out: no frame is in both, nor next to a frame of the other. */
export interface FilmSplit {
  readonly train: readonly Stretch[];
  readonly test: readonly Stretch[];
}

/** From so many films on, whole ones are held out. */
const manyFilms = 5;
/** Share of the frames that is held out. */
const heldShare = 0.2;
/** Where the held-out stretch of a film ends, as a share of it: what comes before and after it is learnt from. */
const heldEnd = 0.75;
/** At most so many windows are learnt from. */
const mostWindows = 400;

const whole = (film: Film): Stretch => ({ film, from: 0, to: film.length });

/**
 * Holds out every fifth film where there are many, else a stretch of each, with a guard at both sides.
 *
 * @param held frames that a held-out stretch has at least
 * @param guard frames between what is learnt from and what is held out
 * @param learnt frames that what is learnt from must have on one side at least
 * @throws CommandError when the films are too short for it
 */
export function splitFilms(
  films: readonly Film[],
  {
    held,
    guard,
    learnt,
    dt,
  }: { readonly held: number; readonly guard: number; readonly learnt: number; readonly dt: number },
): FilmSplit {
  if (films.length >= manyFilms) {
    const isHeld = (i: number) => i % manyFilms === manyFilms - 1;
    return {
      train: films.filter((_, i) => !isHeld(i)).map(whole),
      test: films.filter((_, i) => isHeld(i)).map(whole),
    };
  }
  const train: Stretch[] = [];
  const test: Stretch[] = [];
  for (const film of films) {
    const count = Math.max(held, Math.round(heldShare * film.length));
    const sidesOf = (end: number) =>
      [
        { film, from: 0, to: end - count - guard },
        { film, from: end + guard, to: film.length },
      ].filter((side) => side.to - side.from >= learnt);
    // A short film has no room on both sides of what is held out: then that is its end.
    const to = [Math.round(heldEnd * film.length), film.length].find(
      (end) => end >= count && sidesOf(end).length > 0,
    );
    if (to === undefined) continue;
    test.push({ film, from: to - count, to });
    train.push(...sidesOf(to));
  }
  if (test.length === 0) {
    const longest = films.reduce((best, next) => (next.length > best.length ? next : best));
    const needed = learnt + guard + held;
    throw new CommandError(
      `${longest.path}: has ${longest.length} frames, but ${needed} are needed to learn from and to hold some out; film for ${Math.ceil(needed * dt * 1.5)} s, or name other films with --test`,
    );
  }
  return { train, test };
}

/** First frames of windows of a length in stretches, all of them or evenly fewer. */
function windowsIn<T extends Omit<Stretch, 'film'> & { readonly film: unknown }>(
  stretches: readonly T[],
  length: number,
  most: number,
): { film: T['film']; from: number }[] {
  const all = stretches.flatMap(({ film, from, to }) =>
    Array.from({ length: Math.max(0, to - from - length + 1) }, (_, i) => ({ film, from: from + i })),
  );
  const hop = Math.max(1, Math.ceil(all.length / most));
  return all.filter((_, i) => i % hop === 0);
}

/** Windows of a split as trajectories of one data set, those to learn from first. */
export interface WindowedFilms {
  readonly dataset: Dataset;
  /** How many of the trajectories, the last ones, are held out. */
  readonly held: number;
}

/**
 * Cuts a split into windows of equal length.
 *
 * @param name of the data set
 */
export function windowed(
  { train, test }: FilmSplit,
  { size, channels, dt }: Pick<Preparation, 'size' | 'channels' | 'dt'>,
  length: number,
  name: string,
): WindowedFilms {
  const held = windowsIn(test, length, 8);
  const windows = [...windowsIn(train, length, mostWindows), ...held];
  const each = size * size * channels;
  const frames = new Uint8Array(windows.length * length * each);
  windows.forEach(({ film, from }, i) =>
    frames.set(film.frames.subarray(from * each, (from + length) * each), i * length * each),
  );
  return {
    held: held.length,
    dataset: {
      ...{ preset: name, dt, seed: 0, redrawn: 0 },
      parameters: { [beginsAt]: Float64Array.from(windows, ({ from }) => from * dt) },
      ...{ trajectories: windows.length, length, height: size, width: size, channels, coordinates: 0 },
      ...{ frames, q: new Float64Array(0), p: new Float64Array(0) },
      energy: new Float64Array(windows.length * length).fill(NaN),
    },
  };
}

/** A stretch that was learnt from, as it is remembered. */
export interface LearntStretch {
  /** Path of the film. */
  readonly film: string;
  readonly from: number;
  readonly to: number;
}

/**
 * The stretches that were learnt from, put together again from the windows that {@link windowed} cut them into; frames at
 * the end of a stretch that no window reached are left off.
 */
export function stretchesOf(
  {
    frames,
    length,
    height,
    width,
    channels,
  }: Pick<Dataset, 'frames' | 'length' | 'height' | 'width' | 'channels'>,
  learnt: readonly LearntStretch[],
): Stretch[] {
  const each = height * width * channels;
  const starts = windowsIn(
    learnt.map((stretch) => ({ ...stretch, film: stretch })),
    length,
    mostWindows,
  );
  return learnt.flatMap((stretch) => {
    const reached = starts.flatMap(({ film, from }, place) => (film === stretch ? [{ place, from }] : []));
    if (reached.length === 0) return [];
    const first = reached[0].from;
    const count = reached[reached.length - 1].from + length - first;
    const joined = new Uint8Array(count * each);
    for (const { place, from } of reached) {
      joined.set(frames.subarray(place * length * each, (place + 1) * length * each), (from - first) * each);
    }
    return [{ film: { path: stretch.film, frames: joined, length: count }, from: 0, to: count }];
  });
}

import { basename, extname } from 'node:path';
import { stat } from 'node:fs/promises';
import { openFilms } from '@hgn/datasets/node';
import { CommandError, UsageError } from '../../../errors.ts';
import type { Io } from '../../../io.ts';
import { cameraDrift } from './drift.ts';
import { decayOf, type Decay } from '../motion/decay.ts';
import { alongPath, pathOf } from '../motion/path.ts';
import { periodOf } from '../motion/period.ts';
import { differencesOf, filmOf, gainFor, type Film, type Preparation } from './prepare.ts';
import { findRegion } from './region.ts';
import { surveyFilm, type Survey } from './survey.ts';

/** Endings of recordings of states, which are no films. */
const stateEndings = ['.csv', '.tsv', '.txt', '.npz', '.npy', '.h5', '.hdf5'];

/** Whether a path is one of films: a folder, or a file that is none of states. */
export async function isFilm(path: string): Promise<boolean> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isFolder || !(extname(path) === '' || stateEndings.includes(extname(path).toLowerCase()));
}

/** Pixels along both sides of what the model sees. */
const frameSize = 32;
/** A background that is shifted by more than this share of the picture is that of a camera which moves. */
const mostDrift = 0.015;
/** Frames of a period: more are thinned out to about these, fewer than the least are too few. */
const [mostOfPeriod, wantedOfPeriod, leastOfPeriod] = [64, 40, 5];

/** What was found in films. */
export interface FilmFindings {
  readonly films: number;
  readonly pictures: number;
  readonly size: { readonly width: number; readonly height: number };
  /** Seconds from one picture to the next. */
  readonly interval: number;
  readonly isCut: boolean;
  readonly hasBackground: boolean;
  readonly drift: number;
  readonly noise: number;
  readonly contrast: number;
  /** Seconds; NaN where none was seen. */
  readonly period: number;
  readonly decay?: Decay;
}

/** Films as frames of a model, and what was found on the way. */
export interface PreparedFilms {
  readonly films: readonly Film[];
  readonly preparation: Preparation;
  readonly findings: FilmFindings;
}

/**
 * Looks at all pictures of films.
 *
 * @param shown files or folders as the user wrote them
 */
export async function surveyAll(
  paths: readonly string[],
  io: Pick<Io, 'signal'> & { readonly stderr: Pick<Io['stderr'], 'write'> },
): Promise<Survey[]> {
  const surveys: Survey[] = [];
  for (const path of paths) {
    for (const film of await openFilms(path)) {
      io.stderr.write(`looking at ${film.path}\n`);
      surveys.push(await surveyFilm(film, io));
    }
  }
  const [{ size, film }] = surveys;
  const other = surveys.find((each) => each.size.width !== size.width || each.size.height !== size.height);
  if (other) {
    throw new CommandError(
      `${other.film.path}: must have pictures of ${size.width}x${size.height} like ${film.path}, but they are ${other.size.width}x${other.size.height}; films of one camera that stands still belong together`,
    );
  }
  return surveys;
}

async function intervalOf(surveys: readonly Survey[], dt: number | undefined): Promise<number> {
  if (dt !== undefined) return dt;
  const intervals = await Promise.all(surveys.map(({ film }) => film.interval()));
  const [first] = intervals;
  if (first === undefined) {
    throw new UsageError(
      `${surveys[0].film.path}: does not say how much time lies between its pictures; say it in seconds with --dt, such as --dt 0.0333 for 30 a second`,
    );
  }
  const other = intervals.findIndex(
    (interval) => interval === undefined || Math.abs(interval / first - 1) > 1e-3,
  );
  if (other > 0) {
    throw new CommandError(
      `${surveys[other].film.path}: must have the same time between pictures as ${surveys[0].film.path}, ${first} s, but has ${intervals[other] ?? 'none'}; learn from them one by one`,
    );
  }
  return first;
}

function requireStill(surveys: readonly Survey[]): {
  readonly drift: number;
  readonly hasBackground: boolean;
} {
  let [drift, hasBackground] = [0, false];
  for (const survey of surveys) {
    const { share, isSeen } = cameraDrift(survey);
    hasBackground ||= isSeen;
    drift = Math.max(drift, share);
    if (share <= mostDrift) continue;
    throw new CommandError(
      `${survey.film.path}: the camera moves: the background is shifted by up to ${(100 * share).toPrecision(2)} % of the picture; put the camera on a stand, or steady the film first, with ffmpeg -i film.mp4 -vf deshake steady.mp4`,
    );
  }
  return { drift, hasBackground };
}

/**
 * Finds out what films show, and makes frames of them.
 *
 * @throws CommandError, naming the film and what to do, where nothing can be learnt from it
 */
export async function prepareFilms(
  surveys: readonly Survey[],
  { dt }: { readonly dt?: number },
): Promise<PreparedFilms> {
  const interval = await intervalOf(surveys, dt);
  const { drift, hasBackground } = requireStill(surveys);
  const region = findRegion(surveys);
  const [{ size: film }] = surveys;
  const cut = { box: region.box, size: frameSize, channels: region.channels };
  const differences = [];
  for (const survey of surveys) differences.push(await differencesOf(survey, cut));
  const all: Preparation = { ...cut, every: 1, dt: interval, gain: gainFor(differences), film };
  const [first] = differences;
  const whole = filmOf(first, all);
  const period = periodOf(whole, all);
  const ofPeriod = period / interval;
  if (ofPeriod < leastOfPeriod) {
    throw new CommandError(
      `${first.path}: a swing lasts about ${period.toPrecision(2)} s, only ${ofPeriod.toPrecision(2)} pictures; film with more pictures a second`,
    );
  }
  const every = ofPeriod > mostOfPeriod ? Math.round(ofPeriod / wantedOfPeriod) : 1;
  const preparation: Preparation = { ...all, every, dt: interval * every };
  const films = differences.map((each) => filmOf(each, preparation));
  const decay = decayIn(films, preparation, period);
  return {
    films,
    preparation,
    findings: {
      ...{ films: films.length, pictures: surveys.reduce((sum, { length }) => sum + length, 0) },
      ...{ size: film, interval, isCut: surveys.some(({ isCut }) => isCut), hasBackground, drift },
      ...{ noise: region.noise, contrast: region.contrast, period },
      ...(decay && { decay }),
    },
  };
}

/** How swings die down in films; nothing where no period is known, or they are too short. */
export function decayIn(films: readonly Film[], preparation: Preparation, period: number): Decay | undefined {
  if (Number.isNaN(period)) return undefined;
  const decays = films.flatMap(({ frames, length }) => {
    const followed = { ...preparation, length };
    return decayOf(alongPath(frames, followed, pathOf(frames, followed)), preparation.dt, period) ?? [];
  });
  if (decays.length === 0) return undefined;
  const weight = decays.reduce((sum, { error }) => sum + 1 / (error + 1e-6) ** 2, 0);
  return {
    rate: decays.reduce((sum, { rate, error }) => sum + rate / (error + 1e-6) ** 2, 0) / weight,
    error: Math.sqrt(1 / weight),
  };
}

/** Pictures a second. */
const rateOf = (interval: number): string => String(Number((1 / interval).toPrecision(6)));

/** Films to judge by, made to frames as those that were learnt from. */
export async function prepareAlike(surveys: readonly Survey[], preparation: Preparation): Promise<Film[]> {
  const { film: size } = preparation;
  const wanted = preparation.dt / preparation.every;
  const films: Film[] = [];
  for (const survey of surveys) {
    if (survey.size.width !== size.width || survey.size.height !== size.height) {
      throw new CommandError(
        `${survey.film.path}: must have pictures of ${size.width}x${size.height} like the films that were learnt from, but they are ${survey.size.width}x${survey.size.height}`,
      );
    }
    const interval = (await survey.film.interval()) ?? wanted;
    if (Math.abs(interval / wanted - 1) > 1e-3) {
      throw new CommandError(
        `${survey.film.path}: must have ${rateOf(wanted)} pictures a second like the films that were learnt from, but has ${rateOf(interval)}; turn it into such a film first, with ffmpeg -i ${basename(survey.film.path)} -vf fps=${rateOf(wanted)} other.mp4`,
      );
    }
    films.push(filmOf(await differencesOf(survey, preparation), preparation));
  }
  return films;
}

/** Whether friction shows: swings fall by more than its error, and by more than half a percent a period. */
export function showsFriction({ decay, period }: FilmFindings): boolean {
  return decay !== undefined && decay.rate * period > 0.005 && decay.rate > 2 * decay.error;
}

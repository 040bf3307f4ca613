import { ndarray, type NdArray } from '@hgn/autodiff';
import { matchOrbits } from '@hgn/datasets';
import {
  judgeFrames,
  pickFrames,
  type FrameJudgement,
  type Generator,
  type JudgedFrames,
  type Sequences,
} from '@hgn/model';
import { foldIn, key } from '@hgn/nn';
import { lookForData } from '../data/rememberedData.ts';
import { recipeOf } from '../data/unseen.ts';
import { CommandError } from '../errors.ts';
import type { Io } from '../io.ts';
import { loadRunData } from '../session/sequences.ts';
import { textTable } from '../terminal/table.ts';
import type { Draw } from './density.ts';
import { play } from './play.ts';
import type { RunModel } from './runModel.ts';

/** How films stand to the motions of the true system that look most like them. */
export interface JudgedMotion {
  /** Median of the mean squared differences per pixel value. */
  readonly error: number;
  /** True energy of those motions: what 10, 50 and 90 of 100 films stay below. */
  readonly energy: readonly [number, number, number];
}

/** The motions of samples beside those of unseen films. */
export interface MotionJudgement {
  readonly samples: JudgedMotion;
  readonly unseen: JudgedMotion;
  /**
   * Largest difference between the shares of both that stay below any one energy (Kolmogorov and Smirnov): 0 for equal spreads, 1
   * for energies that do not overlap; 0.24 happens by chance once in twenty times with 64 films of each.
   */
  readonly energyDistance: number;
}

/** Samples of a model beside true frames. */
export interface SampleJudgement {
  /** How many samples, and how many unseen frames. */
  readonly count: number;
  readonly frames: FrameJudgement;
  /** Films of eight frames beside true motions; absent where these are not searched for, and `because` says why. */
  readonly motion?: MotionJudgement;
  readonly because?: string;
}

/** Frames of a film whose motion is looked for, films of each kind, and frames that were learnt from at most. */
const filmFrames = 8;
const mostFilms = 64;
const mostLearnt = 2000;

/** Draws samples and judges them by the run's own data: what it learnt from and what it has not seen. */
export async function judgeSamples(
  runModel: RunModel,
  generator: Generator,
  { count, seed, draw }: { readonly count: number; readonly seed: number; readonly draw: Draw },
  io: Io,
): Promise<SampleJudgement> {
  const { run, config, timeStep } = runModel;
  const found = await lookForData(run, io);
  if (found !== undefined && !('folder' in found)) {
    throw new CommandError(
      `${run.shown}: samples are judged by the data that the run learnt from, and these are gone; put them back to ${config.data.folder ?? 'their folder'}`,
    );
  }
  // As many unseen trajectories as samples where they can be made: frames of one trajectory are too much alike.
  const testTrajectories =
    config.data.folder === null
      ? Math.max(count, config.data.testTrajectories)
      : config.data.testTrajectories;
  const data = { ...config.data, testTrajectories };
  const { training, test } = await loadRunData({ ...config, data }, io, found?.folder);
  const { states } = await draw(foldIn(key(seed), 'judged'), count);
  const films = await play(generator, states, { dt: timeStep, frames: filmFrames }, io);
  const frames = judgeFrames(
    {
      samples: firstFrames(films.frames, count, training),
      learnt: framesOf(training, Math.min(mostLearnt, training.trajectories * training.length)),
      unseen: framesOf(test, Math.min(count, test.trajectories * test.length)),
    },
    { key: key(seed) },
  );
  const recipe = await recipeOf(run, io);
  if (recipe === undefined) return { count, frames, because: 'nobody simulated the frames of this run' };
  const stride = Math.max(1, Math.round(timeStep / test.dt));
  const times = Array.from({ length: filmFrames }, (_, i) => i * stride);
  const unseenFilms = Math.min(mostFilms, test.trajectories);
  const unseen = pickFrames(test, [...Array(unseenFilms).keys()], times);
  const size = films.frames.length / count;
  const sampleFilms = Math.min(mostFilms, count);
  const own = Float32Array.from(films.frames.subarray(0, sampleFilms * size), (value) => value / 255);
  const matched = (frames: Float32Array, number: number) =>
    matchOrbits({ ...recipe, dt: timeStep }, { frames, films: number, length: filmFrames });
  try {
    const orbits = {
      samples: matched(own, sampleFilms),
      unseen: matched(unseen.data as Float32Array, unseenFilms),
    };
    const energies = (of: readonly Orbit[]) => of.map(({ energy }) => energy);
    const motion = {
      samples: judgedMotion(orbits.samples),
      unseen: judgedMotion(orbits.unseen),
      energyDistance: largestDifference(energies(orbits.samples), energies(orbits.unseen)),
    };
    return { count, frames, motion };
  } catch (error) {
    // Only systems of one coordinate are searched, and the error says so.
    if (!(error instanceof RangeError)) throw error;
    return { count, frames, because: error.message };
  }
}

/** What is asked of the motion that looks most like a film. */
type Orbit = ReturnType<typeof matchOrbits>[number];

/** Largest difference between the shares of two sets that lie at or below any one value. */
export function largestDifference(a: readonly number[], b: readonly number[]): number {
  const share = (values: readonly number[], most: number): number =>
    values.filter((value) => value <= most).length / values.length;
  return Math.max(...[...a, ...b].map((value) => Math.abs(share(a, value) - share(b, value))));
}

function judgedMotion(orbits: readonly Orbit[]): JudgedMotion {
  const sorted = (values: readonly number[]) => values.toSorted((a, b) => a - b);
  const below = (values: readonly number[], share: number) => values[Math.floor(share * (values.length - 1))];
  const energies = sorted(orbits.map(({ energy }) => energy));
  return {
    error: below(sorted(orbits.map(({ error }) => error)), 0.5),
    energy: [below(energies, 0.1), below(energies, 0.5), below(energies, 0.9)],
  };
}

/** Frames of sequences: of one trajectory after the other, at times that are spread evenly (by the golden ratio). */
function framesOf(sequences: Sequences, count: number): NdArray {
  const { trajectories, length, height, width, channels } = sequences;
  const size = height * width * channels;
  const frames = new Float32Array(count * size);
  for (let i = 0; i < count; i++) {
    const time = Math.floor(((i * 0.618034) % 1) * length);
    frames.set(pickFrames(sequences, [i % trajectories], [time]).data, i * size);
  }
  return ndarray(frames, [count, height, width, channels]);
}

/** The first frame of every film. */
function firstFrames(bytes: Uint8Array, films: number, { height, width, channels }: Sequences): NdArray {
  const size = height * width * channels;
  const frames = new Float32Array(films * size);
  for (let film = 0; film < films; film++) {
    const from = film * filmFrames * size;
    for (let i = 0; i < size; i++) frames[film * size + i] = bytes[from + i] / 255;
  }
  return ndarray(frames, [films, height, width, channels]);
}

/** The judgement as a table for a terminal. */
export function judgementText({ count, frames, motion, because }: SampleJudgement): string {
  const digits = (value: number): string => Number(value.toPrecision(3)).toString();
  const row = (name: string, judged: JudgedFrames, moved?: JudgedMotion): string[] => [
    name,
    digits(judged.frechet),
    digits(judged.nearest),
    judged.copied === null ? 'cannot tell' : `${digits(100 * judged.copied)} %`,
    moved === undefined ? '' : digits(moved.error),
    moved === undefined ? '' : moved.energy.map(digits).join(', '),
  ];
  const table = textTable(
    [
      { header: `${count} frames each`, align: 'left' },
      { header: 'Fréchet distance', align: 'right' },
      { header: 'from the nearest learnt', align: 'right' },
      { header: 'copies', align: 'right' },
      { header: 'off the true motion', align: 'right' },
      { header: 'energy of 10, 50, 90 %', align: 'right' },
    ],
    [
      row('samples', frames.samples, motion?.samples),
      row('unseen true frames', frames.unseen, motion?.unseen),
      row('mean and noise', frames.meanAndNoise),
    ],
  );
  if (motion !== undefined)
    return `${table}\nEnergies of samples and unseen films are spread alike but for ${digits(motion.energyDistance)} (0: the same, 1: none in common).\n`;
  return because === undefined ? table : `${table}\nNo true motions are looked for: ${because}.\n`;
}

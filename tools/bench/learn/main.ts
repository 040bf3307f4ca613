import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError, type BenchmarkOptions } from '../lib/benchmark.ts';
import { learnDrawn, type DrawnRow } from './drawn.ts';
import { learnDriven, type DrivenRow } from './driven.ts';
import { learnFilms, type FilmRow } from './film.ts';
import { resumable } from '../lib/resumable.ts';
import { hgnLearn } from './hgnLearn.ts';
import { learnPhlearn, type PhlearnRow } from './phlearn.ts';
import { publishedErrors } from './published.ts';
import { learnRobustness, type RobustnessRow } from './robustness.ts';
import { learnPixelRobustness, type PixelRobustnessRow } from './robustnessPixels.ts';

/** What it measures, in one line: shown by `npm run bench`. */
export const title = 'Forecasts of a double pendulum in a laboratory, learnt, beside its published model';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = resolve(process.env.HGN_DOUBLE_PENDULUM ?? join(root, '../shared/data/double-pendulum'));
const horizons = [0.5, 1];

/** One recording that was foreseen; errors in rad, over both angles. */
export interface LearnRow {
  readonly test: number;
  readonly trained_on: string;
  readonly [error: `${string}_${string}s`]: number;
  readonly energy_balance: number;
  readonly seconds: number;
}

interface Result {
  readonly horizons: Record<string, { readonly rms: number; readonly baselines: Record<string, number> }>;
  readonly energyBalance: number;
  readonly seconds: number;
}

/** Runs `hgn learn --json` as a user would. */
async function learn(train: readonly number[], test: number): Promise<Result> {
  const out = await mkdtemp(join(tmpdir(), 'learn-'));
  const file = (n: number) => join(folder, `recording-${n}.csv`);
  try {
    return await hgnLearn<Result>([...train.map(file), '--test', file(test), '--out', out]);
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

export async function run(
  options: BenchmarkOptions,
): Promise<(LearnRow | PhlearnRow | FilmRow | DrawnRow | DrivenRow | RobustnessRow | PixelRobustnessRow)[]> {
  const { args } = options;
  if (args.includes('robustness') && args.includes('pixels')) return learnPixelRobustness(options);
  if (args.includes('robustness')) return learnRobustness(options);
  if (args.includes('driven')) return learnDriven(options);
  if (args.includes('drawn')) return learnDrawn(options);
  if (args.includes('film')) return learnFilms(options);
  if (!existsSync(join(folder, 'recording-1.csv'))) {
    throw new UsageError(
      `bench learn: the recordings must be in ${folder}, but are not there; set HGN_DOUBLE_PENDULUM to their folder`,
    );
  }
  const all = [1, 2, 3, 4, 5];
  const chosen = args.filter((arg) => /^\d+$/.test(arg));
  const trials = [
    ...all.map((test) => ({ test, train: all.filter((n) => n !== test) })),
    { test: 6, train: all },
    { test: 6, train: [...all, 6] },
  ].filter(({ test }) => chosen.length === 0 || chosen.includes(String(test)));
  if (args.includes('phlearn')) return learnPhlearn(folder, trials, options);
  return resumable(
    'learn',
    trials.map(({ test, train }) => ({
      name: `recording-${test}-trained-on-${train.join('-')}`,
      run: () => learnRow(test, train),
    })),
    options,
  );
}

async function learnRow(test: number, train: readonly number[]): Promise<LearnRow> {
  const result = await learn(train, test);
  const file = join(folder, `recording-${test}.csv`);
  const published = await publishedErrors(file, horizons, true);
  const frictionless = await publishedErrors(file, horizons, false);
  const errors: Record<`${string}_${string}s`, number> = {};
  horizons.forEach((horizon, h) => {
    const { rms, baselines } = result.horizons[horizon];
    errors[`learnt_${horizon}s`] = rms;
    errors[`published_${horizon}s`] = published[h];
    errors[`without_friction_${horizon}s`] = frictionless[h];
    for (const [name, value] of Object.entries(baselines)) errors[`${name}_${horizon}s`] = value;
  });
  return {
    ...{ test, trained_on: train.join(' ') },
    ...errors,
    ...{ energy_balance: result.energyBalance, seconds: result.seconds },
  };
}

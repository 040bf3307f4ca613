import { basename, extname, resolve } from 'node:path';
import { writeDataset } from '@hgn/datasets/node';
import { CommandError, InterruptedError, UsageError } from '../../errors.ts';
import { readRunModel, withGenerator } from '../../generation/runModel.ts';
import type { Io } from '../../io.ts';
import { assertReplaceable } from '../../data/replaceable.ts';
import { runEntries } from '../../runs/layout.ts';
import { asOnlyWriter } from '../../runs/lock/writer.ts';
import { wantedEngine } from '../../session/engine.ts';
import { exportTrained } from '../../session/judging/exportTrained.ts';
import { startOrContinue } from '../../session/startOrContinue.ts';
import type { LearnOptions } from '../options.ts';
import { applyFilm } from './applyFilm.ts';
import { filmConfig, inputFrames, unrolledSteps, windowLength } from './filmConfig.ts';
import { errorsAt, errorsOver, judgedFrames, type FilmOutcome } from './report/filmOutcome.ts';
import { describeFilms } from './report/filmText.ts';
import { learntPeriod } from './learntPeriod.ts';
import { judgeFilm, leastStarts } from './judge/judgeFilm.ts';
import {
  prepareAlike,
  prepareFilms,
  showsFriction,
  surveyAll,
  type PreparedFilms,
} from './look/lookAtFilms.ts';
import { splitFilms, windowed, type FilmSplit } from './judge/windows.ts';
import { writeSavedFilm } from './savedFilm.ts';
import { writeJudged } from './writeJudged.ts';

const usualFolder = 'runs/learnt';

/** What is learnt from and what is judged by, in frames. */
async function splitOf(
  { films, preparation, findings }: PreparedFilms,
  test: readonly string[] | undefined,
  { reach, unrolled }: { readonly reach: number; readonly unrolled: number },
  io: Io,
): Promise<FilmSplit> {
  const { dt } = preparation;
  const length = windowLength(unrolled);
  if (test === undefined) {
    const held = inputFrames + reach + leastStarts - 1;
    return splitFilms(films, { held: Math.max(held, length), guard: inputFrames, learnt: length, dt });
  }
  const judged = await prepareAlike(await surveyAll(test, io), preparation);
  const short = [...films, ...judged].find((film) => film.length < length + leastStarts);
  if (short) {
    throw new CommandError(
      `${short.path}: has ${short.length} frames, but ${length + leastStarts} are needed; film for ${Math.ceil((length + leastStarts) * dt * 1.5)} s at least${findings.period * 3 > short.length * dt ? ', a few swings' : ''}`,
    );
  }
  const whole = (film: (typeof films)[number]) => ({ film, from: 0, to: film.length });
  return { train: films.map(whole), test: judged.map(whole) };
}

/** Runs `hgn learn` on films. */
export async function learnFilm(files: readonly string[], options: LearnOptions, io: Io): Promise<void> {
  if (options.model !== undefined) return applyFilm(options.model, options, io);
  const begin = io.clock.now();
  const say = (text: string) => io.stderr.write(`${text}\n`);
  const at = (paths: readonly string[]) => paths.map((path) => resolve(io.cwd, path));
  const out = options.out ?? usualFolder;
  const horizons = options.horizons ?? [0.5, 1];

  const prepared = await prepareFilms(await surveyAll(at(files), io), {
    ...(options.dt !== undefined && { dt: options.dt }),
  });
  const { preparation, findings } = prepared;
  const { dt } = preparation;
  for (const line of describeFilms(findings, preparation)) say(line);
  if (options.drivePeriod !== undefined && options.drivePeriod < 2 * dt) {
    throw new UsageError(
      `--drive-period: must be two frames at least, ${Number((2 * dt).toPrecision(3))} s, but is ${options.drivePeriod}; film with more pictures a second`,
    );
  }
  const dissipative = options.friction ?? showsFriction(findings);
  const unrolled = unrolledSteps(findings.period, dt);
  const reach = Math.max(judgedFrames, Math.round(Math.max(...horizons) / dt));
  const split = await splitOf(prepared, options.test && at(options.test), { reach, unrolled }, io);
  const heldOut = split.test.reduce((sum, { from, to }) => sum + to - from, 0);
  say(
    `Learning ${dissipative ? 'with friction (dissipative)' : 'without friction (conservative)'}${options.drivePeriod === undefined ? '' : ', driven by the clock, which begins with each film'}; ${options.test ? 'judged on --test' : `${heldOut} frames are held out and never trained on`}.`,
  );

  const name = basename(files[0], extname(files[0]));
  const windows = windowed(split, preparation, windowLength(unrolled), name);
  const data = `${out}-frames`;
  const engine = wantedEngine(undefined, io);
  const config = filmConfig({
    ...{ name, preparation, period: findings.period, dissipative, windows, unrolled, data },
    seed: options.seed ?? 0,
    ...(options.steps !== undefined && { steps: options.steps }),
    ...(options.threads !== undefined && { threads: options.threads }),
    ...(options.drivePeriod !== undefined && { drivePeriod: options.drivePeriod }),
    ...(options.coordinates !== undefined && { coordinates: options.coordinates }),
    ...(engine !== undefined && { engine }),
  });
  await assertReplaceable(resolve(io.cwd, data), data, true);
  if (io.signal.aborted) throw new InterruptedError('stopped before learning; nothing is written');
  await writeDataset(resolve(io.cwd, data), windows.dataset, { overwrite: true });
  const writing = { shown: out, command: 'hgn learn', entries: runEntries };
  await asOnlyWriter(writing, io, async (writer) => {
    const run = await startOrContinue(config, { out }, writer);
    await exportTrained(run, io);
    say('judging on what was held out');
    const model = await readRunModel(
      out,
      options.threads === undefined ? {} : { threads: options.threads },
      io,
    );
    const judgement = await withGenerator(model, (generator) =>
      judgeFilm(generator, split, preparation, { reach, period: findings.period }),
    );
    const period = learntPeriod(model);
    const outcome: FilmOutcome = {
      ...{ findings, preparation, judgement, dissipative },
      ...(period !== undefined && { drivePeriod: period }),
      parameters: run.record.parameters,
      steps: run.record.progress.step,
      horizons: errorsAt(judgement, horizons, dt),
      unseen: errorsOver(judgement, judgedFrames),
      seconds: (io.clock.now() - begin) / 1000,
    };
    const learnt = split.train.map(({ film, from, to }) => ({ film: film.path, from, to }));
    await writeSavedFilm(run.paths.film, { preparation, findings, dissipative, learnt }, judgement);
    await writeJudged(outcome, { folder: run.paths.folder, shown: out, name, options }, io);
  });
}

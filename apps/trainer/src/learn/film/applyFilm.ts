import { basename, extname, resolve } from 'node:path';
import { readDataset } from '@hgn/datasets/node';
import { lookForData } from '../../data/rememberedData.ts';
import { CommandError, UsageError } from '../../errors.ts';
import { readRunModel, withGenerator } from '../../generation/runModel.ts';
import type { Io } from '../../io.ts';
import { readRecord } from '../../runs/record.ts';
import type { LearnOptions } from '../options.ts';
import { inputFrames } from './filmConfig.ts';
import { learntPeriod } from './learntPeriod.ts';
import { judgeFilm, leastStarts } from './judge/judgeFilm.ts';
import { stretchesOf } from './judge/windows.ts';
import { decayIn, prepareAlike, surveyAll, type FilmFindings } from './look/lookAtFilms.ts';
import { errorsAt, errorsOver, judgedFrames, type FilmOutcome } from './report/filmOutcome.ts';
import { readSavedFilm } from './savedFilm.ts';
import { writeJudged } from './writeJudged.ts';

/** The decay is that of the films that were learnt from. */
function withoutDecay(findings: FilmFindings): FilmFindings {
  const { decay, ...rest } = findings;
  return decay === undefined ? findings : rest;
}

/**
 * Runs `hgn learn --model`: foresees other films of the scene that a run learnt.
 *
 * @throws CommandError when the run or what it learnt from is gone, or a film is of another size or too short
 */
export async function applyFilm(shown: string, options: LearnOptions, io: Io): Promise<void> {
  const begin = io.clock.now();
  const { test, threads } = options;
  if (test === undefined) throw new UsageError('--model needs --test with the files to foresee');
  const model = await readRunModel(shown, threads === undefined ? {} : { threads }, io);
  const { paths } = model.run;
  const { preparation, findings, dissipative, learnt } = await readSavedFilm(paths.film);
  const data = await lookForData(model.run, io);
  if (data === undefined || 'missing' in data) {
    throw new CommandError(
      `${data?.missing ?? `${shown}: learnt from no films`}; the baselines need them: put them back`,
    );
  }
  const train = stretchesOf(await readDataset(data.folder), learnt);
  const { dt } = preparation;
  const { period } = findings;
  const horizons = options.horizons ?? [0.5, 1];
  const reach = Math.max(judgedFrames, Math.round(Math.max(...horizons) / dt));
  const films = await prepareAlike(
    await surveyAll(
      test.map((path) => resolve(io.cwd, path)),
      io,
    ),
    preparation,
  );
  const needed = inputFrames + reach + leastStarts;
  const short = films.find(({ length }) => length < needed);
  if (short) {
    throw new CommandError(
      `${short.path}: has ${short.length} frames, but ${needed} are needed; film for ${Math.ceil(needed * dt * 1.5)} s, or take shorter --horizons`,
    );
  }
  io.stderr.write('judging on what was never trained on\n');
  const stretches = films.map((film) => ({ film, from: 0, to: film.length }));
  const judgement = await withGenerator(model, (generator) =>
    judgeFilm(generator, { train, test: stretches }, preparation, { reach, period }),
  );
  const filmed = decayIn(films, preparation, period);
  const repeats = learntPeriod(model);
  const outcome: FilmOutcome = {
    findings: { ...withoutDecay(findings), ...(filmed && { decay: filmed }) },
    ...{ preparation, judgement, dissipative },
    ...(repeats !== undefined && { drivePeriod: repeats }),
    parameters: (await readRecord(paths.record)).parameters,
    steps: model.step,
    horizons: errorsAt(judgement, horizons, dt),
    unseen: errorsOver(judgement, judgedFrames),
    seconds: (io.clock.now() - begin) / 1000,
  };
  const out = options.out ?? shown;
  const name = basename(test[0], extname(test[0]));
  await writeJudged(outcome, { folder: resolve(io.cwd, out), shown: out, name, options }, io);
}

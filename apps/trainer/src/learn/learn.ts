import { join, resolve } from 'node:path';
import type { Recordings } from '@hgn/datasets';
import { htmlReport } from '@hgn/viz';
import type { LearnOptions } from './options.ts';
import { CommandError, InterruptedError, UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { svgFile } from '../output/theme.ts';
import { writeFileAtomic } from '../runs/writeFile.ts';
import { createProgress } from '../terminal/progress.ts';
import { baselinesFor, fitAutoregression } from './baselines.ts';
import { forecasterOf } from './forecaster.ts';
import { growthOf } from './growth.ts';
import { energyBalance, judge } from './judge.ts';
import { readModel, writeModel, type SavedModel } from './modelFile.ts';
import { drawFigures, reportOf, verdictOf } from './report/statesReport.ts';
import type { Outcome } from './outcome.ts';
import { prepareStates } from './prepareStates.ts';
import { prepare, readStates, requireNames, type Findings, type PreparedSeries } from './series.ts';
import { describeFindings, textOf } from './report/statesText.ts';
import { trainOn } from './train.ts';

/** Iterations that a training has at most, over its stages and the comparison of symmetries. */
const mostIterations = 111;

/** Runs `hgn learn` on measured states. */
export async function learnStates(files: readonly string[], options: LearnOptions, io: Io): Promise<void> {
  const begin = io.clock.now();
  const say = (text: string) => io.stderr.write(`${text}\n`);
  const at = (paths: readonly string[]) => paths.map((path) => resolve(io.cwd, path));
  const horizons = options.horizons ?? [0.5, 1];
  const columns = {
    ...(options.positions && { positions: options.positions }),
    ...(options.inputs && { inputs: options.inputs }),
    ...(options.angles && { angles: options.angles }),
  };
  let testOnly: Recordings | undefined;
  if (options.test) testOnly = await readStates(at(options.test), columns);

  let model: SavedModel;
  let test: readonly PreparedSeries[];
  let findings: Findings | undefined;
  let symmetry: string | undefined;
  if (options.model !== undefined) {
    model = await readModel(resolve(io.cwd, options.model));
    if (!testOnly) throw new UsageError('--model needs --test');
    requireNames(testOnly, model.names);
    const { dt, widths } = model;
    const clocked = model.learnt.system.structure.drive !== undefined;
    test = prepare(testOnly, model.names, { dt, widths, clocked });
    if (model.autoregression === undefined) {
      say(
        `${options.model}: learnt before models kept their autoregression, which is left out of the baselines; learn again to have it`,
      );
    }
  } else {
    const prepared = await prepareStates(at(files), {
      columns,
      longest: Math.max(...horizons),
      clocked: options.drivePeriod !== undefined,
      ...(testOnly && { test: testOnly }),
    });
    const { names, dt, widths } = prepared;
    const { train } = prepared;
    ({ findings, test } = prepared);
    for (const note of prepared.notes) say(note);
    for (const line of describeFindings(findings, names)) say(line);
    if (prepared.held > 0) say(`No --test: ${prepared.held} stretches are held out and never trained on.`);
    const progress = createProgress(io, { label: 'learning', total: mostIterations, unit: 'iteration' });
    let done = 0;
    let trained;
    try {
      trained = await trainOn(train, names, options, {
        signal: io.signal,
        ...(options.windows !== undefined && { windows: options.windows }),
        onProgress: async ({ rms }) => {
          progress.update(++done, `error ${rms.toPrecision(2)}`);
          // Lets a signal in: the fit itself never waits.
          await new Promise((next) => setImmediate(next));
        },
      });
    } finally {
      progress.end();
    }
    if (io.signal.aborted) throw new InterruptedError('stopped; nothing is written, learn again');
    ({ symmetry } = trained);
    const { learnt } = trained;
    const forecasters = train.map((series) => forecasterOf(learnt, series));
    const { scales, drive } = learnt.system.structure;
    model = {
      ...{ learnt, names, widths, dt },
      growth: growthOf(forecasters, Math.max(...horizons)),
      autoregression: fitAutoregression(train, scales.time, drive),
    };
  }
  const { scales, drive } = model.learnt.system.structure;
  const forecasters = test.map((series) => forecasterOf(model.learnt, series));
  const judged = judge(forecasters, horizons, baselinesFor(scales.time, model.autoregression, drive));
  if (Object.keys(judged.horizons).length === 0) {
    throw new CommandError(
      `hgn learn: recordings to judge by must be longer than ${Math.min(...horizons)} s, but the longest has ${Math.max(...test.map(({ dt, measured }) => dt * measured[0].length)).toPrecision(2)} s; record longer or take shorter --horizons`,
    );
  }
  const outcome: Outcome = {
    model,
    test: forecasters,
    ...judged,
    balance: energyBalance(model.learnt, forecasters, Math.max(...horizons)),
    seconds: (io.clock.now() - begin) / 1000,
    ...(findings && { findings }),
    ...(symmetry !== undefined && { symmetry }),
  };
  const folder = resolve(io.cwd, options.out ?? options.model ?? 'runs/learnt');
  if (options.model === undefined) await writeModel(folder, model);
  const figures = drawFigures(outcome);
  for (const [name, figure] of Object.entries(figures)) {
    await writeFileAtomic(join(folder, 'figures', `${name}.svg`), svgFile(figure, options.theme));
  }
  await writeFileAtomic(join(folder, 'report.html'), htmlReport(reportOf(outcome, figures)));
  const result = {
    kind: 'states',
    horizons: Object.fromEntries(
      Object.entries(outcome.horizons).map(([horizon, { rms, baselines }]) => [horizon, { rms, baselines }]),
    ),
    energyBalance: outcome.balance,
    seconds: outcome.seconds,
  };
  await writeFileAtomic(join(folder, 'result.json'), `${JSON.stringify(result, null, 2)}\n`);
  if (options.json === true) io.stdout.write(`${JSON.stringify(result)}\n`);
  else io.stdout.write(textOf(outcome, folder));
  for (const line of verdictOf(outcome)) say(line);
}

import { join } from 'node:path';
import type { Theme } from '../../commands/options.ts';
import { evaluationDocument, summaryTable } from '../../report/summary.ts';
import { InterruptedError } from '../../errors.ts';
import type { Io } from '../../io.ts';
import { duration } from '../../terminal/format.ts';
import { readCheckpoint } from '../checkpoint.ts';
import { exportTrained } from './exportTrained.ts';
import { judge, type Judgement, writeReport } from './judge.ts';
import { noteDensity } from './noteDensity.ts';
import type { TrainedRun } from '../sitting.ts';
import { finishTracking } from '../loop/tracking.ts';
import { flatNumbers } from '../loop/validation.ts';

/** Ends a training: export, evaluation, report, the end of the run on a server, and the table or document that the user sees. */
export async function concludeRun(
  run: TrainedRun,
  {
    evaluate,
    exported,
    json,
    theme,
  }: {
    readonly evaluate: boolean;
    readonly exported: boolean;
    readonly json: boolean;
    readonly theme?: Theme;
  },
  io: Io,
): Promise<void> {
  const { shown, paths, config, record, server } = run;
  const { step, best, rollbacks, stoppedEarly } = record.progress;
  const summary = {
    run: shown,
    system: config.system,
    preset: config.preset,
    steps: step,
    seconds: record.trainingSeconds,
    ...(best === null ? {} : { best }),
    ...(rollbacks === 0 ? {} : { rollbacks }),
    ...(stoppedEarly ? { stoppedEarly } : {}),
  };
  // First: a run that can be played is worth more than its report.
  if (!io.signal.aborted) await noteDensity(run, io);
  if (exported && !io.signal.aborted) await exportTrained(run, io);
  if (!evaluate) {
    await finishTracking(server, paths.record, record);
    if (json) io.stdout.write(`${JSON.stringify(summary)}\n`);
    else io.stdout.write(`${shown}: ${step} steps in ${duration(record.trainingSeconds)}\n`);
    return;
  }
  const { evaluation, returnError } = await judgeAndReport(run, io, theme && { theme });
  const report = join(shown, 'report.html');
  if (json) {
    io.stdout.write(
      `${JSON.stringify({ ...summary, evaluation: evaluationDocument(evaluation), returnError, report })}\n`,
    );
    return;
  }
  io.stdout.write(`\n${summaryTable(evaluation)}\nreport: ${report}\n`);
}

/**
 * Measures the last checkpoint on the test trajectories and writes the report.
 *
 * @param options.syMetric so many of them are judged by SyMetric as well; default 0
 */
export async function judgeAndReport(
  { shown, paths, config, record, data, server }: TrainedRun,
  io: Io,
  { theme, syMetric }: { readonly theme?: Theme; readonly syMetric?: number } = {},
): Promise<Judgement> {
  let test: Record<string, number> | undefined;
  try {
    if (io.signal.aborted) {
      throw new InterruptedError(`training is complete and saved; for the rest: hgn evaluate ${shown}`);
    }
    io.stderr.write('evaluating on unseen trajectories\n');
    const judgement = await judge(config, await readCheckpoint(paths.checkpoints), data.test, {
      dt: record.timeStep,
      thorough: true,
      training: data.training,
      ...(syMetric !== undefined && { syMetric }),
    });
    await writeReport(paths, config, record, judgement, theme);
    test = flatNumbers(evaluationDocument(judgement.evaluation));
    return judgement;
  } finally {
    await finishTracking(server, paths.record, record, test);
  }
}

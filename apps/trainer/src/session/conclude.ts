import { join } from 'node:path';
import { evaluationDocument, summaryTable } from '../report/summary.ts';
import { InterruptedError } from '../errors.ts';
import type { Io } from '../io.ts';
import { duration } from '../terminal/format.ts';
import { readCheckpoint } from './checkpoint.ts';
import { judge, writeReport } from './judge.ts';
import type { TrainedRun } from './sitting.ts';

/** Ends a training: evaluation, report, and the table or document that the user sees. */
export async function concludeRun(
  { shown, paths, config, record, data }: TrainedRun,
  { evaluate, json }: { readonly evaluate: boolean; readonly json: boolean },
  io: Io,
): Promise<void> {
  const summary = {
    run: shown,
    system: config.system,
    preset: config.preset,
    steps: config.training.steps,
    seconds: record.trainingSeconds,
  };
  if (!evaluate) {
    if (json) io.stdout.write(`${JSON.stringify(summary)}\n`);
    else io.stdout.write(`${shown}: ${config.training.steps} steps in ${duration(record.trainingSeconds)}\n`);
    return;
  }
  if (io.signal.aborted) {
    throw new InterruptedError(`training is complete and saved; for the rest: hgn evaluate ${shown}`);
  }
  io.stderr.write('evaluating on unseen trajectories\n');
  const judgement = await judge(config, await readCheckpoint(paths.checkpoints), data.test, {
    dt: record.timeStep,
    films: true,
  });
  await writeReport(paths, config, record, judgement);
  if (json) {
    const evaluation = evaluationDocument(judgement.evaluation);
    io.stdout.write(`${JSON.stringify({ ...summary, evaluation, report: join(shown, 'report.html') })}\n`);
    return;
  }
  io.stdout.write(`\n${summaryTable(judgement.evaluation)}\nreport: ${join(shown, 'report.html')}\n`);
}

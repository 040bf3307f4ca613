import { join } from 'node:path';
import type { EvaluateOptions } from '../../commands/evaluate.ts';
import type { Io } from '../../io.ts';
import { evaluationDocument, summaryTable } from '../../report/summary.ts';
import { openRun } from '../../runs/open.ts';
import { readRecord } from '../../runs/record.ts';
import { readCheckpoint } from '../checkpoint.ts';
import { withEngine } from '../engine.ts';
import { judge, writeReport } from './judge.ts';
import { loadTestData } from '../sequences.ts';

/** Runs `hgn evaluate`. */
export async function evaluateRun(shown: string, options: EvaluateOptions, io: Io): Promise<void> {
  const run = await openRun(shown, io);
  const config = withEngine(run.config, options, io);
  const checkpoint = await readCheckpoint(run.paths.checkpoints, options.checkpoint, io);
  const record = await readRecord(run.paths.record);
  const { seed, trajectories, data } = options;
  const sequences = await loadTestData(config, record.timeStep, io, {
    ...(seed === undefined ? {} : { seed }),
    ...(trajectories === undefined ? {} : { trajectories }),
    ...(data === undefined ? {} : { folder: data }),
  });
  // A report describes the run itself, so other data or an older checkpoint leave it alone.
  const own =
    seed === undefined &&
    trajectories === undefined &&
    data === undefined &&
    options.checkpoint === undefined;
  const report = options.report && own;
  const judgement = await judge(config, checkpoint, sequences, { dt: record.timeStep, thorough: report });
  if (report) await writeReport(run.paths, config, record, judgement, options.theme);

  const { evaluation, returnError } = judgement;
  if (options.json === true) {
    const document = {
      ...evaluationDocument(evaluation),
      ...(returnError === null ? {} : { returnError }),
      ...(options.details === true ? { tasks: evaluation.tasks, step: checkpoint.step } : {}),
    };
    io.stdout.write(`${JSON.stringify(document)}\n`);
    return;
  }
  io.stdout.write(summaryTable(evaluation));
  if (report) io.stdout.write(`\nreport: ${join(shown, 'report.html')}\n`);
}

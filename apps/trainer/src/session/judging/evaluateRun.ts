import { join, resolve } from 'node:path';
import { readDataset } from '@hgn/datasets/node';
import type { EvaluateOptions } from './evaluateOptions.ts';
import type { Io } from '../../io.ts';
import { evaluationDocument, summaryTable } from '../../report/summary.ts';
import { checksumIn, lookForData } from '../../data/rememberedData.ts';
import { findSystem } from '../../data/systems.ts';
import { unseenOfFolder } from '../../data/unseen.ts';
import { openRun, type OpenRun } from '../../runs/open.ts';
import { readRecord } from '../../runs/record.ts';
import { readCheckpoint } from '../checkpoint.ts';
import { withEngine } from '../engine.ts';
import { judge, writeReport } from './judge.ts';
import { assertImage, simulateTest, type TestSequences } from '../sequences.ts';

/** The trajectories to judge on, and whether they are all that the run keeps for that. */
async function testSequences(
  run: OpenRun,
  timeStep: number,
  { seed, trajectories, data }: EvaluateOptions,
  io: Io,
): Promise<{ readonly sequences: TestSequences; readonly isWhole: boolean }> {
  const { config } = run;
  if (data !== undefined) {
    const folder = resolve(io.cwd, data);
    // What was learnt from is no test.
    const own = await lookForData(run, io);
    if (own !== undefined && 'folder' in own && (await checksumIn(folder)) === own.checksum) {
      return unseenOfFolder(run, timeStep, trajectories === undefined ? {} : { trajectories }, io);
    }
    const dataset = await readDataset(folder);
    assertImage(dataset, config, data);
    return { sequences: dataset, isWhole: false };
  }
  const choice = { ...(seed !== undefined && { seed }), ...(trajectories !== undefined && { trajectories }) };
  if (config.data.folder !== null) return unseenOfFolder(run, timeStep, choice, io);
  const sequences = await simulateTest(config, findSystem(config.system), timeStep, io, choice);
  return { sequences, isWhole: true };
}

/** Runs `hgn evaluate`. */
export async function evaluateRun(shown: string, options: EvaluateOptions, io: Io): Promise<void> {
  const run = await openRun(shown, io);
  const config = withEngine(run.config, options, io);
  const checkpoint = await readCheckpoint(run.paths.checkpoints, options.checkpoint, io);
  const record = await readRecord(run.paths.record);
  const { seed, trajectories, data } = options;
  const { sequences, isWhole } = await testSequences({ ...run, config }, record.timeStep, options, io);
  // A report describes the run itself, so other data or an older checkpoint leave it alone.
  const own =
    seed === undefined &&
    trajectories === undefined &&
    data === undefined &&
    options.checkpoint === undefined &&
    isWhole;
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

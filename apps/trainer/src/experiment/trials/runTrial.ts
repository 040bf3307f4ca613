import { readFile } from 'node:fs/promises';
import type { RunConfig } from '../../config/schema.ts';
import { CommandError, describeError, DivergedRunError, InterruptedError } from '../../errors.ts';
import type { Io } from '../../io.ts';
import { occupantOf } from '../../runs/create.ts';
import { runEntries } from '../../runs/layout.ts';
import { asOnlyWriter, type Writer } from '../../runs/lock/writer.ts';
import { openRun } from '../../runs/open.ts';
import { judgeAndReport } from '../../session/judging/conclude.ts';
import { continueRun, startRun, type TrainedRun } from '../../session/sitting.ts';
import type { TrialOutcome } from './record.ts';

/** What a trial needs to run. */
export interface TrialTask {
  readonly config: RunConfig;
  /** Run folder, from the working folder. */
  readonly run: string;
  /** Steps after which to pause and measure; default at the end. */
  readonly until?: number;
  /** Seconds to wait for another process that writes the run; default 0. */
  readonly patience?: number;
  /** So many test trajectories are judged by SyMetric as well; default 0. */
  readonly syMetric?: number;
}

/**
 * Runs one trial: trains, or goes on with the run of the same configuration that is there, and measures it; everything that
 * `evaluation.json` in its run folder holds is a result.
 *
 * @returns results, or why there are none
 * @throws InterruptedError when the user asks to stop; the run is saved
 */
export async function runTrial(task: TrialTask, io: Io): Promise<TrialOutcome> {
  try {
    const { run: shown, patience = 0 } = task;
    return await asOnlyWriter(
      { shown, command: 'a trial of hgn', entries: runEntries, patience },
      io,
      (writer) => outcomeOf(task, writer),
    );
  } catch (error) {
    if (error instanceof InterruptedError) throw error;
    if (error instanceof DivergedRunError) return { status: 'diverged', message: error.what };
    return { status: 'failed', message: describeError(error) };
  }
}

async function outcomeOf({ syMetric, ...task }: TrialTask, writer: Writer): Promise<TrialOutcome> {
  const { io } = writer;
  const run = await startOrContinue(task, writer);
  const { record, paths } = run;
  const start = io.clock.now();
  await judgeAndReport(run, io, syMetric === undefined ? {} : { syMetric });
  const evaluation = JSON.parse(await readFile(paths.evaluation, 'utf8')) as object;
  const { step } = record.progress;
  const { trainingSeconds } = record;
  return {
    status: 'finished',
    steps: step,
    parameters: record.parameters,
    engine: record.engine,
    progress: record.progress,
    timings: {
      trainingSeconds,
      evaluationSeconds: (io.clock.now() - start) / 1000,
      stepsPerSecond: step / Math.max(trainingSeconds, 1e-6),
    },
    evaluation,
  };
}

/** Goes on with a run of the very same configuration, and replaces any other. */
async function startOrContinue({ config, until }: TrialTask, writer: Writer): Promise<TrainedRun> {
  const { shown, folder, io } = writer;
  const tracking = { tensorboard: false };
  const occupant = await occupantOf(folder);
  if (occupant === 'other') {
    throw new CommandError(`${shown}: holds files that no run made; move them away`);
  }
  if (occupant === 'run') {
    const run = await openRun(shown, io).catch((error: unknown) => {
      if (error instanceof CommandError) return undefined;
      throw error;
    });
    if (run !== undefined && decisive(run.config) === decisive(config)) {
      return continueRun({ ...run, config }, writer, tracking, until === undefined ? {} : { until });
    }
  }
  return startRun(config, writer, tracking, until);
}

/** A configuration as text but for the threads, which are the machine's business. */
const decisive = (config: RunConfig): string => JSON.stringify({ ...config, threads: 0 });

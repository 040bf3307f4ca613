import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ExperimentOptions } from '../options.ts';
import { describeError, InterruptedError } from '../../errors.ts';
import type { Io } from '../../io.ts';
import { localExecutor } from '../../sweep/executor.ts';
import { duration } from '../../terminal/format.ts';
import { secondsLeft } from './estimate.ts';
import type { Experiment } from '../load.ts';
import { writeTrialRecord } from './record.ts';
import { lookUp, type KnownTrial } from '../state.ts';

/** Test trajectories that SyMetric is taken of, five at a time, where a column asks for it: it can take seconds for five. */
const mappedTrajectories = 20;

/**
 * Runs the chosen trials, `jobs` of them at a time in processes of their own, and records each as it ends.
 *
 * @returns the names of those that failed
 * @throws InterruptedError when `io.signal` aborts, once every run is saved
 */
export async function runTrials(
  experiment: Experiment,
  all: readonly KnownTrial[],
  chosen: readonly KnownTrial[],
  { force, discardRuns, jobs = 1 }: ExperimentOptions,
  io: Io,
): Promise<string[]> {
  const executor = localExecutor(jobs, io);
  const failed: string[] = [];
  const trials = all.map((each) => each.trial);
  const queue = chosen.map((each, index) => ({ ...each, index }));
  let known = all;
  let recorded = 0;
  const asksForSyMetric = experiment.columns.some(({ value }) =>
    [value].flat().some((path) => path.startsWith('evaluation.long.syMetric.')),
  );

  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { trial, run, index } = next;
      const seconds = secondsLeft(known, chosen.slice(index));
      const rest = seconds === undefined ? '' : `, about ${duration(seconds / jobs)} left in all`;
      io.stderr.write(`trial ${index + 1} of ${chosen.length}: ${trial.id}${rest}\n`);
      if (io.signal.aborted) throw new InterruptedError('stopped');
      if (force === true) await rm(resolve(io.cwd, run), { recursive: true, force: true });
      const task = { config: trial.config, run, ...(asksForSyMetric && { syMetric: mappedTrajectories }) };
      const outcome = await executor.run({ id: trial.id, task, urgency: 0 });
      await writeTrialRecord(experiment.name, trial, outcome);
      recorded++;
      if (outcome.status !== 'finished')
        io.stderr.write(`${trial.id} ${outcome.status}: ${outcome.message}\n`);
      if (outcome.status === 'failed') failed.push(trial.id);
      else if (discardRuns === true) await rm(resolve(io.cwd, run), { recursive: true, force: true });
      known = await lookUp(experiment, trials, io);
    }
  };

  const ends = await Promise.allSettled(Array.from({ length: Math.min(jobs, chosen.length) }, work));
  const errors = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []));
  const [error] = errors.filter((each) => !(each instanceof InterruptedError));
  if (error !== undefined) throw error instanceof Error ? error : new Error(describeError(error));
  if (errors.length > 0) {
    throw new InterruptedError(
      `stopped; ${recorded} of ${chosen.length} trials are recorded, and what was running goes on where it is with: hgn experiment ${experiment.shown}${jobs === 1 ? '' : ` --jobs ${jobs}`}`,
    );
  }
  return failed;
}

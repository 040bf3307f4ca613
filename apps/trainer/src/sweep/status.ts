import { resolve } from 'node:path';
import type { SweepStatusOptions } from './options.ts';
import { planTrials, type Trial } from '../experiment/plan.ts';
import { lookUp } from '../experiment/state.ts';
import { CommandError } from '../errors.ts';
import type { Io } from '../io.ts';
import { runPaths } from '../runs/layout.ts';
import { readRecord } from '../runs/record.ts';
import { count } from '../terminal/format.ts';
import { loadSweep, type Sweep } from './load.ts';
import { looksOfAll, runOf } from './run.ts';
import { bestOf, describeSweep, sweepDocument } from './summary.ts';

/** Milliseconds between two looks of `--watch`. */
const lookEvery = 2000;

/** Runs `hgn sweep status`: how far every trial is, from the records, the runs and, with `--queue`, the workers. */
export async function sweepStatus(file: string, options: SweepStatusOptions, io: Io): Promise<void> {
  const sweep = await loadSweep(file, io);
  const trials = planTrials(sweep.experiment, io);
  const looks = looksOfAll(sweep, trials);
  const watchers = options.queue === undefined ? undefined : await import('./queue/look.ts');
  const look = await watchers?.openLook(sweep.experiment.name, options.queue ?? '', io);
  try {
    for (;;) {
      const ranked = bestOf(sweep, await lookUp(sweep.experiment, trials, io), looks);
      const running = await runningOf(sweep, trials, io);
      const queue = await look?.now();
      if (options.json === true) {
        io.stdout.write(
          `${JSON.stringify({ ...sweepDocument(sweep, ranked), running, ...(queue && { queue }) })}\n`,
        );
      } else {
        const lines = running.map(({ trial, step, of }) => `${trial}: step ${step} of ${of}\n`);
        const workers =
          queue?.active.map(({ trial, worker, line }) => `${trial} on ${worker}: ${line}\n`) ?? [];
        const counts =
          queue === undefined
            ? ''
            : `queue: ${queue.waiting} waiting, ${queue.active.length} running, ${count(queue.workers, 'worker')}\n`;
        io.stdout.write(
          `${describeSweep(sweep, ranked)}${(workers.length > 0 ? workers : lines).join('')}${counts}`,
        );
      }
      const isDone = ranked.every(({ state }) => state === 'finished' || state === 'diverged');
      if (options.watch !== true || isDone || io.signal.aborted) return;
      await new Promise((resume) => setTimeout(resume, lookEvery));
    }
  } finally {
    await look?.close();
  }
}

/** Trials whose runs are being written, and how far these are. */
async function runningOf(
  sweep: Sweep,
  trials: readonly Trial[],
  io: Pick<Io, 'cwd'>,
): Promise<{ trial: string; step: number; of: number }[]> {
  const found = await Promise.all(
    trials.map(async (trial) => {
      const record = await readRecord(runPaths(resolve(io.cwd, runOf(sweep, trial))).record).catch(
        (error: unknown) => {
          if (error instanceof CommandError) return undefined;
          throw error;
        },
      );
      if (record?.status !== 'running') return [];
      return [{ trial: trial.id, step: record.progress.step, of: trial.config.training.steps }];
    }),
  );
  return found.flat();
}

import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Io } from '../io.ts';
import type { Experiment } from './load.ts';
import type { Trial } from './plan.ts';
import { readTrialRecord, type TrialRecord } from './trials/record.ts';

/**
 * How far a trial is: `finished` and `diverged` are done; `failed` (the disk was full, the memory too small) is tried
 * again; `outdated` has a record of another configuration; `started` has a run to go on with; `pending` has nothing.
 */
export type TrialState = 'finished' | 'diverged' | 'failed' | 'outdated' | 'started' | 'pending';

/** A trial and what is known of it. */
export interface KnownTrial {
  readonly trial: Trial;
  readonly state: TrialState;
  /** Its record, an outdated one included. */
  readonly record: TrialRecord | null;
  /** Its run folder as it is shown. */
  readonly run: string;
}

/** Looks up every trial. */
export async function lookUp(
  experiment: Experiment,
  trials: readonly Trial[],
  io: Pick<Io, 'cwd'>,
): Promise<KnownTrial[]> {
  return Promise.all(
    trials.map(async (trial) => {
      const record = await readTrialRecord(trial.file);
      const run = runFolder(experiment, trial);
      return { trial, record, run, state: await stateOf(trial, record, resolve(io.cwd, run)) };
    }),
  );
}

/** Where the run of a trial lies, from the working folder. */
const runFolder = ({ name }: Experiment, { id }: Trial): string => `runs/${name}/${id.replaceAll('/', '--')}`;

async function stateOf(trial: Trial, record: TrialRecord | null, run: string): Promise<TrialState> {
  if (record?.configHash === trial.hash) return record.status;
  if (record !== null) return 'outdated';
  const there = await stat(run).then(
    () => true,
    () => false,
  );
  return there ? 'started' : 'pending';
}

/** Whether there is nothing left to do. */
export const isDone = ({ state }: KnownTrial): boolean => state === 'finished' || state === 'diverged';

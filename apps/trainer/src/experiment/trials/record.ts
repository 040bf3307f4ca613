import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { RunConfig } from '../../config/schema.ts';
import { CommandError } from '../../errors.ts';
import { writeFileAtomic } from '../../runs/writeFile.ts';
import { packageVersion } from '../../version.ts';
import type { Trial } from '../plan.ts';

/** What came of a trial. */
export type TrialOutcome = FinishedTrial | UnfinishedTrial;

/** A trial with results. */
export interface FinishedTrial {
  readonly status: 'finished';
  readonly steps: number;
  readonly parameters: number;
  readonly engine: string;
  /** Rollbacks, best evaluation and early stop, as in `run.json`. */
  readonly progress: object;
  readonly timings: {
    /** Wall-clock seconds, all sittings together. */
    readonly trainingSeconds: number;
    readonly evaluationSeconds: number;
    readonly stepsPerSecond: number;
  };
  /** What `evaluation.json` holds: errors on test and on training trajectories, and over long rollouts. */
  readonly evaluation: object;
}

/** A trial without results, and why. */
export interface UnfinishedTrial {
  readonly status: 'diverged' | 'failed';
  readonly message: string;
}

/** The record of a trial: everything that tables are made of. */
export type TrialRecord = TrialOutcome & {
  readonly trial: string;
  readonly experiment: string;
  readonly system: string;
  readonly model: string;
  readonly seed: number;
  readonly configHash: string;
  readonly version: string;
  /** What kind of machine it was, by what decides its speed. */
  readonly machine: {
    readonly platform: string;
    readonly architecture: string;
    readonly cores: number;
    readonly node: string;
  };
  readonly config: RunConfig;
};

/** Writes the record of a trial; numbers with seven digits, which is what single precision holds. */
export async function writeTrialRecord(
  experiment: string,
  trial: Trial,
  outcome: TrialOutcome,
): Promise<void> {
  const { id, system, model, seed, hash, config, file } = trial;
  const record: TrialRecord = {
    trial: id,
    experiment,
    system,
    model,
    seed,
    configHash: hash,
    version: packageVersion(),
    machine: {
      platform: process.platform,
      architecture: process.arch,
      cores: availableParallelism(),
      node: process.versions.node,
    },
    ...rounded(outcome),
    config,
  };
  await writeFileAtomic(file, `${JSON.stringify(record, undefined, 1)}\n`);
}

/**
 * Reads the record of a trial, or gives null when there is none yet.
 *
 * @throws CommandError when the file is no record
 */
export async function readTrialRecord(file: string): Promise<TrialRecord | null> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const record = parse(text);
  if (typeof record !== 'object' || record === null || !('configHash' in record) || !('status' in record)) {
    throw new CommandError(`${file}: is not the record of a trial; remove it, and the trial runs again`);
  }
  return record as TrialRecord;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function rounded<T>(value: T): T {
  const round = (_key: string, inner: unknown): unknown =>
    typeof inner === 'number' && Number.isFinite(inner) ? Number(inner.toPrecision(7)) : inner;
  return JSON.parse(JSON.stringify(value, round)) as T;
}

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { promisify } from 'node:util';
import { CommandError } from '../errors.ts';
import type { Io } from '../io.ts';
import { packageVersion } from '../version.ts';
import { writeFileAtomic } from './writeFile.ts';

/** The contents of `run.json`: where a run came from and how far it is. */
export interface RunRecord {
  readonly status: 'running' | 'interrupted' | 'diverged' | 'failed' | 'finished';
  /** ISO 8601. */
  readonly created: string;
  readonly updated: string;
  readonly versions: { readonly hgn: string; readonly node: string };
  readonly git: { readonly revision: string; readonly modified: boolean } | null;
  readonly seed: number;
  readonly engine: string;
  readonly parameters: number;
  /** Time between two frames of the training data. */
  readonly timeStep: number;
  readonly machine: {
    readonly platform: string;
    readonly architecture: string;
    readonly processor: string;
    readonly cores: number;
    readonly memoryBytes: number;
  };
  /** Steps at which training began or was resumed. */
  readonly startedAt: readonly number[];
  /** Wall-clock seconds spent training, all sittings together. */
  readonly trainingSeconds: number;
  /** How far training is, as of the last checkpoint. */
  readonly progress: TrainingProgress;
  /** The run on a tracking server, or null. */
  readonly mlflow: { readonly url: string; readonly runId: string } | null;
}

/** How far a training is and what happened on the way. */
export interface TrainingProgress {
  /** Steps done. */
  readonly step: number;
  /** Rollbacks, each of which halved the learning rate. */
  readonly rollbacks: number;
  /** The smallest forward error on validation trajectories and its step, or null without evaluations. */
  readonly best: { readonly step: number; readonly error: number } | null;
  /** Whether evaluations no longer improved. */
  readonly stoppedEarly: boolean;
}

/** A record for a run that is about to start. */
export async function newRecord(
  io: Pick<Io, 'clock' | 'cwd'>,
  facts: Pick<RunRecord, 'seed' | 'engine' | 'parameters' | 'timeStep'>,
): Promise<RunRecord> {
  const now = isoTime(io);
  const processors = cpus();
  return {
    status: 'running',
    created: now,
    updated: now,
    versions: { hgn: packageVersion(), node: process.versions.node },
    git: await gitRevision(io.cwd),
    ...facts,
    machine: {
      platform: process.platform,
      architecture: process.arch,
      processor: processors[0]?.model.trim() ?? 'unknown',
      cores: processors.length,
      memoryBytes: totalmem(),
    },
    startedAt: [0],
    trainingSeconds: 0,
    ...newer,
  };
}

/** The clock's time as ISO 8601. */
export function isoTime({ clock }: Pick<Io, 'clock'>): string {
  return new Date(clock.now()).toISOString();
}

/** Writes `run.json`. */
export async function writeRecord(path: string, record: RunRecord): Promise<void> {
  await writeFileAtomic(path, `${JSON.stringify(record, undefined, 2)}\n`);
}

/** What the records of older versions do not tell. */
const newer: Pick<RunRecord, 'progress' | 'mlflow'> = {
  progress: { step: 0, rollbacks: 0, best: null, stoppedEarly: false },
  mlflow: null,
};

/**
 * Reads `run.json`.
 *
 * @throws CommandError when it is missing or not valid JSON
 */
export async function readRecord(path: string): Promise<RunRecord> {
  try {
    return { ...newer, ...(JSON.parse(await readFile(path, 'utf8')) as RunRecord) };
  } catch (cause) {
    const fault = cause instanceof SyntaxError ? 'is not valid JSON' : 'cannot be read';
    throw new CommandError(`${path}: ${fault}; this run is damaged, train again with --force`, { cause });
  }
}

async function gitRevision(cwd: string): Promise<RunRecord['git']> {
  const git = async (...args: string[]): Promise<string> =>
    (await promisify(execFile)('git', args, { cwd })).stdout.trim();
  try {
    const revision = await git('rev-parse', 'HEAD');
    return { revision, modified: (await git('status', '--porcelain', '--untracked-files=no')) !== '' };
  } catch {
    // No git, or no repository here: a run does not need one.
    return null;
  }
}

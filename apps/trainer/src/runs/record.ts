import { execFile } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { promisify } from 'node:util';
import { z } from 'zod';
import { describeIssue } from '../config/describeIssue.ts';
import { CommandError } from '../errors.ts';
import { readBounded } from '../files/readBounded.ts';
import type { Io } from '../io.ts';
import { packageVersion } from '../version.ts';
import { type Pin, pinSchema } from './pins.ts';
import { writeFileAtomic } from './writeFile.ts';

const statuses = ['running', 'interrupted', 'diverged', 'failed', 'finished'] as const;

/** The contents of `run.json`: where a run came from and how far it is. */
export interface RunRecord {
  readonly status: (typeof statuses)[number];
  /** Why an interrupted run stopped, such as `SIGHUP` or a log that could not be written; null of any other. */
  readonly stoppedBy: string | null;
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
  /** The files and folders that the run rests on, as they were when it read them. */
  readonly inputs: readonly Pin[];
  /** Changes of these that the user accepted when the run went on, oldest first. */
  readonly acceptedChanges: readonly { readonly step: number; readonly what: string }[];
  /** SHA-256 of every `config.yaml` that was written for the run, the newest last. */
  readonly configSha256: readonly string[];
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
  facts: Pick<RunRecord, 'seed' | 'engine' | 'parameters' | 'timeStep' | 'inputs' | 'configSha256'>,
): Promise<RunRecord> {
  const now = isoTime(io);
  const processors = cpus();
  return {
    status: 'running',
    created: now,
    updated: now,
    versions: { hgn: packageVersion(), node: process.versions.node },
    git: await gitRevision(io.cwd),
    ...newer,
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
const newer = {
  stoppedBy: null,
  inputs: [],
  acceptedChanges: [],
  configSha256: [],
  progress: { step: 0, rollbacks: 0, best: null, stoppedEarly: false },
  mlflow: null,
} satisfies Partial<RunRecord>;

/** What must be right in a record for the rest of the program to take it; it keeps what else it holds. */
const recordSchema = z.looseObject({
  status: z.enum(statuses),
  stoppedBy: z.string().nullable(),
  created: z.string(),
  updated: z.string(),
  seed: z.number(),
  engine: z.string(),
  parameters: z.number(),
  timeStep: z.number().positive(),
  startedAt: z.array(z.number()),
  trainingSeconds: z.number().min(0),
  progress: z.looseObject({
    step: z.number().int().min(0),
    rollbacks: z.number(),
    best: z.object({ step: z.number(), error: z.number() }).nullable(),
    stoppedEarly: z.boolean(),
  }),
  inputs: z.array(pinSchema),
  acceptedChanges: z.array(z.object({ step: z.number(), what: z.string() })),
  configSha256: z.array(z.string()),
  mlflow: z.object({ url: z.string(), runId: z.string() }).nullable(),
});

/**
 * Reads `run.json`.
 *
 * @throws CommandError when it is missing, not valid JSON or no record
 */
export async function readRecord(path: string): Promise<RunRecord> {
  let value: object;
  try {
    value = { ...newer, ...(JSON.parse((await readBounded(path, path)).toString()) as object | null) };
  } catch (cause) {
    if (cause instanceof CommandError) throw cause;
    const fault = cause instanceof SyntaxError ? 'is not valid JSON' : 'cannot be read';
    throw new CommandError(`${path}: ${fault}; this run is damaged, train again with --force`, { cause });
  }
  const { success, error } = recordSchema.safeParse(value);
  if (success) return value as RunRecord;
  const { message } = describeIssue(error.issues[0], value, recordSchema);
  throw new CommandError(`${path}: ${message}; this run is damaged, train again with --force`);
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

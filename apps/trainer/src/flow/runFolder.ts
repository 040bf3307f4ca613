import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { loadFlow, type FitMoment, type FlowConfig, type TrainedFlow } from '@hgn/flow';
import type { JitOptions } from '@hgn/jit';
import { newMemory, type LoopMemory } from '@hgn/training';
import { listCheckpoints, loadCheckpoint, saveCheckpoint } from '@hgn/training/node';
import { z } from 'zod';
import { describeIssue } from '../config/describeIssue.ts';
import { CommandError } from '../errors.ts';
import { readBounded } from '../files/readBounded.ts';
import type { Io } from '../io.ts';
import { isTemporary } from '../runs/leftovers.ts';
import { type Pin, pinSchema } from '../runs/pins.ts';
import { writeFileAtomic } from '../runs/writeFile.ts';
import type { SampleSource } from './tables/samples.ts';

/** The contents of `flow.json`: everything that decides the result, and whether it is there. */
export interface FlowRecord {
  readonly format: 'hgn-flow';
  readonly flow: FlowConfig;
  readonly source: SampleSource;
  /** Samples that are learnt from: drawn of a built-in density, or the rows of a file. */
  readonly samples: number;
  readonly seed: number;
  readonly steps: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly validation: number;
  /** Names of the columns of a point. */
  readonly columns: readonly string[];
  /** First and last x and y of the pictures, for two columns. */
  readonly view: { readonly x: readonly [number, number]; readonly y: readonly [number, number] } | null;
  readonly finished: boolean;
  /** The file of samples as it was. */
  readonly inputs: readonly Pin[];
  /** Changes of it that the user accepted when training went on, oldest first. */
  readonly acceptedChanges: readonly { readonly step: number; readonly what: string }[];
  /** Why an unfinished training stopped, such as `SIGHUP`; null of any other. */
  readonly stoppedBy: string | null;
}

/** What the records of older versions do not tell. */
const newer = { inputs: [], acceptedChanges: [], stoppedBy: null } satisfies Partial<FlowRecord>;

const range = z.tuple([z.number(), z.number()]);
/** What must be right in a record for the rest of the program to take it. */
const recordSchema = z.looseObject({
  format: z.literal('hgn-flow'),
  flow: z.looseObject({ kind: z.string() }),
  source: z.looseObject({
    data: z.string(),
    columns: z.array(z.string()).exactOptional(),
    array: z.string().exactOptional(),
    decimal: z.enum(['.', ',']).exactOptional(),
  }),
  samples: z.number().int().min(0).max(1e9),
  seed: z.number(),
  steps: z.number().int().min(1).max(1e9),
  batchSize: z.number().int().min(1).max(1e6),
  learningRate: z.number().positive(),
  validation: z.number(),
  columns: z.array(z.string()),
  view: z.object({ x: range, y: range }).nullable(),
  finished: z.boolean(),
  inputs: z.array(pinSchema),
  acceptedChanges: z.array(z.object({ step: z.number(), what: z.string() })),
  stoppedBy: z.string().nullable(),
});

/** The files of a flow's folder. */
export function flowPaths(folder: string) {
  return {
    record: join(folder, 'flow.json'),
    checkpoints: join(folder, 'checkpoints'),
    metrics: join(folder, 'metrics.jsonl'),
    flow: join(folder, 'flow.safetensors'),
    picture: join(folder, 'density.svg'),
  };
}

/** See {@link flowPaths}. */
export type FlowPaths = ReturnType<typeof flowPaths>;

/** Names that a flow may leave in its folder; anything else there belongs to somebody. */
export const flowEntries: readonly string[] = [
  'flow.json',
  'checkpoints',
  'metrics.jsonl',
  'flow.safetensors',
  'density.svg',
  'export',
];

/**
 * Refuses a folder that a new flow must not use.
 *
 * @param shown the folder as the user wrote it
 */
export async function assertFree(folder: string, shown: string, force: boolean): Promise<void> {
  const found = (await listFolder(folder)).filter((name) => !isTemporary(name, flowEntries));
  if (found.some((name) => !flowEntries.includes(name))) {
    throw new CommandError(
      `${shown}: holds files that no flow made, so nothing is written there; choose another --out`,
    );
  }
  if (found.length > 0 && !force) {
    throw new CommandError(
      `${shown}: holds a flow already; continue it with --resume, replace it with --force, or choose another --out`,
    );
  }
}

async function listFolder(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Writes `flow.json`. */
export async function writeRecord(path: string, record: FlowRecord): Promise<void> {
  await writeFileAtomic(path, `${JSON.stringify(record, undefined, 2)}\n`);
}

/**
 * Reads `flow.json` of the folder that the user named.
 *
 * @throws CommandError when there is none, or it is damaged
 */
export async function readRecord(
  shown: string,
  io: Pick<Io, 'cwd'>,
): Promise<{ record: FlowRecord; paths: FlowPaths }> {
  const paths = flowPaths(resolve(io.cwd, shown));
  let text: string;
  try {
    text = (await readBounded(paths.record, paths.record)).toString();
  } catch (cause) {
    if (cause instanceof CommandError) throw cause;
    throw new CommandError(
      `${shown}: no flow is there; train one with: hgn flow train <samples> --out ${shown}`,
      { cause },
    );
  }
  const record = { ...newer, ...parsed(text) };
  const { success, error } = recordSchema.safeParse(record);
  if (success) return { record: record as FlowRecord, paths };
  const { message } = describeIssue(error.issues[0], record, recordSchema);
  throw new CommandError(`${shown}: flow.json is damaged (${message}); train again with --force`);
}

function parsed(text: string): FlowRecord | null {
  try {
    return JSON.parse(text) as FlowRecord | null;
  } catch {
    // Told by the caller, who knows the folder.
    return null;
  }
}

/** Opens a trained flow; it is to be disposed of. */
export async function openFlow(
  shown: string,
  io: Pick<Io, 'cwd'>,
  engine: JitOptions,
): Promise<{ trained: TrainedFlow; record: FlowRecord; paths: FlowPaths }> {
  const { record, paths } = await readRecord(shown, io);
  if (!record.finished) {
    throw new CommandError(
      `${shown}: training is not finished; continue it with: hgn flow train --resume --out ${shown}`,
    );
  }
  return { trained: await trainedFlow(paths.flow, engine), record, paths };
}

/** @throws CommandError naming the file when it is not what `saveFlow` wrote */
async function trainedFlow(path: string, engine: JitOptions): Promise<TrainedFlow> {
  const bytes = await readFile(path);
  try {
    return loadFlow(bytes, engine);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(`${path}: is damaged (${reason}); train again with --force`, { cause });
  }
}

/** Writes a moment of training; the last two are kept. */
export async function writeMoment(folder: string, { step, state, memory }: FitMoment): Promise<void> {
  const metadata = { loop: JSON.stringify(memory) };
  await saveCheckpoint(folder, { step, state: { ...state }, metadata }, { keep: 2 });
}

/** The last moment of training, or undefined if it never got to one. */
export async function readMoment(folder: string): Promise<FitMoment | undefined> {
  if ((await listFolder(folder)).length === 0 || (await listCheckpoints(folder)).length === 0)
    return undefined;
  const { step, state, metadata } = await loadCheckpoint(folder);
  return {
    step,
    state: state as unknown as FitMoment['state'],
    memory: metadata.loop === undefined ? newMemory() : (JSON.parse(metadata.loop) as LoopMemory),
  };
}

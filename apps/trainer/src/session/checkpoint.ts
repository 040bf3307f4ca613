import { join, resolve } from 'node:path';
import type { NdArray } from '@hgn/autodiff';
import type { TrainingState } from '@hgn/model';
import { newMemory, type LoopMemory, type Moment } from '@hgn/training';
import { loadCheckpoint, saveCheckpoint, type SaveOptions } from '@hgn/training/node';
import type { Io } from '../io.ts';

/** Parameters and the optimiser's memory, on the host. */
export type TrainState = TrainingState<NdArray>;

/** A training at one moment: steps done, the state, and what the loop remembers. */
export type Checkpoint = Moment<TrainState>;

/** Where the best checkpoint lies in a checkpoint folder. */
export const bestFolder = (checkpoints: string): string => join(checkpoints, 'best');

/** Writes a checkpoint; the configuration travels with it, so that a file alone says what it is. */
export async function writeCheckpoint(
  folder: string,
  { step, state, memory }: Checkpoint,
  config: object,
  options: Pick<SaveOptions, 'keep'> = {},
): Promise<void> {
  const metadata = { config: JSON.stringify(config), loop: JSON.stringify(memory) };
  await saveCheckpoint(folder, { step, state: { ...state }, metadata }, options);
}

/**
 * Reads the last checkpoint of a run, or what the user names: a file, a folder, or `best`.
 *
 * @throws the errors of `loadCheckpoint`
 */
export async function readCheckpoint(
  folder: string,
  named?: string,
  io?: Pick<Io, 'cwd'>,
): Promise<Checkpoint & { readonly metadata: Readonly<Record<string, string>> }> {
  const { step, state, metadata } = await loadCheckpoint(pathOf(folder, named, io));
  const { loop } = metadata;
  return {
    step,
    state: state as unknown as TrainState,
    memory: loop === undefined ? newMemory() : (JSON.parse(loop) as LoopMemory),
    metadata,
  };
}

function pathOf(folder: string, named: string | undefined, io?: Pick<Io, 'cwd'>): string {
  if (named === undefined || named === 'last') return folder;
  if (named === 'best') return bestFolder(folder);
  return resolve(io?.cwd ?? '.', named);
}

/** Adds something to what the last checkpoint of a run tells beside its state, which stays as it is. */
export async function annotateCheckpoint(
  folder: string,
  notes: Readonly<Record<string, string>>,
): Promise<void> {
  const { step, state, metadata } = await loadCheckpoint(folder);
  await saveCheckpoint(folder, { step, state, metadata: { ...metadata, ...notes } }, { keep: (all) => all });
}

import { resolve } from 'node:path';
import type { NdArray } from '@hgn/autodiff';
import type { TrainingState } from '@hgn/model';
import { loadCheckpoint, saveCheckpoint } from '@hgn/training/node';
import type { Io } from '../io.ts';

/** Parameters and the optimiser's memory, on the host. */
export type TrainState = TrainingState<NdArray>;

/** A training state at one moment. */
export interface Checkpoint {
  /** Steps done. */
  readonly step: number;
  readonly state: TrainState;
}

/** Writes a checkpoint; the configuration travels with it, so that a file alone says what it is. */
export async function writeCheckpoint(
  folder: string,
  { step, state }: Checkpoint,
  config: object,
): Promise<void> {
  await saveCheckpoint(folder, { step, state: { ...state }, metadata: { config: JSON.stringify(config) } });
}

/**
 * Reads the last checkpoint of a run, or the file that the user names.
 *
 * @throws the errors of `loadCheckpoint`
 */
export async function readCheckpoint(
  folder: string,
  file?: string,
  io?: Pick<Io, 'cwd'>,
): Promise<Checkpoint> {
  const path = file === undefined || io === undefined ? folder : resolve(io.cwd, file);
  const { step, state } = await loadCheckpoint(path);
  return { step, state: state as unknown as TrainState };
}

import { requireOptions } from '@hgn/options';
import { join } from 'node:path';
import { encodeCheckpoint, type Checkpoint } from '../checkpoint/checkpoint.ts';
import { CheckpointWriteError } from '../checkpoint/errors.ts';
import { flushFolder, machine, PARTIAL, writeAtomic, writeFlushed, type FileSystem } from './atomic.ts';
import { checkpointName, LAST, listCheckpoints, NEXT } from './names.ts';

/** Options of {@link saveCheckpoint}. */
export interface SaveOptions {
  /**
   * How many checkpoints to keep, the new one included; default 3. Or a function that chooses, of the steps up to the
   * new one in rising order, those to keep; the new one is kept always.
   */
  readonly keep?: number | ((steps: readonly number[]) => readonly number[]);
  /** Where files go; default the machine's file system. */
  readonly files?: FileSystem;
}

/**
 * Writes `step-00001000.safetensors` into a folder (made if missing), points `last` to it, and removes the oldest
 * beyond `keep`. Each file is written whole or not at all: after a crash, a kill or a full disk the folder still holds
 * the checkpoints that it held before, and the new one counts from the moment that it is whole. One process at a time may
 * write to a folder. Checkpoints of later steps, left over when training was resumed from an earlier one, are not touched.
 *
 * @returns the path of the new file
 * @throws CheckpointWriteError if the file system refuses; RangeError as `encodeCheckpoint`, or for `keep` below 1.
 * @example
 * await saveCheckpoint('checkpoints', { step: 1000, state: { multiplier: 0.1 }, metadata: { seed: '1' } });
 */
export async function saveCheckpoint(
  folder: string,
  checkpoint: Checkpoint,
  options: SaveOptions = {},
): Promise<string> {
  requireOptions('saveCheckpoint', options, { keep: true, files: true });
  const { keep = 3, files = machine } = options;
  if (typeof keep === 'number' && !(keep >= 1)) {
    throw new RangeError(`saveCheckpoint: keep must be 1 or more, but got ${keep}`);
  }
  const bytes = encodeCheckpoint(checkpoint);
  const name = checkpointName(checkpoint.step);
  const path = join(folder, name);
  try {
    await files.mkdir(folder, { recursive: true });
    await removePartials(folder, files);
    await putInPlace(folder, name, bytes, files);
    const done = (await listCheckpoints(folder, files)).filter(({ step }) => step <= checkpoint.step);
    const kept = keptOf(
      done.map(({ step }) => step),
      keep,
    );
    for (const old of done) {
      if (old.step !== checkpoint.step && !kept.has(old.step)) await files.rm(old.path);
    }
  } catch (error) {
    throw new CheckpointWriteError(path, error);
  }
  return path;
}

/** Writes a checkpoint and points to it: a kill at any moment leaves the former one as the last, or this one whole. */
async function putInPlace(folder: string, name: string, bytes: Uint8Array, files: FileSystem): Promise<void> {
  const [path, next, last] = [name, NEXT, LAST].map((each) => join(folder, each));
  const pointer = `${name}\n`;
  const former = await files.readFile(last, 'utf8').catch(() => '');
  // One of an abandoned future must not be taken for the one that is announced.
  if (former !== pointer) await files.rm(path, { force: true });
  try {
    await writeFlushed(next, pointer, files);
    await writeAtomic(path, bytes, files);
    await files.rename(next, last);
  } catch (error) {
    await files.rm(next, { force: true });
    throw error;
  }
  await flushFolder(folder, files);
}

function keptOf(steps: readonly number[], keep: NonNullable<SaveOptions['keep']>): Set<number> {
  return new Set(typeof keep === 'number' ? steps.slice(-keep) : keep(steps));
}

/** Removes what a killed process left unfinished. */
async function removePartials(folder: string, files: FileSystem): Promise<void> {
  for (const name of await files.readdir(folder)) {
    if (name.endsWith(PARTIAL)) await files.rm(join(folder, name), { force: true });
  }
}

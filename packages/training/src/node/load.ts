import { requireOptions } from '@hgn/options';
import { join } from 'node:path';
import { assertSameForm, decodeCheckpoint, type Checkpoint, type State } from '../checkpoint/checkpoint.ts';
import { CorruptCheckpointError, MissingCheckpointError } from '../checkpoint/errors.ts';
import { machine, type FileSystem } from './atomic.ts';
import { LAST, listCheckpoints, NEXT } from './names.ts';

/** Options of {@link loadCheckpoint}. */
export interface LoadOptions {
  /** A state that the checkpoint's must equal in names, types and shapes. */
  readonly like?: State;
  /** Where files are; default the machine's file system. */
  readonly files?: FileSystem;
}

/**
 * Reads a checkpoint file, or from a folder the one that `last` names (without `last`: the one of the highest step).
 *
 * @throws MissingCheckpointError if there is none.
 * @throws CorruptCheckpointError if the file cannot be understood, naming it and the fault.
 * @throws CheckpointMismatchError if it is of another form than `like`.
 * @example
 * await saveCheckpoint('checkpoints', { step: 1000, state: [1, 2], metadata: {} });
 * const { step, state } = await loadCheckpoint('checkpoints');
 */
export async function loadCheckpoint(
  fileOrFolder: string,
  options: LoadOptions = {},
): Promise<Checkpoint & { readonly path: string }> {
  requireOptions('loadCheckpoint', options, { like: true, files: true });
  const { like, files = machine } = options;
  const path = await resolve(fileOrFolder, files);
  const bytes = await readOr(path, files, () => {
    const named = path === fileOrFolder ? 'there is none' : `'${LAST}' names it, but it is not there`;
    return new MissingCheckpointError(path, `loadCheckpoint: ${path} must be a checkpoint, but ${named}`);
  });
  const checkpoint = decode(path, bytes);
  if (like !== undefined) assertSameForm(checkpoint.state, like);
  return { ...checkpoint, path };
}

/** The file that a path stands for. */
async function resolve(path: string, files: FileSystem): Promise<string> {
  const checkpoints = await listCheckpoints(path, files).catch((error: unknown) => {
    if (hasCode(error, 'ENOTDIR')) return null;
    if (hasCode(error, 'ENOENT')) {
      throw new MissingCheckpointError(
        path,
        `loadCheckpoint: ${path} must be a checkpoint or a folder of them, but there is nothing`,
      );
    }
    throw error;
  });
  if (checkpoints === null) return path;
  const newest = checkpoints.at(-1);
  if (newest === undefined) {
    throw new MissingCheckpointError(
      path,
      `loadCheckpoint: ${path} must hold a checkpoint, but there is none; train first`,
    );
  }
  const announced = await readOr(join(path, NEXT), files, () => null);
  const next = announced && join(path, new TextDecoder().decode(announced).trim());
  const isThere = checkpoints.some((checkpoint) => checkpoint.path === next);
  if (next !== null && isThere) return next;
  const pointer = await readOr(join(path, LAST), files, () => null);
  if (pointer === null) return newest.path;
  const name = new TextDecoder().decode(pointer).trim();
  if (name === '' || /[/\\]/.test(name)) {
    throw new CorruptCheckpointError(
      join(path, LAST),
      `loadCheckpoint: ${join(path, LAST)} must name a file, but got '${name}'; pass ${newest.path} itself`,
    );
  }
  return join(path, name);
}

function decode(path: string, bytes: Uint8Array): Checkpoint {
  try {
    return decodeCheckpoint(bytes);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CorruptCheckpointError(
      path,
      `loadCheckpoint: ${path} must be a whole checkpoint, but ${reason}; pass an earlier one`,
      { cause },
    );
  }
}

/** Reads a file; a missing one gives what `missing` returns, or throws it if it is an error. */
async function readOr<Missing>(
  path: string,
  files: FileSystem,
  missing: () => Missing,
): Promise<Uint8Array | Exclude<Missing, Error>> {
  try {
    return await files.readFile(path);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
    const instead = missing();
    if (instead instanceof Error) throw instead;
    return instead as Exclude<Missing, Error>;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

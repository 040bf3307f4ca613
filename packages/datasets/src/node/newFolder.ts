import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { DatasetExistsError, DatasetWriteError, isSystemError } from './errors.ts';

/** Whether there is a file or folder. */
export async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isSystemError(error)) return false;
    throw error;
  }
}

async function isEmptyOrMissing(folder: string): Promise<boolean> {
  try {
    return (await readdir(folder)).length === 0;
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return true;
    throw error;
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    // Some file systems cannot sync a folder; the rename is then as durable as they make it.
    if (!isSystemError(error)) throw error;
  } finally {
    await handle.close();
  }
}

/** Makes a folder with all above it; returns those that were not there, the innermost first. */
async function makeParents(folder: string): Promise<string[]> {
  const outermost = await mkdir(folder, { recursive: true });
  const made: string[] = [];
  for (let at = folder; outermost !== undefined && at.length >= outermost.length; at = dirname(at))
    made.push(at);
  return made;
}

/** Removes folders as long as they are empty. */
async function removeEmpty(folders: readonly string[]): Promise<void> {
  try {
    for (const folder of folders) await rmdir(folder);
  } catch (error) {
    // Something else has come to be there.
    if (!isSystemError(error)) throw error;
  }
}

/** A new folder beside `target`, with the permissions of any folder and a name that hides it. */
async function besides(target: string, role: 'partial' | 'old'): Promise<string> {
  const folder = join(dirname(target), `.${basename(target)}.${role}-${randomUUID().slice(0, 8)}`);
  await mkdir(folder);
  return folder;
}

/** Puts `from` where `to` is; what was there goes away only when the new is in its place. */
async function replace(from: string, to: string): Promise<void> {
  const old = await besides(to, 'old');
  try {
    await rename(to, join(old, basename(to)));
  } catch (error) {
    if (!isSystemError(error) || error.code !== 'ENOENT') throw error;
  }
  await rename(from, to);
  await rm(old, { recursive: true, force: true });
}

/** Whether what is already there is replaced. */
export interface NewFolderOptions {
  readonly overwrite?: boolean;
}

/**
 * Fills something temporary beside `path` and renames it when all is written: a file or folder is there whole or not
 * at all. On any error what was written is removed, with folders that were made for it; after a kill it stays, named
 * `.<name>.partial-…`.
 * @param isFree - whether nothing is replaced; throws where something must not be
 * @param write - writes to a temporary path inside a folder of its own, and returns the path
 */
async function appear<T>(
  path: string,
  isFree: () => Promise<boolean>,
  write: (folder: string) => Promise<{ readonly written: string; readonly result: T }>,
): Promise<T> {
  const target = resolve(path);
  const parent = dirname(target);
  let parents: string[] = [];
  let temporary: string | undefined;
  try {
    const free = await isFree();
    parents = await makeParents(parent);
    temporary = await besides(target, 'partial');
    const { written, result } = await write(temporary);
    if (free) await rename(written, target);
    else await replace(written, target);
    if (written !== temporary) await rm(temporary, { recursive: true });
    await syncFolder(parent);
    return result;
  } catch (error) {
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
    await removeEmpty(parents);
    if (error instanceof DatasetWriteError && temporary !== undefined) {
      throw new DatasetWriteError(error.message.replaceAll(temporary, parent), { cause: error.cause });
    }
    if (!isSystemError(error)) throw error;
    const file = (error.path ?? path).replace(temporary ?? '\0', path);
    const message = error.message.replaceAll(temporary ?? '\0', path);
    throw new DatasetWriteError(`writeDataset: cannot write ${file}: ${message}; nothing was left behind`, {
      cause: error,
    });
  }
}

/**
 * Fills a temporary folder beside `folder` and renames it when all is written: the folder is there whole or not at
 * all. On any error the temporary folder is removed; after a kill it stays, named `.<folder>.partial-…`.
 * @throws DatasetExistsError when the folder holds files and `overwrite` is not set; DatasetWriteError, naming the
 * file, when the system cannot write
 */
export async function newFolder<T>(
  folder: string,
  { overwrite = false }: NewFolderOptions,
  fill: (temporary: string) => Promise<T>,
): Promise<T> {
  const isFree = async (): Promise<boolean> => {
    const free = await isEmptyOrMissing(resolve(folder));
    if (free || overwrite) return free;
    throw new DatasetExistsError(
      `writeDataset: ${folder} must be new or empty, but holds files; remove it or set overwrite`,
    );
  };
  return appear(folder, isFree, async (temporary) => {
    const result = await fill(temporary);
    await syncFolder(temporary);
    return { written: temporary, result };
  });
}

/** The same for a single file. */
export async function newFile(
  file: string,
  { overwrite = false }: NewFolderOptions,
  write: (temporary: string) => Promise<void>,
): Promise<void> {
  const isFree = async (): Promise<boolean> => {
    const free = !(await exists(file));
    if (free || overwrite) return free;
    throw new DatasetExistsError(`writeDataset: ${file} must be new; remove it or set overwrite`);
  };
  await appear(file, isFree, async (temporary) => {
    const written = join(temporary, basename(file));
    await write(written);
    return { written, result: undefined };
  });
}

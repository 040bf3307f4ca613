import { mkdir, mkdtemp, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { DatasetExistsError, DatasetWriteError, isSystemError } from './errors.ts';

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

/** Whether a folder that already holds files is replaced. */
export interface NewFolderOptions {
  readonly overwrite?: boolean;
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
  const target = resolve(folder);
  const parent = dirname(target);
  let temporary: string | undefined;
  try {
    if (!overwrite && !(await isEmptyOrMissing(target))) {
      throw new DatasetExistsError(
        `writeDataset: ${folder} must be new or empty, but holds files; remove it or set overwrite`,
      );
    }
    await mkdir(parent, { recursive: true });
    temporary = await mkdtemp(join(parent, `.${basename(target)}.partial-`));
    const result = await fill(temporary);
    await syncFolder(temporary);
    if (overwrite) await rm(target, { recursive: true, force: true });
    await rename(temporary, target);
    await syncFolder(parent);
    return result;
  } catch (error) {
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
    if (!isSystemError(error)) throw error;
    const file = (error.path ?? folder).replace(temporary ?? '\0', folder);
    throw new DatasetWriteError(
      `writeDataset: cannot write ${file}: ${error.message}; nothing was left behind`,
      {
        cause: error,
      },
    );
  }
}

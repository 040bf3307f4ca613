import { readdir, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { readManifest } from '@hgn/datasets/node';
import { CommandError } from '../errors.ts';

/** What is at a path: its entries for a folder, the word 'file' for a file, nothing where there is neither. */
async function contentOf(path: string): Promise<readonly string[] | 'file' | undefined> {
  try {
    return (await stat(path)).isDirectory() ? await readdir(path) : 'file';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whether a folder holds the files of a data set and no others. */
async function isDataset(folder: string, entries: readonly string[]): Promise<boolean> {
  if (entries.includes('manifest.json')) {
    const files = Object.keys((await readManifest(folder)).files);
    return entries.every((name) => name === 'manifest.json' || files.includes(name));
  }
  const isOfSuite = (name: string): boolean => name === 'features.txt' || extname(name) === '.tfrecord';
  return entries.includes('features.txt') && entries.every(isOfSuite);
}

/**
 * Refuses to write where anything but a data set is, and where a data set is unless it may be replaced.
 *
 * @throws CommandError, naming `shown`
 */
export async function assertReplaceable(path: string, shown: string, force: boolean): Promise<void> {
  const content = await contentOf(path);
  if (content === undefined || content.length === 0) return;
  const known =
    content === 'file'
      ? ['.h5', '.hdf5'].includes(extname(path).toLowerCase())
      : await isDataset(path, content);
  if (!known) {
    throw new CommandError(
      content === 'file'
        ? `${shown}: is a file and no data set, so nothing is written there; choose another name`
        : `${shown}: holds files that are no data set, so nothing is written there; choose another folder`,
    );
  }
  if (force) return;
  throw new CommandError(
    `${shown}: holds a data set already; replace it with --force or choose another name`,
  );
}

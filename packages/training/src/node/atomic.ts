import { mkdir, open, readFile, readdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The file operations that checkpoints need: `node:fs/promises`, or a stand-in for it. */
export interface FileSystem {
  readonly mkdir: typeof mkdir;
  readonly open: typeof open;
  readonly readFile: typeof readFile;
  readonly readdir: typeof readdir;
  readonly rename: typeof rename;
  readonly rm: typeof rm;
}

/** The machine's own file system. */
export const machine: FileSystem = { mkdir, open, readFile, readdir, rename, rm };

/** What a file is called until it is complete. */
export const PARTIAL = '.partial';

/**
 * Writes a file so that a reader sees either all of it or what was there before, also after a crash or a power cut:
 * a partial file beside it, flushed to disk, then renamed. If anything fails the partial file is removed.
 *
 * @throws the file system's errors.
 * @example
 * await writeAtomic('run.json', '{"seed":1}');
 */
export async function writeAtomic(
  path: string,
  data: Uint8Array | string,
  files: FileSystem = machine,
): Promise<void> {
  const partial = path + PARTIAL;
  try {
    await writeFlushed(partial, data, files);
    await files.rename(partial, path);
  } catch (error) {
    await files.rm(partial, { force: true });
    throw error;
  }
  await flushFolder(dirname(path), files);
}

/** Writes a file and waits until the disk has it. */
export async function writeFlushed(
  path: string,
  data: Uint8Array | string,
  files: FileSystem,
): Promise<void> {
  const file = await files.open(path, 'w');
  try {
    await file.writeFile(data);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes a rename durable. Windows cannot open a folder, and needs no flush. */
export async function flushFolder(folder: string, files: FileSystem): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await files.open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

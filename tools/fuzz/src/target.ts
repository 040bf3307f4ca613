import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A reader, and valid files for it. */
export interface Target {
  readonly name: string;
  /** Names of valid files in `seeds/`. */
  readonly seeds: readonly string[];
  /** Whether the format carries checksums over all that is read, so that a change must not go unnoticed. */
  readonly isChecked: boolean;
  /** Whether a file names no checksum, which is then a file of somebody else's; default never. */
  isForeign?(bytes: Uint8Array): boolean;
  /** Whether a file takes long, so that the suite reads few of them. */
  readonly isSlow?: boolean;
  /** Reads a file in a folder of its own; gives a text that tells contents apart. */
  read(bytes: Uint8Array, folder: string): Promise<string>;
}

/** A checksum that tells contents apart. */
export const digest = (...parts: readonly (string | Uint8Array)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

/** Writes the bytes under a name, and reads that. */
export const file =
  (name: string, read: (path: string, folder: string) => Promise<string>): Target['read'] =>
  async (bytes, folder) => {
    const path = join(folder, name);
    await writeFile(path, bytes);
    return read(path, folder);
  };

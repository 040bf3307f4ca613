import { unzipSync } from 'fflate';
import { DropError } from './fileTree.ts';

/** Runs are megabytes; a small archive that unpacks to more than this is not one. */
const mostBytes = 2 ** 30;

/**
 * Unpacks a zip archive. Entries that lie outside the archive's own folder, folders, and what macOS adds are left out.
 *
 * @returns content by path
 * @throws DropError when the bytes are no zip archive, are damaged, or unpack to more than 1 GiB
 */
export function unzip(bytes: Uint8Array, label: string): ReadonlyMap<string, Uint8Array<ArrayBuffer>> {
  let total = 0;
  try {
    const files = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        const parts = name.split('/');
        if (name.endsWith('/') || parts.includes('..') || parts[0] === '' || parts[0] === '__MACOSX')
          return false;
        total += originalSize;
        if (total > mostBytes) throw new DropError(`${label} unpacks to more than 1 GiB, which no run does`);
        return true;
      },
    });
    return new Map(Object.entries(files as Readonly<Record<string, Uint8Array<ArrayBuffer>>>));
  } catch (cause) {
    if (cause instanceof DropError) throw cause;
    throw new DropError(`${label} is no zip archive that can be read: ${(cause as Error).message}`, {
      cause,
    });
  }
}

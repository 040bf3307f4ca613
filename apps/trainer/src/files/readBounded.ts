import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { CommandError, UsageError } from '../errors.ts';
import { bytes as sizeText } from '../terminal/format.ts';

/** Most bytes of a configuration, an experiment or a record: far more than any has, and read in well under a second. */
const mostText = 2 ** 20;

/** How a small file is read. */
interface BoundedOptions {
  /** Most bytes; default {@link mostText}. */
  readonly most?: number;
  /** Whether the command line names it, so that a wrong one is wrong usage. */
  readonly isNamed?: boolean;
}

/**
 * Reads a file that is to be small: never waits on what is no regular file, and never takes more memory than it may.
 *
 * @param shown the file as messages name it
 * @throws CommandError (UsageError of a named file) when it is a folder, a pipe or a device, or larger than `most` bytes; the file system's errors
 */
export async function readBounded(
  path: string,
  shown: string,
  { most = mostText, isNamed = false }: BoundedOptions = {},
): Promise<Buffer> {
  const Refusal = isNamed ? UsageError : CommandError;
  // Without O_NONBLOCK opening a pipe waits until somebody writes.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const found = await file.stat();
    if (!found.isFile()) {
      throw new Refusal(`${shown}: is a ${kindOf(found)}, but must be a regular file; name one`);
    }
    if (found.size > most) {
      throw new Refusal(
        `${shown}: has ${sizeText(found.size)}, but at most ${sizeText(most)} are read; is it the right file?`,
      );
    }
    return await file.readFile();
  } finally {
    await file.close();
  }
}

function kindOf(found: { isDirectory(): boolean; isFIFO(): boolean; isSocket(): boolean }): string {
  if (found.isDirectory()) return 'folder';
  if (found.isFIFO()) return 'pipe';
  return found.isSocket() ? 'socket' : 'device';
}

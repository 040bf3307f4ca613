import { existsSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { CommandError, UsageError } from './errors.ts';

/**
 * The exit code of a failure: 2 when the command line was wrong, which a file or folder that it names and that is not
 * there is as well; that of the error where it has one; else 1.
 *
 * @param args words after `hgn`
 */
export function exitCodeOf(error: unknown, args: readonly string[], cwd: string): number {
  if (error instanceof CommandError && error.exitCode !== 1) return error.exitCode;
  const wrong = new UsageError('').exitCode;
  const named = args
    .map((word) => (word.startsWith('--') ? word.slice(word.indexOf('=') + 1) : word))
    .filter((word) => word !== '' && !word.startsWith('-'));
  return missingPaths(error).some((missing) =>
    named.some((word) => {
      const path = resolve(cwd, word);
      const isMeant = missing === path || missing.startsWith(path + sep) || missing === word;
      return isMeant && !existsSync(path);
    }),
  )
    ? wrong
    : 1;
}

/** The paths that an error, or what caused it, says are not there. */
function missingPaths(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const { code, path } = error as NodeJS.ErrnoException;
  // Errors of our packages: `readDataset: data/x: there is no data set`.
  const words = error.name.startsWith('Missing') ? error.message.split(/:? /) : [];
  return [...(code === 'ENOENT' && path !== undefined ? [path] : []), ...words, ...missingPaths(error.cause)];
}

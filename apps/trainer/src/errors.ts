/** A failure the user can act on: one line saying what is wrong, where, and what to do. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError';
  readonly exitCode: number = 1;
}

/** The command line itself is wrong: exit code 2. */
export class UsageError extends CommandError {
  override readonly name = 'UsageError';
  override readonly exitCode = 2;
}

/** The user asked to stop and everything is saved: exit code 130. */
export class InterruptedError extends CommandError {
  override readonly name = 'InterruptedError';
  override readonly exitCode = 130;
}

/** Training left the finite numbers or its loss exploded; the checkpoints before it are good: exit code 1. */
export class DivergedRunError extends CommandError {
  override readonly name = 'DivergedRunError';
  /** What happened and where, without what to try. */
  readonly what: string;

  constructor(what: string, advice: string) {
    super(`${what}; ${advice}`);
    this.what = what;
  }
}

const systemErrors: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; free some space or choose another folder',
  EDQUOT: 'the disk quota is used up; free some space or choose another folder',
  EFBIG: 'the file would be larger than allowed here; raise the limit or choose another folder',
  EACCES: 'permission denied; choose a folder you may write to',
  EPERM: 'operation not permitted; choose a folder you may write to',
  EROFS: 'the file system is read-only; choose another folder',
  ENOTDIR: 'a part of the path is a file, not a folder; choose another path',
  EISDIR: 'this is a folder where a file is needed; choose another path',
  ENOENT: 'no such file or folder; check the path',
};

/** One line about any error: what happened, where, what to do. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return oneLine(String(error));
  if (isForLackOfFiles(error)) {
    return `only ${openFileLimit()} files may be open at a time here, too few to load and run; raise the limit with: ulimit -n 4096`;
  }
  // Errors of our packages around a system error say more than it does; only bare ones need words.
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  if (syscall !== undefined && code !== undefined && Object.hasOwn(systemErrors, code)) {
    return oneLine(`${path === undefined ? '' : `${path}: `}${systemErrors[code]} (${code})`);
  }
  const isBug = error instanceof TypeError || error instanceof ReferenceError || error instanceof SyntaxError;
  const hint = isBug ? ' (this looks like a bug in hgn; HGN_DEBUG=1 shows where)' : '';
  return oneLine(error.message === '' ? error.name : error.message) + hint;
}

/** Below this many open files Node may fail to load a module without saying why. */
const enoughFiles = 512;

/**
 * Whether something failed because no more files could be opened. Node says so of a file; of a package whose manifest it
 * could not open it says that there is none.
 */
export function isForLackOfFiles(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EMFILE') return true;
  return code === 'ERR_MODULE_NOT_FOUND' && openFileLimit() < enoughFiles;
}

/** The most files that this process may have open; Infinity where the system does not tell. */
function openFileLimit(): number {
  const { userLimits } = process.report.getReport() as {
    readonly userLimits?: { readonly open_files?: { readonly soft: number | 'unlimited' } };
  };
  const limit = userLimits?.open_files?.soft ?? 'unlimited';
  return limit === 'unlimited' ? Infinity : limit;
}

const oneLine = (text: string): string => text.trim().replace(/\s*\n\s*/g, ' ');

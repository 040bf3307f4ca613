import { constants } from 'node:fs';
import { access, lstat, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { CommandError, InterruptedError } from '../../errors.ts';
import type { Io } from '../../io.ts';
import { clearLeftovers } from '../leftovers.ts';
import { heartbeat, type HeldLock, lockPath, type LockHolder, takeLock } from './lockFile.ts';

/** What a command that writes is called, and what it writes. */
export interface Writing {
  /** The path as the user wrote it. */
  readonly shown: string;
  /** `hgn train`. */
  readonly command: string;
  /** Names that such a folder may hold, whose leftovers are removed. */
  readonly entries?: readonly string[];
  /** Seconds to wait for another process to be done or to be found dead; default 0. */
  readonly patience?: number;
}

/** The right to write a folder. */
export interface Writer {
  /** The path as the user wrote it. */
  readonly shown: string;
  /** Where it really lies: what a symbolic link points to. */
  readonly folder: string;
  /** The commands' surroundings, whose signal also aborts when the right is lost to another machine. */
  readonly io: Io;
}

/**
 * Does something as the only process that writes a folder (or file), there already or not: from before the first look at
 * it until all is done. Readers need no leave. A symbolic link is followed, so that what it points to is written, and
 * what a killed process left half-made beside the folder is removed or, where it was about to be replaced, put back.
 *
 * @throws CommandError naming process, host and start when another one writes there
 */
export async function asOnlyWriter<T>(
  { shown, command, entries, patience = 0 }: Writing,
  io: Io,
  work: (writer: Writer) => Promise<T>,
): Promise<T> {
  const target = await followed(resolve(io.cwd, shown), shown);
  const lock = await take(target, { shown, command, patience }, io);
  const lost = new AbortController();
  const beat = setInterval(() => void check(lock, lost), heartbeat * 1000);
  beat.unref();
  try {
    await clearLeftovers(target, entries);
    return await work({
      shown,
      folder: target,
      io: { ...io, signal: AbortSignal.any([io.signal, lost.signal]) },
    });
  } finally {
    clearInterval(beat);
    await lock.release();
  }
}

async function take(
  target: string,
  { shown, command, patience }: Required<Omit<Writing, 'entries'>>,
  io: Io,
): Promise<HeldLock> {
  for (let waited = 0; ; waited++) {
    const now = new Date(io.clock.now()).toISOString();
    const taken = await takeLock(await placeOf(target), { command, now }).catch((error: unknown) => {
      // The user named the folder, not the lock.
      if (!(error instanceof Error) || !('syscall' in error)) throw error;
      const isFileAbove = 'code' in error && error.code === 'EEXIST';
      throw Object.assign(error, { path: shown, ...(isFileAbove && { code: 'ENOTDIR' }) });
    });
    if (!('heldBy' in taken)) return taken;
    const words = inUse(taken.heldBy);
    if (waited >= patience) throw new CommandError(`${shown}: ${words}`);
    if (io.signal.aborted) throw new InterruptedError('stopped while another process wrote there');
    if (waited === 0) io.stderr.write(`${shown}: ${words.replace(/;.*/, '')}; waiting for it\n`);
    await new Promise((resume) => setTimeout(resume, 1000));
  }
}

/** Where the lock of a folder lies: beside it, or within one that is all that may be written, such as a mounted volume. */
async function placeOf(target: string): Promise<string> {
  const mayWrite = (path: string): Promise<boolean> =>
    access(path, constants.W_OK).then(
      () => true,
      () => false,
    );
  const isBoundIn = !(await mayWrite(dirname(target))) && (await mayWrite(target));
  return isBoundIn ? join(target, '.lock') : lockPath(target);
}

/** `is being written by hgn train (process 1234 on oak, since 2030-01-01 00:00:00 UTC); wait for it, …`. */
function inUse({ pid, host, since, command }: LockHolder): string {
  const start = since === '' ? '' : `, since ${since.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')}`;
  return `is being written by ${command} (process ${pid} on ${host}${start}); wait for it, stop it with: kill ${pid}, or choose another --out`;
}

/** Gives a sign of life, and stops the work when another machine took the lock for that of a dead one. */
async function check(lock: HeldLock, lost: AbortController): Promise<void> {
  try {
    if (await lock.isOurs()) await lock.refresh();
    else lost.abort(new Error('another process took the folder over while this one was asleep'));
  } catch {
    // The disk does not answer just now. What is written next says so, and the next beat tries again.
  }
}

/** The path that a symbolic link ends at, even where nothing is yet; any other path as it is. */
async function followed(path: string, shown: string): Promise<string> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  if (isThere) return realpath(path);
  const isLink = await lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );
  if (isLink) {
    throw new CommandError(
      `${shown}: is a symbolic link to nothing; make the folder that it points to, or remove the link`,
    );
  }
  // The folder above may be reached through links: one lock for all ways to it.
  const parent = dirname(path);
  return parent === path ? path : join(await followed(parent, shown), basename(path));
}

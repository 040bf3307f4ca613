import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rmdir, stat, unlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { livenessOf, ownIdentity, type ProcessIdentity } from './processIdentity.ts';

/** Who writes: what stands in a lock file. */
export interface LockHolder extends ProcessIdentity {
  /** Tells this lock from every other of the same process. */
  readonly token: string;
  /** ISO 8601. */
  readonly since: string;
  /** What it does, `hgn train`. */
  readonly command: string;
}

/** A lock that is held. */
export interface HeldLock {
  readonly holder: LockHolder;
  /** Whether it is still ours; a lock that was silent for too long may have been taken over from another machine. */
  isOurs(): Promise<boolean>;
  /** Tells other machines that this process lives. */
  refresh(): Promise<void>;
  release(): Promise<void>;
}

/** How long, in seconds, a holder on another machine may be silent before it counts as dead. */
export const silence = 120;
/** How often, in seconds, a holder gives a sign of life. */
export const heartbeat = 20;

/** The lock of a file or folder: a hidden neighbour, so that it is there before the folder is, and while it is replaced. */
export const lockPath = (target: string): string => join(dirname(target), `.${basename(target)}.lock`);

/**
 * Takes the lock at `path`, or tells who has it. The file appears complete in one step (a hard link, which is atomic on
 * network file systems too), so of many that try at once exactly one gets it. A lock is taken over when its process is
 * gone: on the same machine when no process of that number and start runs, on another when it was silent for
 * {@link silence} seconds by the clock of the file system itself.
 *
 * @param now ISO 8601
 */
export async function takeLock(
  path: string,
  { command, now }: { readonly command: string; readonly now: string },
): Promise<HeldLock | { readonly heldBy: LockHolder }> {
  const own = await ownIdentity();
  const holder: LockHolder = { ...own, token: randomUUID(), since: now, command };
  const text = `${JSON.stringify(holder)}\n`;
  let parents = await makeFolder(dirname(path));
  const removeParents = async (): Promise<void> => {
    for (const folder of parents) if (!(await removed(() => rmdir(folder)))) return;
  };
  try {
    for (;;) {
      const isPlaced = await placed(path, text);
      if (isPlaced === 'no folder') {
        // Another process made the folder, failed, and took it away again.
        parents = [...(await makeFolder(dirname(path))), ...parents];
        continue;
      }
      if (isPlaced) {
        await removeRemains(path, own);
        return held(path, holder, text, removeParents);
      }
      const found = await readHolder(path);
      if (found === undefined) continue;
      if (!(await isStale(path, found, own))) {
        await removeParents();
        return { heldBy: found };
      }
      await removeStale(path, own, text);
    }
  } catch (error) {
    await removeParents();
    throw error;
  }
}

/** Reads who has a lock; undefined when nobody has. */
export async function readHolder(path: string): Promise<LockHolder | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const value = JSON.parse(text) as Partial<LockHolder> | null;
    if (typeof value?.pid === 'number' && typeof value.token === 'string') return value as LockHolder;
  } catch {
    // Told below: a lock that says nothing is judged by its age alone.
  }
  return {
    pid: 0,
    host: 'an unknown machine',
    boot: '',
    space: '',
    start: '',
    token: text,
    since: '',
    command: 'hgn',
  };
}

/** Whether the holder of a lock is gone. */
async function isStale(path: string, holder: LockHolder, own: ProcessIdentity): Promise<boolean> {
  const liveness = await livenessOf(holder, own);
  return liveness === 'unknown' ? (await secondsSilent(path, own)) > silence : liveness === 'dead';
}

/** Seconds since a file was written, by the clock of its own file system: clocks of machines differ. */
async function secondsSilent(path: string, own: ProcessIdentity): Promise<number> {
  const token = randomUUID();
  const probe = `${path}.${token}`;
  try {
    await writeFile(probe, JSON.stringify({ ...own, token }));
    const { mtimeMs: now } = await stat(probe);
    return (now - (await stat(path)).mtimeMs) / 1000;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  } finally {
    await removed(() => unlink(probe));
  }
}

/** Puts a file in place if there is none; whether it did, or found no folder to do so. */
async function placed(path: string, text: string): Promise<boolean | 'no folder'> {
  const own = `${path}.${randomUUID()}`;
  try {
    await writeFile(own, text);
    await link(own, path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return 'no folder';
    // A network file system may say so of its own success, when the first answer was lost.
    if (code === 'EEXIST') return (await stat(own)).nlink === 2;
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error;
    return await createdNew(path, text);
  } finally {
    await removed(() => unlink(own));
  }
}

/** For file systems without hard links. */
async function createdNew(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Removes the lock of a process that is gone. Only who holds the guard beside it may, and looks once more: otherwise two
 * that found the same lock stale could each remove it, the second of them the new lock of the first.
 */
async function removeStale(path: string, own: ProcessIdentity, text: string): Promise<void> {
  const guard = `${path}.guard`;
  if ((await placed(guard, text)) !== true) {
    const other = await readHolder(guard);
    if (other !== undefined && (await isStale(guard, other, own))) await removed(() => unlink(guard));
    await new Promise((resume) => setTimeout(resume, 5 + (process.pid % 7)));
    return;
  }
  try {
    const found = await readHolder(path);
    if (found !== undefined && (await isStale(path, found, own))) await removed(() => unlink(path));
  } finally {
    await removed(() => unlink(guard));
  }
}

/** Removes what processes that were killed while they asked for the lock left beside it. */
async function removeRemains(path: string, own: ProcessIdentity): Promise<void> {
  const prefix = `${basename(path)}.`;
  // What cannot be listed is in nobody's way.
  const names = await readdir(dirname(path)).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(prefix) || !/^(guard|[0-9a-f-]{36})$/.test(name.slice(prefix.length))) continue;
    const file = join(dirname(path), name);
    const asking = await readHolder(file);
    if (asking !== undefined && (await isStale(file, asking, own))) await removed(() => unlink(file));
  }
}

function held(path: string, holder: LockHolder, text: string, afterwards: () => Promise<void>): HeldLock {
  const isOurs = async (): Promise<boolean> => (await readHolder(path))?.token === holder.token;
  return {
    holder,
    isOurs,
    async refresh() {
      const file = await open(path, 'r+');
      try {
        // The same bytes: it is the time of writing, the file system's own, that others look at.
        if ((await file.readFile('utf8')) === text) await file.write(text, 0);
      } finally {
        await file.close();
      }
    },
    async release() {
      if (await isOurs()) await removed(() => unlink(path));
      await afterwards();
    },
  };
}

/** Makes a folder with all above it; gives those that were not there, the innermost first. */
async function makeFolder(folder: string): Promise<string[]> {
  const outermost = await mkdir(folder, { recursive: true });
  const made: string[] = [];
  for (let at = folder; outermost !== undefined && at.length >= outermost.length; at = dirname(at))
    made.push(at);
  return made;
}

/** Removes something that may be gone, or in use by others; whether it did. */
async function removed(remove: () => Promise<void>): Promise<boolean> {
  try {
    await remove();
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTEMPTY' || code === 'EEXIST') return false;
    throw error;
  }
}

import { lstat, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** What a file is called until it is complete, by whichever of our packages: `run.json.partial-123`, `last.partial`. */
const unfinishedFile = /^(.+)\.partial(-\d+)?$/;
/** What a folder is called until it is complete, and one that is about to be replaced: `.export.partial-123`. */
const besideFolder = /^\.(.+)\.(partial|replaced|old)-[0-9a-f]+$/;
/** Locks of what lies in a folder: `.export.lock`. */
const lockOf = /^\.(.+)\.lock(\..+)?$/;

/**
 * Whether a name in a folder of ours belongs to one of its `entries` without being one: what a killed process left of it,
 * or the lock of a process that writes it.
 */
export const isTemporary = (name: string, entries: readonly string[]): boolean =>
  /^\.lock(\..+)?$/.test(name) ||
  [unfinishedFile, besideFolder, lockOf].some((pattern) => {
    const entry = pattern.exec(name)?.[1];
    return entry !== undefined && entries.includes(entry);
  });

/**
 * Removes what a killed process left of a folder or file: half-made new ones beside it, and of its `entries` those that
 * were not complete. An old folder that was moved aside and has nothing in its place yet comes back. To be called by the
 * only writer.
 */
export async function clearLeftovers(target: string, entries: readonly string[] = []): Promise<void> {
  const [parent, name] = [dirname(target), basename(target)];
  for (const neighbour of await namesIn(parent)) {
    const beside = besideFolder.exec(neighbour);
    const isOurs = beside?.[1] === name || unfinishedFile.exec(neighbour)?.[1] === name;
    if (!isOurs) continue;
    const path = join(parent, neighbour);
    if (beside !== null && beside[2] !== 'partial' && !(await isThere(target))) {
      const former = beside[2] === 'old' ? join(path, name) : path;
      if (await isThere(former)) await rename(former, target);
    }
    await rm(path, { recursive: true, force: true });
  }
  for (const inside of await namesIn(target)) {
    if (entries.includes(inside)) await clearUnfinished(join(target, inside));
    const entry = unfinishedFile.exec(inside)?.[1];
    if (entry !== undefined && entries.includes(entry)) await rm(join(target, inside), { force: true });
  }
}

/** Removes the incomplete files of a folder that is ours altogether. */
async function clearUnfinished(folder: string): Promise<void> {
  for (const name of await namesIn(folder)) {
    if (unfinishedFile.test(name)) await rm(join(folder, name), { force: true });
  }
}

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

/** The names in a folder; none where there is no folder. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}

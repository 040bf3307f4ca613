import { mkdir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CommandError } from '../errors.ts';
import { isTemporary } from './leftovers.ts';
import { runEntries, type RunPaths, runPaths } from './layout.ts';

/** What lies at a path that a run wants to use. */
export type Occupant = 'nothing' | 'run' | 'other';

/** Looks at a folder before a run is put there. */
export async function occupantOf(folder: string): Promise<Occupant> {
  let entries: string[];
  try {
    entries = await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'nothing';
    throw error;
  }
  const whole = entries.filter((name) => !isTemporary(name, runEntries));
  if (whole.length === 0) return 'nothing';
  const foreign = whole.some((name) => !runEntries.includes(name));
  return entries.includes('config.yaml') && !foreign ? 'run' : 'other';
}

/**
 * Refuses a folder that a new run must not use.
 *
 * @param shown the folder as the user wrote it
 */
export async function assertUsable(folder: string, shown: string, force: boolean): Promise<void> {
  const occupant = await occupantOf(folder);
  if (occupant === 'other') {
    throw new CommandError(
      `${shown}: holds files that no run made, so nothing is written there; choose another --out`,
    );
  }
  if (occupant === 'run' && !force) {
    throw new CommandError(
      `${shown}: holds a run already; continue it with --resume, replace it with --force, or choose another --out`,
    );
  }
}

/** Makes a run folder in one go; see {@link replaceFolder}. */
export async function createRunFolder(
  folder: string,
  fill: (paths: RunPaths) => Promise<void>,
): Promise<RunPaths> {
  await replaceFolder(folder, (partial) => fill(runPaths(partial)));
  return runPaths(folder);
}

/**
 * Makes a folder in one go: `fill` writes into a temporary neighbour, which then takes the place of `folder` and of
 * what was there. When `fill` fails, the neighbour is removed and an older folder is untouched.
 */
export async function replaceFolder(folder: string, fill: (partial: string) => Promise<void>): Promise<void> {
  const neighbour = (kind: string): string =>
    join(dirname(folder), `.${basename(folder)}.${kind}-${process.pid}`);
  const partial = neighbour('partial');
  const made = await mkdir(partial, { recursive: true });
  try {
    await fill(partial);
    if (await exists(folder)) {
      const replaced = neighbour('replaced');
      await rename(folder, replaced);
      try {
        await rename(partial, folder);
      } catch (error) {
        await rename(replaced, folder);
        throw error;
      }
      await rm(replaced, { recursive: true, force: true });
    } else {
      await rename(partial, folder);
    }
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    if (made !== undefined && made !== partial) await removeEmpty(dirname(partial), made);
    throw error;
  }
}

/** Removes empty folders from `folder` up to `top`, and stops at the first that is in use. */
async function removeEmpty(folder: string, top: string): Promise<void> {
  for (let at = folder; at.length >= top.length; at = dirname(at)) {
    try {
      await rmdir(at);
    } catch {
      return;
    }
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

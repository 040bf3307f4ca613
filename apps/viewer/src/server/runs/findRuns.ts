import { createHash } from 'node:crypto';
import { readdir, realpath } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';

/** A folder that holds a run. */
export interface FoundRun {
  /** Names the run in addresses; never a path. */
  readonly id: string;
  /** Path below the folder that was given, with `/`; the folder's own name for that folder itself. */
  readonly name: string;
  /** Real path of the run's folder. */
  readonly folder: string;
  /** Real path of the folder that was given: nothing outside of it is ever read. */
  readonly root: string;
  readonly entries: readonly string[];
}

/** How deep runs may lie below the folder that was given: `runs/study/trial` and some more. */
const deepest = 5;

/** Files of which any one says that its folder is a run. */
const marks = ['run.json', 'flow.json', 'config.yaml'];

/**
 * Finds the runs in and below some folders. Folders that are not there hold none; links that lead out of the folder
 * they lie in are passed over, as are hidden folders and `node_modules`.
 *
 * @returns runs in order of path; cost: one listing per folder
 */
export async function findRuns(folders: readonly string[]): Promise<readonly FoundRun[]> {
  const found: Omit<FoundRun, 'id'>[] = [];
  // Folders given twice, and links within one, lead to the same places.
  const visited = new Set<string>();
  for (const folder of folders) {
    const root = await realpath(folder).catch(ifMissing);
    if (root !== undefined) await search({ root, at: root, depth: 0, found, visited });
  }
  return withIds(found);
}

interface Search {
  readonly root: string;
  readonly at: string;
  readonly depth: number;
  readonly found: Omit<FoundRun, 'id'>[];
  readonly visited: Set<string>;
}

async function search({ root, at, depth, found, visited }: Search): Promise<void> {
  if (visited.has(at)) return;
  visited.add(at);
  const listed = await readdir(at, { withFileTypes: true }).catch(ifMissing);
  if (listed === undefined) return;
  const entries = listed.map(({ name }) => name);
  if (isRun(entries)) {
    const name = at === root ? basename(root) : relative(root, at).split(sep).join('/');
    found.push({ name, folder: at, root, entries });
    return;
  }
  if (depth === deepest) return;
  const below = listed
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map(({ name }) => name)
    .filter((name) => !name.startsWith('.') && name !== 'node_modules')
    .sort();
  for (const name of below) {
    const folder = await realpath(join(at, name)).catch(ifMissing);
    if (folder !== undefined && isInside(root, folder)) {
      await search({ root, at: folder, depth: depth + 1, found, visited });
    }
  }
}

const isRun = (entries: readonly string[]): boolean =>
  marks.some((mark) => entries.includes(mark)) ||
  (entries.includes('model.json') && entries.includes('step.onnx'));

/** Whether a real path lies inside a folder, or is that folder. */
export const isInside = (root: string, path: string): boolean =>
  path === root || path.startsWith(root.endsWith(sep) ? root : `${root}${sep}`);

/** What cannot be looked into holds no runs; other errors are errors. */
function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (['ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP'].includes(error.code ?? '')) return undefined;
  throw error;
}

/** The name as it can stand in an address; the second of two that look alike gets a few digits of its path's hash. */
function withIds(runs: readonly Omit<FoundRun, 'id'>[]): readonly FoundRun[] {
  const taken = new Set<string>();
  return runs.map((run) => {
    const plain = run.name.replace(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, 80);
    const hash = createHash('sha256').update(run.folder).digest('hex').slice(0, 8);
    const id = taken.has(plain) || /^\.*$/.test(plain) ? `${plain}-${hash}` : plain;
    taken.add(id);
    return { ...run, id };
  });
}

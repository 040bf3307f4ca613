import { readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { isInside, type FoundRun } from './findRuns.ts';

/** A file of a run. */
export interface ListedFile {
  /** Path in the run's folder, with `/`. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

/** More files than any run has; what lies beyond is not listed. */
const most = 10_000;

/** Lists the files of a run at any depth, in order of path; links that lead out are passed over. */
export async function listFiles(run: FoundRun): Promise<readonly ListedFile[]> {
  const files: ListedFile[] = [];
  const visited = new Set<string>();
  const visit = async (folder: string, prefix: string): Promise<void> => {
    if (visited.has(folder)) return;
    visited.add(folder);
    const entries = await readdir(folder, { withFileTypes: true });
    for (const { name } of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (name.startsWith('.') || files.length >= most) continue;
      const real = await realpath(join(folder, name)).catch(() => undefined);
      if (real === undefined || !isInside(run.root, real)) continue;
      const stats = await stat(real);
      if (stats.isDirectory()) await visit(real, `${prefix}${name}/`);
      else if (stats.isFile()) files.push({ path: `${prefix}${name}`, size: stats.size });
    }
  };
  await visit(run.folder, '');
  return files;
}

/** What a path of a run leads to. */
export type Located =
  | { readonly path: string; readonly size: number; readonly modified: Date }
  | { readonly refused: 'outside' | 'missing' };

/**
 * Finds a file of a run.
 *
 * @param path as `listFiles` gives it. `..`, hidden names, absolute paths and links out of the folder that the
 * viewer was given are refused.
 */
export async function locateFile(run: FoundRun, path: string): Promise<Located> {
  const parts = path.split('/');
  const strange = (part: string): boolean =>
    part === '' || part.startsWith('.') || part.includes('\0') || part.includes('\\') || part.includes(sep);
  if (parts.some(strange)) return { refused: 'outside' };
  const real = await realpath(join(run.folder, ...parts)).catch(() => undefined);
  if (real === undefined) return { refused: 'missing' };
  if (!isInside(run.root, real)) return { refused: 'outside' };
  const stats = await stat(real).catch(() => undefined);
  if (stats?.isFile() !== true) return { refused: 'missing' };
  return { path: real, size: stats.size, modified: stats.mtime };
}

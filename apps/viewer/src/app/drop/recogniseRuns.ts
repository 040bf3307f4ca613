import type { RunSource } from '../sources/runSource.ts';
import { blobRun } from './blobRun.ts';
import { DropError, fileName, folderOf, subtree, type FileTree } from './fileTree.ts';

/** Files of which any one says that its folder is a run. */
const marks: readonly string[] = ['run.json', 'config.yaml', 'flow.json'];

/** Films belong to a run's own page. */
const films = /\.(mp4|m4v|mov|webm|mkv|gif)$/i;

/**
 * Finds the runs in what was dropped: run folders at any depth, `export` folders that lie alone, and lone checkpoints.
 *
 * @param label what a run at the top is called: the name of the folder, the zip or the file that was dropped
 * @param newId an identifier that no other run has, from the run's name
 * @throws DropError that says what was seen and what is wanted when there is none
 */
export function recogniseRuns(
  tree: FileTree,
  label: string,
  newId: (name: string) => string,
): readonly RunSource[] {
  const roots = runRoots(tree);
  const inside = (path: string): boolean => roots.some((root) => root === '' || path.startsWith(`${root}/`));
  const source = (name: string, files: FileTree): RunSource => blobRun(newId(name), name, files);
  const named = (root: string): string => (root === '' ? label : fileName(root));

  const runs = roots.map((root) => source(named(root), subtree(tree, root)));
  const exports = [...tree.keys()]
    .filter((path) => fileName(path) === 'model.json' && !inside(path))
    .map(folderOf)
    .map((root) => source(exportName(root, label), under('export', subtree(tree, root))));
  const checkpoints = [...tree]
    .filter(([path]) => path.endsWith('.safetensors') && !inside(path))
    .map(([path, file]) => {
      const name = fileName(path).replace(/\.safetensors$/, '');
      return source(name, new Map([[`checkpoints/${fileName(path)}`, file]]));
    });
  const found = [...runs, ...exports, ...checkpoints];
  if (found.length === 0) throw nothingFound(tree, label);
  return found;
}

/** Outermost folders that hold a run. */
function runRoots(tree: FileTree): readonly string[] {
  const candidates = [
    ...new Set([...tree.keys()].filter((path) => marks.includes(fileName(path))).map(folderOf)),
  ].sort((a, b) => a.length - b.length);
  const roots: string[] = [];
  for (const folder of candidates) {
    if (!roots.some((root) => root === '' || folder.startsWith(`${root}/`))) roots.push(folder);
  }
  return roots;
}

/** An export is called after the folder it lies in, which is the run's. */
function exportName(root: string, label: string): string {
  const parts = root === '' ? [label] : root.split('/');
  const own = parts.at(-1) ?? label;
  return own === 'export' ? (parts.at(-2) ?? label) : own;
}

function under(folder: string, tree: FileTree): FileTree {
  return new Map([...tree].map(([path, file]) => [`${folder}/${path}`, file]));
}

function nothingFound(tree: FileTree, label: string): DropError {
  const paths = [...tree.keys()];
  const wanted =
    'drop the folder that hgn train wrote (with run.json in it), a zip of it, its export folder, or one .safetensors file from its checkpoints';
  if (paths.length === 0) return new DropError(`${label} is empty: ${wanted}`);
  if (paths.some((path) => films.test(path))) {
    return new DropError(`${label} is a film, not a run: open a run first, then drop the film on its page`);
  }
  const seen = paths.slice(0, 3).map(fileName).join(', ');
  const more = paths.length > 3 ? ` and ${paths.length - 3} more` : '';
  return new DropError(`No run is in ${label} (it holds ${seen}${more}): ${wanted}`);
}

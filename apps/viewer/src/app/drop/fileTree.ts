/** Files by their paths inside what was dropped, with `/` between folders. */
export type FileTree = ReadonlyMap<string, Blob>;

/** What was dropped cannot be opened, and why. */
export class DropError extends Error {
  override readonly name = 'DropError';
}

/** The part of a tree under a folder (`''` is the whole), its paths relative to that folder. */
export function subtree(tree: FileTree, folder: string): FileTree {
  if (folder === '') return tree;
  const prefix = `${folder}/`;
  return new Map(
    [...tree].flatMap(([path, file]) =>
      path.startsWith(prefix) ? [[path.slice(prefix.length), file] as const] : [],
    ),
  );
}

/** The folder of a path, `''` for a file at the top. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The last part of a path. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

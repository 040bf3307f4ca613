import { MissingFileError, type RunSource } from '../sources/runSource.ts';
import type { FileTree } from './fileTree.ts';

/**
 * A run whose files are at hand as blobs: dropped on the page, unpacked from a zip, or carried inside the page.
 * Files stay where they are until they are read.
 */
export function blobRun(id: string, name: string, tree: FileTree): RunSource {
  return {
    id,
    name,
    files: () => Promise.resolve([...tree].map(([path, { size }]) => ({ path, size }))),
    read: async (path, range) => {
      const file = tree.get(path);
      if (file === undefined) {
        throw new MissingFileError(`blobRun: the run ${name} must have ${path}, but holds no such file`);
      }
      const part = range === undefined ? file : file.slice(range.start, range.end);
      return new Uint8Array(await part.arrayBuffer());
    },
  };
}

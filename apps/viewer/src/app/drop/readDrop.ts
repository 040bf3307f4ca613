import { DropError, type FileTree } from './fileTree.ts';

/** What was dropped or chosen: its files, and what to call it. */
export interface Dropped {
  readonly tree: FileTree;
  readonly label: string;
}

/** A run folder holds some hundred files; a whole disk dropped by mistake should not be read to its end. */
const mostFiles = 20_000;

/** Chromium's way into dropped folders, which the type library does not know. */
interface HandleItem extends DataTransferItem {
  getAsFileSystemHandle?(): Promise<FileSystemHandle | null>;
}

/**
 * Reads what a drop carries: files and whole folders. Must be called during the drop event, for afterwards the browser
 * empties it; contents are read later, file by file.
 *
 * @throws DropError when there is no file in it, or far too many
 */
export async function readDrop(data: DataTransfer): Promise<Dropped> {
  // All items are asked before anything is awaited: the list is gone after the event.
  const items = [...data.items].filter(({ kind }) => kind === 'file');
  const pending = items.map((item: HandleItem) => ({
    handle: item.getAsFileSystemHandle?.().catch(() => null),
    entry: item.webkitGetAsEntry(),
    file: item.getAsFile(),
  }));
  const tree = new Map<string, Blob>();
  const names: string[] = [];
  for (const { handle, entry, file } of pending) {
    const opened = (await handle) ?? entry;
    if (opened !== null) {
      names.push(opened.name);
      if ('getFile' in opened || 'values' in opened)
        await addHandle(tree, opened as FileSystemHandle, opened.name);
      else if ('isFile' in opened) await addEntry(tree, opened, opened.name);
    } else if (file !== null) {
      names.push(file.name);
      add(tree, file.name, file);
    }
  }
  if (names.length === 0) throw new DropError('Nothing that was dropped is a file or a folder');
  return { tree, label: labelOf(names) };
}

/** What a file input holds, of files or (with `webkitdirectory`) of a folder. */
export function readInput(files: FileList): Dropped {
  const tree = new Map<string, Blob>();
  const names = new Set<string>();
  for (const file of files) {
    const path = file.webkitRelativePath === '' ? file.name : file.webkitRelativePath;
    names.add(path.split('/')[0]);
    add(tree, path, file);
  }
  return { tree, label: labelOf([...names]) };
}

function labelOf(names: readonly string[]): string {
  return names.length === 1 ? names[0] : `${names.length} files`;
}

function add(tree: Map<string, Blob>, path: string, file: Blob): void {
  if (tree.size >= mostFiles) {
    throw new DropError(
      `More than ${mostFiles} files were dropped: drop one run folder, not all that surrounds it`,
    );
  }
  tree.set(path, file);
}

async function addHandle(tree: Map<string, Blob>, handle: FileSystemHandle, path: string): Promise<void> {
  if (handle.kind === 'file') {
    add(tree, path, await (handle as FileSystemFileHandle).getFile());
    return;
  }
  for await (const child of (handle as FileSystemDirectoryHandle).values()) {
    await addHandle(tree, child, `${path}/${child.name}`);
  }
}

async function addEntry(tree: Map<string, Blob>, entry: FileSystemEntry, path: string): Promise<void> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    add(tree, path, file);
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A reader gives a hundred entries at a time, and none when it is through.
    const children = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (children.length === 0) return;
    for (const child of children) await addEntry(tree, child, `${path}/${child.name}`);
  }
}

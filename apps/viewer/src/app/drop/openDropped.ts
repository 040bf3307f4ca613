import type { RunSource } from '../sources/runSource.ts';
import { askExportWorker } from '../workers/exportClient.ts';
import { DropError } from './fileTree.ts';
import type { Dropped } from './readDrop.ts';
import { recogniseRuns } from './recogniseRuns.ts';

/**
 * Turns what was dropped into runs; a zip archive is unpacked first, in a Worker. Nothing leaves the machine.
 *
 * @param newId see `recogniseRuns`
 * @throws DropError when no run is in it
 */
export async function openDropped(
  { tree, label }: Dropped,
  newId: (name: string) => string,
  signal: AbortSignal,
): Promise<readonly RunSource[]> {
  const [only] = tree.size === 1 ? [...tree] : [];
  if (only === undefined || !/\.zip$/i.test(only[0])) return recogniseRuns(tree, label, newId);
  const archive = new Uint8Array(await only[1].arrayBuffer());
  try {
    const unpacked = await askExportWorker({ kind: 'unzip', archive, label }, signal);
    const files = new Map(Object.entries(unpacked).map(([path, bytes]) => [path, new Blob([bytes])]));
    return recogniseRuns(files, label.replace(/\.zip$/i, ''), newId);
  } catch (cause) {
    if (cause instanceof DropError || signal.aborted) throw cause;
    throw new DropError((cause as Error).message, { cause });
  }
}

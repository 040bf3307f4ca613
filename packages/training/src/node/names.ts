import { join } from 'node:path';
import { machine, type FileSystem } from './atomic.ts';

/** The file that holds the name of the checkpoint to resume from. */
export const LAST = 'last';

/**
 * The file that holds the name of the checkpoint that is being written, and becomes `last` when it is there. A process
 * killed between the two leaves it beside a checkpoint that is whole.
 */
export const NEXT = 'next';

/** `step-00001000.safetensors`: names in the order of their steps up to a hundred million. */
export function checkpointName(step: number): string {
  return `step-${String(step).padStart(8, '0')}.safetensors`;
}

/**
 * The checkpoints of a folder by rising step.
 *
 * @throws the file system's error if the folder cannot be read.
 * @example
 * await saveCheckpoint('checkpoints', { step: 1000, state: [1, 2], metadata: {} });
 * await listCheckpoints('checkpoints'); // [{ step: 1000, path: 'checkpoints/step-00001000.safetensors' }]
 */
export async function listCheckpoints(
  folder: string,
  files: Pick<FileSystem, 'readdir'> = machine,
): Promise<{ step: number; path: string }[]> {
  return (await files.readdir(folder))
    .map((name) => ({ name, digits: /^step-(\d{8,})\.safetensors$/.exec(name)?.[1] }))
    .filter(({ digits }) => digits !== undefined)
    .map(({ name, digits }) => ({ step: Number(digits), path: join(folder, name) }))
    .sort((a, b) => a.step - b.step);
}

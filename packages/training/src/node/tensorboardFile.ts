import { requireOptions } from '@hgn/options';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { MetricsSink } from '../metrics/sink.ts';
import { restartEvent, scalarsEvent, versionEvent } from '../tensorboard/events.ts';
import { machine, type FileSystem } from './atomic.ts';

/** Options of {@link tensorboardFile}. */
export interface TensorboardOptions {
  /** Milliseconds since 1970, for the file's name and each record. */
  readonly clock: () => number;
  /** Steps done before, default 0; what earlier files of the folder hold of later steps is hidden. */
  readonly from?: number;
  /** Where files go; default the machine's file system. */
  readonly files?: Pick<FileSystem, 'open'>;
}

/**
 * Opens a new TensorBoard event file in a folder (made if missing). Every number of a record but the step becomes a scalar
 * under its name, `kind/name` for a record with a kind. A run that resumes writes a file of its own beside the earlier
 * ones; TensorBoard shows them as one run. It takes a folder with `tfevents` in its name for a file, so call it otherwise.
 *
 * @throws the file system's errors.
 * @example
 * const events = await tensorboardFile('tensorboard', { clock: () => 1.7e12 });
 * await events.write({ step: 10, loss: 0.25 });
 * await events.close();
 */
export async function tensorboardFile(folder: string, options: TensorboardOptions): Promise<MetricsSink> {
  requireOptions('tensorboardFile', options, { clock: true, from: true, files: true });
  const { clock, from = 0, files = machine } = options;
  await mkdir(folder, { recursive: true });
  const goesOn = from > 0 || (await readdir(folder)).length > 0;
  const now = clock();
  const name = `events.out.tfevents.${Math.floor(now / 1000)}.hgn.${process.pid}.${Math.floor(now)}`;
  const file = await openNew(join(folder, name), files);
  await file.appendFile(versionEvent(now / 1000));
  if (goesOn) await file.appendFile(restartEvent(now / 1000, from + 1));
  return {
    write: async ({ step, ...scalars }, kind) => {
      const tagged = kind === undefined ? scalars : prefixed(`${kind}/`, scalars);
      await file.appendFile(scalarsEvent(clock() / 1000, step, tagged));
    },
    rewind: async (step) => {
      await file.appendFile(restartEvent(clock() / 1000, step + 1));
    },
    close: () => file.close(),
  };
}

function prefixed(prefix: string, scalars: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(scalars).map(([name, value]) => [prefix + name, value]));
}

/** Opens a file that is not there yet; one of the same process and millisecond is there when a clock was set back. */
async function openNew(path: string, files: Pick<FileSystem, 'open'>): ReturnType<FileSystem['open']> {
  for (let count = 0; ; count++) {
    try {
      return await files.open(count === 0 ? path : `${path}.${count}`, 'ax');
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
}

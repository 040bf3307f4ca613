import type { RunConfig } from '../config/schema.ts';
import { CommandError } from '../errors.ts';
import type { Io } from '../io.ts';
import { occupantOf } from '../runs/create.ts';
import type { Writer } from '../runs/lock/writer.ts';
import { openRun } from '../runs/open.ts';
import { readRecord } from '../runs/record.ts';
import { continueRun, startRun, type TrainedRun } from './sitting.ts';

/** Continues the same run when it was interrupted, replaces a finished or different one, and says which. */
export async function startOrContinue(
  config: RunConfig,
  { out, force }: { readonly out: string; readonly force?: boolean },
  writer: Writer,
): Promise<TrainedRun> {
  const { io } = writer;
  const occupant = await occupantOf(writer.folder);
  if (occupant === 'other') {
    throw new CommandError(
      `${out}: holds files that no run made, so nothing is written there; choose another --out`,
    );
  }
  if (occupant === 'nothing') return startRun(config, writer);
  if (force !== true && (await isUnfinished(config, out, io))) {
    const run = await openRun(out, io);
    return continueRun({ ...run, config }, writer);
  }
  io.stderr.write(`${out}: replacing the run that is there\n`);
  return startRun(config, writer);
}

/** Whether the folder holds the very same run, stopped half-way; a damaged one counts as another. */
async function isUnfinished(config: RunConfig, out: string, io: Io): Promise<boolean> {
  try {
    const run = await openRun(out, io);
    const { status } = await readRecord(run.paths.record);
    return status !== 'finished' && JSON.stringify(run.config) === JSON.stringify(config);
  } catch (error) {
    if (error instanceof CommandError) return false;
    throw error;
  }
}

import { hostname } from 'node:os';
import { isAbsolute, normalize, sep } from 'node:path';
import { z } from 'zod';
import type { WorkerOptions } from './workerOptions.ts';
import { runConfigSchema } from '../../config/schema.ts';
import { runTrialInProcess } from '../../experiment/trials/childProcess.ts';
import type { TrialOutcome } from '../../experiment/trials/record.ts';
import type { TrialTask } from '../../experiment/trials/runTrial.ts';
import { resolve } from 'node:path';
import type { Io } from '../../io.ts';
import { count } from '../../terminal/format.ts';
import { prefixed, withShare } from '../executor.ts';
import { connectionOf } from './connection.ts';
import { workOn } from './workOn.ts';

/** A task as it comes from a queue, which others may write to: a run below the working folder, and a valid configuration. */
const taskSchema = z.strictObject({
  config: runConfigSchema,
  run: z
    .string()
    .refine(
      (path) => !isAbsolute(path) && !normalize(path).split(sep).includes('..'),
      'a run below the working folder',
    ),
  until: z.number().int().min(1).exactOptional(),
});

/** Milliseconds between two messages to the queue about how far a trial is. */
const tellEvery = 5000;

/** Runs `hgn worker`. */
export async function work(sweep: string, options: WorkerOptions, io: Io): Promise<void> {
  const { jobs, folder, stalledAfter, untilEmpty = false } = options;
  const here: Io = { ...io, cwd: folder === undefined ? io.cwd : resolve(io.cwd, folder) };
  const name = `${hostname()}-${process.pid}`;
  const connection = await connectionOf(options.queue, io);
  io.stderr.write(`${name}: working on ${sweep}, ${count(jobs, 'trial')} at a time, in ${here.cwd}\n`);
  const done = await workOn<TrialTask, TrialOutcome>(
    sweep,
    connection,
    { name, concurrency: jobs, stalledAfter, untilEmpty },
    async ({ id, task, tell }) => {
      const checked = taskSchema.safeParse(task);
      if (!checked.success) {
        const [{ path, message }] = checked.error.issues;
        return {
          status: 'failed',
          message: `the task is not one of hgn sweep: ${path.join('.')}: ${message}`,
        };
      }
      const told = teller(tell, io);
      const lines = prefixed(id, io);
      const stderr = {
        write: (text: string) => {
          told(text);
          lines.stderr.write(text);
        },
      };
      // A worker that lost its queue may still write: then its run is waited for, and taken up where it ends.
      const patient = { ...checked.data, patience: Infinity } as TrialTask;
      return runTrialInProcess(withShare(patient, jobs), { ...here, isTTY: false, stderr });
    },
    io,
  );
  if (options.json === true) io.stdout.write(`${JSON.stringify({ worker: name, sweep, trials: done })}\n`);
  else io.stdout.write(`${name}: ${count(done, 'trial')} done\n`);
}

/** Tells the last line of a trial now and then. */
function teller(tell: (progress: object) => void, { clock }: Pick<Io, 'clock'>): (text: string) => void {
  let toldAt = -Infinity;
  return (text) => {
    const line = text.trim().split('\n').at(-1) ?? '';
    const now = clock.now();
    if (line === '' || now - toldAt < tellEvery) return;
    toldAt = now;
    tell({ line: line.slice(0, 200) });
  };
}

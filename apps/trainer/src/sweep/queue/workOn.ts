import type { Worker } from 'bullmq';
import { InterruptedError } from '../../errors.ts';
import type { Io } from '../../io.ts';
import { connect, loadQueueLibraries, type QueueAddress } from './connection.ts';
import { prefix, queueName } from './names.ts';

/** How a worker works. */
export interface WorkOptions {
  /** What it is called in `hgn sweep status`. */
  readonly name: string;
  /** Tasks at a time. */
  readonly concurrency: number;
  /** Seconds after which the tasks of a worker that gives no sign of life go to another. */
  readonly stalledAfter: number;
  /** Ends, once the queue is empty, rather than waiting for more. */
  readonly untilEmpty: boolean;
}

/** A task as a worker sees it. */
export interface Assignment<Task> {
  readonly id: string;
  readonly task: Task;
  /** Tells whoever looks how far it is. */
  tell(progress: object): void;
}

/** How often a worker may die over one task before that task counts as failed. */
const mostStalls = 20;

/**
 * Works on the tasks of a sweep until `io.signal` aborts: then those at hand are stopped, and those that threw an
 * InterruptedError go back to the queue for another worker. Tasks of workers that died are taken over. A server that is
 * away is waited for.
 *
 * @returns how many tasks it did
 */
export async function workOn<Task, Result>(
  sweep: string,
  connection: QueueAddress,
  { name, concurrency, stalledAfter, untilEmpty }: WorkOptions,
  execute: (assignment: Assignment<Task>) => Promise<Result>,
  io: Pick<Io, 'stderr' | 'signal'>,
): Promise<number> {
  const { bullmq } = await loadQueueLibraries();
  const client = await connect(connection, io);
  let done = 0;
  const worker: Worker<Task, Result> = new bullmq.Worker(
    queueName(sweep),
    async (job, token) => {
      try {
        const tell = (progress: object): void =>
          void job.updateProgress({ worker: name, ...progress }).catch(() => undefined);
        const result = await execute({ id: job.id ?? '', task: job.data, tell });
        done++;
        return result;
      } catch (error) {
        if (!(error instanceof InterruptedError) || token === undefined) throw error;
        await job.moveToWait(token);
        throw new bullmq.WaitingError();
      }
    },
    {
      connection: client,
      prefix,
      name,
      concurrency,
      lockDuration: stalledAfter * 1000,
      stalledInterval: stalledAfter * 1000,
      maxStalledCount: mostStalls,
    },
  );
  // Told by the connection itself; and a task that went to another worker while the server was away is that one's now.
  worker.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    if (io.signal.aborted) resolve();
    io.signal.addEventListener('abort', () => resolve(), { once: true });
    if (untilEmpty) worker.on('drained', () => resolve());
  });
  await worker.close();
  client.disconnect();
  return done;
}

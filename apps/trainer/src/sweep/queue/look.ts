import type { Io } from '../../io.ts';
import { connect, connectionOf, loadQueueLibraries } from './connection.ts';
import { prefix, queueName } from './names.ts';

/** What a queue is about at a moment. */
export interface QueueState {
  readonly waiting: number;
  readonly workers: number;
  readonly active: readonly { readonly trial: string; readonly worker: string; readonly line: string }[];
}

/** Opens the queue of a sweep to look at it. */
export async function openLook(
  sweep: string,
  address: string,
  io: Io,
): Promise<{ now(): Promise<QueueState>; close(): Promise<void> }> {
  const { bullmq } = await loadQueueLibraries();
  const client = await connect(await connectionOf(address, io), io);
  const queue = new bullmq.Queue(queueName(sweep), { connection: client, prefix, skipMetasUpdate: true });
  queue.on('error', () => undefined);
  return {
    async now() {
      const [counts, jobs, workers] = await Promise.all([
        queue.getJobCounts('waiting', 'prioritized', 'delayed'),
        queue.getJobs(['active'], 0, 99),
        queue.getWorkersCount(),
      ]);
      const waiting = Object.values(counts).reduce((sum, each) => sum + each, 0);
      const active = jobs.map(({ id = '', progress }) => {
        const { worker = 'a worker', line = 'begins' }: { worker?: string; line?: string } =
          typeof progress === 'object' ? progress : {};
        return { trial: id, worker, line };
      });
      return { waiting, workers, active };
    },
    async close() {
      await queue.close();
      client.disconnect();
    },
  };
}

import type { Job, Queue, QueueEvents } from 'bullmq';
import type { Io } from '../../io.ts';
import { connect, loadQueueLibraries, type QueueAddress } from './connection.ts';
import { jobId, prefix, queueName } from './names.ts';

/** A task on its way to a worker. */
export interface QueuedTask<Task> {
  readonly id: string;
  readonly task: Task;
  /** 0 and up; more of it goes first. */
  readonly urgency: number;
}

/** What came of a task: what the worker returned, or why it gave up. */
export type Answer<Result> = { readonly result: Result } | { readonly failure: string };

/** The asking side of a queue. */
export interface TrialQueue<Task, Result> {
  /** Asks for a task; one of the same id that was asked for before, also by an earlier process, is not run twice. */
  ask(task: QueuedTask<Task>): Promise<Answer<Result>>;
  /** Forgets answers that the server keeps, and tasks that no worker has taken. */
  forget(): Promise<void>;
  /** Ends the connection; what was asked for stays in the queue. */
  close(): Promise<void>;
}

/** Ends of tasks that are kept for a controller that was away; of one that missed more a worker finds the run complete. */
const kept = 1000;
/** Milliseconds between two looks at tasks whose end may have been missed. */
const lookEvery = 5000;
/** Tasks that are looked at in one go. */
const atOnce = 200;

/**
 * Opens the queue of a sweep to ask for tasks. Tasks asked for in one turn travel together. The server keeps the last
 * thousand answers: the memory of both sides does not grow with the number of tasks.
 */
export async function openTrialQueue<Task, Result>(
  sweep: string,
  connection: QueueAddress,
  io: Pick<Io, 'stderr'>,
): Promise<TrialQueue<Task, Result>> {
  const { bullmq } = await loadQueueLibraries();
  const client = await connect(connection, io);
  const name = queueName(sweep);
  const ignore = (): void => undefined;
  const queue: Queue = new bullmq.Queue(name, {
    connection: client,
    prefix,
    streams: { events: { maxLen: kept } },
    defaultJobOptions: {
      attempts: 3,
      backoff: { type: 'fixed', delay: 1000 },
      removeOnComplete: { count: kept },
      removeOnFail: { count: kept },
    },
  });
  const events: QueueEvents = new bullmq.QueueEvents(name, { connection: { ...connection }, prefix });
  // Told by the connection itself.
  queue.on('error', ignore);
  events.on('error', ignore);
  await events.waitUntilReady();

  const open = new Map<string, (answer: Answer<Result>) => void>();
  const settle = (id: string, answer: Answer<Result>): void => {
    const done = open.get(id);
    if (done === undefined || !open.delete(id)) return;
    // Who asks again after a failure means it.
    if ('failure' in answer) void queue.remove(id).catch(ignore);
    done(answer);
  };
  events.on('completed', ({ jobId: id, returnvalue }) =>
    settle(id, { result: returnvalue as unknown as Result }),
  );
  events.on('failed', ({ jobId: id, failedReason }) => {
    if (open.has(id)) void lookAt([id]).catch(() => settle(id, { failure: failedReason }));
  });

  /** Looks at tasks themselves: for ends that were told while nobody listened. */
  async function lookAt(ids: readonly string[]): Promise<void> {
    const jobs = await Promise.all(ids.map((id) => queue.getJob(id)));
    for (const [index, job] of jobs.entries()) {
      if (job?.finishedOn === undefined) continue;
      settle(ids[index], await answerOf(job));
    }
  }

  async function answerOf(job: Job): Promise<Answer<Result>> {
    if (await job.isFailed()) return { failure: job.failedReason };
    return { result: job.returnvalue as Result };
  }

  const looking = setInterval(() => {
    void (async () => {
      const ids = [...open.keys()];
      for (let at = 0; at < ids.length; at += atOnce) await lookAt(ids.slice(at, at + atOnce));
    })().catch(ignore);
  }, lookEvery);

  let asked: QueuedTask<Task>[] = [];
  let sending: Promise<unknown> | undefined;
  async function send(): Promise<void> {
    // One turn, so that all that is asked for now goes together.
    await new Promise((resume) => setImmediate(resume));
    while (asked.length > 0) {
      const batch = asked.splice(0, atOnce);
      await queue.addBulk(
        batch.map(({ id, task, urgency }) => ({
          name: 'trial',
          data: task,
          // To the front: what goes on is nearer to a result than what begins.
          opts: { jobId: jobId(id), lifo: urgency > 0 },
        })),
      );
    }
    sending = undefined;
  }

  return {
    ask(task) {
      return new Promise((resolve, reject) => {
        open.set(jobId(task.id), resolve);
        asked.push(task);
        sending ??= send().catch((error: unknown) => {
          sending = undefined;
          reject(error instanceof Error ? error : new Error(String(error)));
        });
      });
    },
    async forget() {
      await queue.drain();
      for (const state of ['completed', 'failed'] as const) await queue.clean(0, 0, state);
    },
    async close() {
      clearInterval(looking);
      asked = [];
      open.clear();
      await Promise.allSettled([events.close(), queue.close()]);
      client.disconnect();
    },
  };
}

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

/** Ends of tasks that are kept for a controller that was away; what it missed beyond them is asked for again. */
const kept = 1000;
/** What BullMQ tells of a task: that it was added, waits, began and ended. */
const eventsOfTask = 4;
/** Tasks that are looked at in one go. */
const atOnce = 200;

/** A task that was asked for and has no answer yet. */
interface Open<Task, Result> {
  readonly asked: QueuedTask<Task>;
  readonly answer: (answer: Answer<Result>) => void;
  readonly fail: (error: Error) => void;
  /** Whether the server has it. */
  isSent: boolean;
}

/**
 * Opens the queue of a sweep to ask for tasks. Tasks asked for in one turn travel together. The server keeps the last
 * thousand answers: the memory of both sides does not grow with the number of tasks. A task that the server forgot, with
 * its answer, is asked for again.
 *
 * @param lookEvery seconds between two looks at tasks whose end may have been missed
 */
export async function openTrialQueue<Task, Result>(
  sweep: string,
  connection: QueueAddress,
  io: Pick<Io, 'stderr'>,
  { lookEvery = 5 }: { readonly lookEvery?: number } = {},
): Promise<TrialQueue<Task, Result>> {
  const { bullmq } = await loadQueueLibraries();
  const client = await connect(connection, io);
  const name = queueName(sweep);
  const ignore = (): void => undefined;
  const queue: Queue = new bullmq.Queue(name, {
    connection: client,
    prefix,
    streams: { events: { maxLen: eventsOfTask * kept } },
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

  const open = new Map<string, Open<Task, Result>>();
  const settle = (id: string, answer: Answer<Result>): void => {
    const task = open.get(id);
    if (task === undefined || !open.delete(id)) return;
    // Who asks again after a failure means it.
    if ('failure' in answer) void queue.remove(id).catch(ignore);
    task.answer(answer);
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
      const task = open.get(ids[index]);
      if (job === undefined && task !== undefined) askAgain(task);
      else if (job?.finishedOn !== undefined) settle(ids[index], await answerOf(job));
    }
  }

  async function answerOf(job: Job): Promise<Answer<Result>> {
    if (await job.isFailed()) return { failure: job.failedReason };
    return { result: job.returnvalue as Result };
  }

  const looking = setInterval(() => {
    void (async () => {
      const ids = [...open].filter(([, { isSent }]) => isSent).map(([id]) => id);
      for (let at = 0; at < ids.length; at += atOnce) await lookAt(ids.slice(at, at + atOnce));
    })().catch(ignore);
  }, 1000 * lookEvery);

  let asked: Open<Task, Result>[] = [];
  let isSending = false;
  async function send(): Promise<void> {
    if (isSending) return;
    isSending = true;
    // One turn, so that all that is asked for now goes together.
    await new Promise((resume) => setImmediate(resume));
    while (asked.length > 0) {
      const batch = asked.splice(0, atOnce);
      try {
        await queue.addBulk(batch.map(jobOf));
        for (const task of batch) task.isSent = true;
      } catch (error) {
        const reason = error instanceof Error ? error : new Error(String(error));
        for (const task of batch) if (open.delete(jobId(task.asked.id))) task.fail(reason);
      }
    }
    isSending = false;
  }

  const jobOf = ({ asked: { id, task, urgency } }: Open<Task, Result>) => ({
    name: 'trial',
    data: task,
    // To the front: what goes on is nearer to a result than what begins.
    opts: { jobId: jobId(id), lifo: urgency > 0 },
  });

  function askAgain(task: Open<Task, Result>): void {
    if (!task.isSent) return;
    task.isSent = false;
    asked.push(task);
    void send();
  }

  return {
    ask(task) {
      return new Promise((answer, fail) => {
        const added = { asked: task, answer, fail, isSent: false };
        open.set(jobId(task.id), added);
        asked.push(added);
        void send();
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

// One side of one contestant of the benchmark: asks for empty trials and times them, or works on them.
import { Queue, QueueEvents, Worker } from 'bullmq';
import { connectionOf } from '../../../apps/trainer/src/sweep/queue/connection.ts';
import { openTrialQueue } from '../../../apps/trainer/src/sweep/queue/trialQueue.ts';
import { workOn } from '../../../apps/trainer/src/sweep/queue/workOn.ts';

const [role, url, name, trials] = process.argv.slice(2);
const count = Number(trials);
const { port } = new URL(url);
const connection = { host: '127.0.0.1', port: Number(port), maxRetriesPerRequest: null };
const concurrency = 16;
const quiet = { stderr: { write: () => undefined } };
/** Trials that are asked for at a time, by both. */
const width = 500;

const roles: Readonly<Record<string, () => Promise<void>>> = {
  async bullmq() {
    const queue = new Queue(name, { connection, defaultJobOptions: { removeOnComplete: true } });
    const events = new QueueEvents(name, { connection });
    await events.waitUntilReady();
    let done = 0;
    let asked = 0;
    await timed(
      async (note) =>
        new Promise<void>((resolve) => {
          const ask = (): void => {
            const jobs = Array.from({ length: Math.min(200, count - asked) }, () => ({
              name: 'trial',
              data: { task: asked++ },
            }));
            void queue.addBulk(jobs);
          };
          events.on('completed', () => {
            note(++done);
            if (done === count) resolve();
            else if (asked < count && asked - done <= width - 200) ask();
          });
          while (asked < Math.min(width, count)) ask();
        }),
    );
  },
  async 'bullmq-worker'() {
    const worker = new Worker(name, () => Promise.resolve({ status: 'finished' }), {
      connection,
      concurrency,
    });
    await worker.waitUntilReady();
  },
  async hgn() {
    const queue = await openTrialQueue<number, object>(name, await connectionOf(url, { env: {} }), quiet);
    let next = 0;
    let done = 0;
    await timed(async (note) => {
      const ask = async (): Promise<void> => {
        while (next < count) {
          const task = next++;
          await queue.ask({ id: `trial ${task}`, task, urgency: 0 });
          note(++done);
        }
      };
      await Promise.all(Array.from({ length: width }, ask));
    });
  },
  async 'hgn-worker'() {
    const options = { name: 'bench', concurrency, stalledAfter: 30, untilEmpty: false };
    const signal = new AbortController().signal;
    await workOn(
      name,
      await connectionOf(url, { env: {} }),
      options,
      () => Promise.resolve({ status: 'finished' }),
      {
        ...quiet,
        signal,
      },
    );
  },
};

/** Prints how long it took, and what memory the process had after a fifth and at the end. */
async function timed(run: (note: (done: number) => void) => Promise<void>): Promise<void> {
  // What is still needed, and what the process holds of the machine's, which ebbs and flows with the collector.
  const memory = (): { live: number; resident: number } => {
    const resident = process.memoryUsage().rss / 2 ** 20;
    globalThis.gc?.();
    const { heapUsed, external } = process.memoryUsage();
    return { live: (heapUsed + external) / 2 ** 20, resident };
  };
  let early = memory();
  const start = performance.now();
  await run((done) => {
    if (done === Math.ceil(count / 5)) early = memory();
  });
  const seconds = (performance.now() - start) / 1000;
  process.stdout.write(JSON.stringify({ seconds, early, late: memory() }), () => process.exit(0));
}

await roles[role]();

import { configHash } from '../../experiment/plan.ts';
import type { TrialOutcome } from '../../experiment/trials/record.ts';
import type { TrialTask } from '../../experiment/trials/runTrial.ts';
import { InterruptedError } from '../../errors.ts';
import type { Io } from '../../io.ts';
import type { Executor } from '../executor.ts';
import { connectionOf } from './connection.ts';
import { openTrialQueue } from './trialQueue.ts';

/** Tasks in the queue at a time: enough for many workers, and no more memory for many thousand tasks. */
const width = 500;

/** Runs trials on the workers of a queue. Stopping leaves what was asked for there, and the same command takes it up. */
export async function queueExecutor(
  sweep: string,
  { address, force }: { readonly address: string; readonly force: boolean },
  io: Io,
): Promise<Executor> {
  const connection = await connectionOf(address, io);
  const queue = await openTrialQueue<TrialTask, TrialOutcome>(sweep, connection, io);
  if (force) await queue.forget();
  const stopped = new Promise<never>((_, reject) => {
    const stop = (): void => reject(new InterruptedError('stopped'));
    if (io.signal.aborted) stop();
    io.signal.addEventListener('abort', stop, { once: true });
  });
  stopped.catch(() => undefined);
  io.stderr.write(`queue: waiting for workers; start them with: hgn worker ${sweep} --queue ${address}\n`);
  return {
    width,
    async run(task) {
      // What is kept of another configuration is no answer.
      const id = `${task.id}@${configHash(task.task.config)}`;
      const answer = await Promise.race([queue.ask({ ...task, id }), stopped]);
      return 'result' in answer ? answer.result : { status: 'failed', message: answer.failure };
    },
    close: () => queue.close(),
  };
}

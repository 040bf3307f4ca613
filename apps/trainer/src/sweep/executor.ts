import { availableParallelism } from 'node:os';
import { runTrialInProcess } from '../experiment/trials/childProcess.ts';
import type { TrialOutcome } from '../experiment/trials/record.ts';
import type { TrialTask } from '../experiment/trials/runTrial.ts';
import type { Io } from '../io.ts';

/** A task with a name that no other of its sweep has. */
export interface NamedTask {
  readonly id: string;
  readonly task: TrialTask;
  /** Tasks with more of it go first. */
  readonly urgency: number;
}

/** Something that runs trials: processes here, or workers anywhere. */
export interface Executor {
  /** Tasks that it takes at a time. */
  readonly width: number;
  /**
   * Runs one.
   *
   * @throws InterruptedError when the user asks to stop, once the run is saved
   */
  run(task: NamedTask): Promise<TrialOutcome>;
  close(): Promise<void>;
}

/** Runs trials in processes of this machine, which share its cores. */
export function localExecutor(jobs: number, io: Io): Executor {
  return {
    width: jobs,
    run: ({ id, task }) => runTrialInProcess(withShare(task, jobs), jobs === 1 ? io : prefixed(id, io)),
    close: () => Promise.resolve(),
  };
}

/** A task that leaves the thread count open, with the threads that each of `jobs` may take. */
export function withShare(task: TrialTask, jobs: number): TrialTask {
  const { config } = task;
  if (jobs === 1 || config.threads !== 0) return task;
  return { ...task, config: { ...config, threads: Math.max(1, Math.floor(availableParallelism() / jobs)) } };
}

/** Output of one of several at a time: whole lines that say which. */
export function prefixed(id: string, io: Io): Io {
  let line = '';
  const write = (text: string): void => {
    const lines = `${line}${text}`.split('\n');
    line = lines.pop() ?? '';
    for (const whole of lines) io.stderr.write(`${id}: ${whole}\n`);
  };
  return { ...io, isTTY: false, stderr: { write } };
}

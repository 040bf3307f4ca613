import { fork } from 'node:child_process';
import { InterruptedError } from '../../errors.ts';
import { ownProgram } from '../../files/ownProgram.ts';
import type { Io } from '../../io.ts';
import type { TrialOutcome } from './record.ts';
import type { TrialTask } from './runTrial.ts';

/** What the process of a trial is told. */
export type ParentMessage =
  | { readonly kind: 'start'; readonly task: TrialTask; readonly isTTY: boolean; readonly columns: number }
  | { readonly kind: 'stop' };

/** What the process of a trial tells. */
export type ChildMessage =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'outcome'; readonly outcome: TrialOutcome }
  | { readonly kind: 'interrupted' };

// A process that runs out of memory says so first and then lists where it was, at length.
const mostWords = 32_000;

/**
 * Runs a trial in a process of its own, so that memory does not grow from trial to trial and a trial that dies takes
 * nothing along. What it says goes to `io.stderr`.
 *
 * @returns what came of it; `failed` when the process ended without a word
 * @throws InterruptedError when `io.signal` aborts, once the run is saved
 */
export async function runTrialInProcess(task: TrialTask, io: Io): Promise<TrialOutcome> {
  const { entry, execArgv } = ownProgram('experiment/trials/child');
  const child = fork(entry, [], {
    cwd: io.cwd,
    execArgv,
    env: { ...process.env, ...io.env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
  });
  let words = '';
  let last: ChildMessage | undefined;
  child.stderr?.on('data', (data: Buffer) => (words = (words + data.toString()).slice(-mostWords)));
  child.on('message', (message: ChildMessage) => {
    if (message.kind === 'text') io.stderr.write(message.text);
    else last = message;
  });
  const stop = (): void => {
    if (child.connected) child.send({ kind: 'stop' } satisfies ParentMessage);
  };
  try {
    const end = new Promise<string>((resolve) => {
      child.on('error', ({ message }) => resolve(message));
      child.on('close', (code, signal) => resolve(signal === null ? `code ${code}` : `signal ${signal}`));
    });
    child.send({ kind: 'start', task, isTTY: io.isTTY, columns: io.columns } satisfies ParentMessage);
    io.signal.addEventListener('abort', stop);
    if (io.signal.aborted) stop();
    const ending = await end;
    if (last?.kind === 'outcome') return last.outcome;
    if (last?.kind === 'interrupted' || io.signal.aborted) throw new InterruptedError('stopped and saved');
    return { status: 'failed', message: `the process of the trial ended with ${ending}${lastWords(words)}` };
  } finally {
    io.signal.removeEventListener('abort', stop);
  }
}

/** The line of an error in what a process said before it died. */
function lastWords(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const line = lines.find((each) => /\w*(Error|error|FATAL)\b.*:/.test(each)) ?? lines.at(-1);
  return line === undefined ? '' : `: ${line.slice(0, 300)}`;
}

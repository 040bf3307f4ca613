// Runs one trial in a process of its own, which gives back all memory and survives what kills it: see childProcess.ts.
import { InterruptedError } from '../../errors.ts';
import type { Io } from '../../io.ts';
import type { ChildMessage, ParentMessage } from './childProcess.ts';
import { runTrial } from './runTrial.ts';

const stop = new AbortController();
const tell = (message: ChildMessage): Promise<void> =>
  new Promise((told) => {
    process.send?.(message, undefined, undefined, () => told());
  });

// Ctrl-C reaches every process of a terminal; the parent decides what happens.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => stop.abort());
// Without the parent nobody records the trial; its checkpoints stay.
process.on('disconnect', () => process.exit(1));

process.on('message', (message: ParentMessage) => {
  if (message.kind === 'stop') {
    stop.abort();
    return;
  }
  const { task, isTTY, columns } = message;
  const io: Io = {
    stdout: { write: () => undefined },
    stderr: { write: (text) => void tell({ kind: 'text', text }) },
    clock: { now: () => performance.timeOrigin + performance.now() },
    cwd: process.cwd(),
    env: process.env,
    signal: stop.signal,
    isTTY,
    columns,
  };
  void runTrial(task, io)
    .then(
      (outcome) => tell({ kind: 'outcome', outcome }),
      (error: unknown) => {
        if (!(error instanceof InterruptedError)) throw error;
        return tell({ kind: 'interrupted' });
      },
    )
    // Engines may keep threads alive.
    .finally(() => process.exit(0));
});

import { fork } from 'node:child_process';
import { ownProgram } from '../files/ownProgram.ts';
import type { Io } from '../io.ts';
import type { EngineReport, ExaminedEngine } from './examine.ts';

/**
 * Examines an engine in a process of its own: what a driver writes past this program stays there, and one that ends its
 * process is an engine that does not work.
 */
export async function examineApart(
  engine: ExaminedEngine,
  io: Pick<Io, 'cwd' | 'env'>,
): Promise<EngineReport> {
  const { entry, execArgv } = ownProgram('engines/examiner');
  const child = fork(entry, [engine], {
    cwd: io.cwd,
    execArgv,
    env: { ...process.env, ...io.env },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  return new Promise((resolve) => {
    let report: EngineReport | undefined;
    const end = (how: string): void =>
      resolve(report ?? { engine, works: false, version: null, note: `trying it ${how}` });
    child.on('message', (message: EngineReport) => (report = message));
    child.on('error', ({ message }) => end(`failed: ${message}`));
    child.on('exit', (code, signal) => end(`ended the process with ${signal ?? `code ${code}`}`));
  });
}

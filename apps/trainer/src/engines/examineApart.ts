import { fork } from 'node:child_process';
import type { Io } from '../io.ts';
import type { EngineReport, ExaminedEngine } from './examine.ts';

const here = import.meta.url;

/**
 * Examines an engine in a process of its own: what a driver writes past this program stays there, and one that ends its
 * process is an engine that does not work.
 */
export async function examineApart(
  engine: ExaminedEngine,
  io: Pick<Io, 'cwd' | 'env'>,
): Promise<EngineReport> {
  const isSource = here.endsWith('.ts');
  const child = fork(new URL(isSource ? './examiner.ts' : './examiner.js', here), [engine], {
    cwd: io.cwd,
    env: { ...process.env, ...io.env },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    ...(isSource && { execArgv: ['--conditions=@hgn/source', '--import', import.meta.resolve('tsx')] }),
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

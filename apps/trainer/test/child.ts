import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { hgnCommand } from '@hgn/testing';
import { onTestFinished } from 'vitest';

const node = hgnCommand();

/** A running `hgn` and what it has written so far. */
export interface Child {
  readonly process: ChildProcess;
  readonly written: { stdout: string; stderr: string };
  /** Waits for its end. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

/**
 * Starts the real command in a process of its own.
 *
 * @param limitKilobytes largest file it may write, enforced by the system as a full disk would be
 */
export function spawnHgn(args: readonly string[], cwd: string, limitKilobytes?: number): Child {
  return limitKilobytes === undefined
    ? watched(spawn(process.execPath, [...node, ...args], { cwd }))
    : // The signal that the system sends with the error would end the process at once.
      spawnInShell(`trap '' XFSZ; ulimit -f ${limitKilobytes}; exec "$@"`, args, cwd);
}

/** Starts it by a line of bash in which `"$@"` stands for the command. */
export function spawnInShell(line: string, args: readonly string[], cwd: string): Child {
  return watched(spawn('bash', ['-c', line, 'bash', process.execPath, ...node, ...args], { cwd }));
}

function watched(child: ChildProcessWithoutNullStreams): Child {
  const written = { stdout: '', stderr: '' };
  child.stdout.on('data', (data: Buffer) => (written.stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (written.stderr += data.toString()));
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return {
    process: child,
    written,
    ended: new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal }))),
  };
}

/** Waits until `condition` holds, looking every few milliseconds. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resume) => setTimeout(resume, 5));
}

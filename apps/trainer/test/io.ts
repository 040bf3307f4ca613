import type { Io } from '../src/io.ts';
import { run } from '../src/run.ts';

/** What a command wrote and returned. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command in this process, with a clock that advances 10 ms per look unless another is given. */
export async function hgn(args: readonly string[], overrides: Partial<Io> = {}): Promise<Outcome> {
  const written = { stdout: '', stderr: '' };
  let now = Date.UTC(2030, 0, 1);
  const code = await run(args, {
    stdout: { write: (text) => (written.stdout += text) },
    stderr: { write: (text) => (written.stderr += text) },
    clock: { now: () => (now += 10) },
    cwd: process.cwd(),
    env: {},
    signal: new AbortController().signal,
    isTTY: false,
    columns: 100,
    ...overrides,
  });
  return { code, ...written };
}

import { inject } from 'vitest';
import type { Io } from '../src/io.ts';
import { run } from '../src/run.ts';

/** What a command wrote and returned. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * A command's surroundings, with a clock that advances 10 ms per look unless another is given; and what it writes.
 * Compiled models are kept for other tests unless `env` is given: one that compiles anew says `env: {}`.
 */
export function testIo(overrides: Partial<Io> = {}) {
  const written = { stdout: '', stderr: '' };
  let now = Date.UTC(2030, 0, 1);
  const io: Io = {
    stdout: { write: (text) => (written.stdout += text) },
    stderr: { write: (text) => (written.stderr += text) },
    clock: { now: () => (now += 10) },
    cwd: process.cwd(),
    env: { HGN_CACHE: inject('compiledModels') },
    signal: new AbortController().signal,
    isTTY: false,
    columns: 100,
    ...overrides,
  };
  return { io, written };
}

/** Runs a command in this process. */
export async function hgn(args: readonly string[], overrides: Partial<Io> = {}): Promise<Outcome> {
  const { io, written } = testIo(overrides);
  return { code: await run(args, io), ...written };
}

import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../../apps/trainer/dist/bin.js', import.meta.url));

/** A running `hgn`. */
export interface Command {
  readonly process: ChildProcess;
  readonly ended: Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>;
}

/** Starts the built command. */
export function start(args: readonly string[], cwd: string): Command {
  return watched(spawn(process.execPath, [bin, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] }));
}

function watched(child: ChildProcessByStdio<Writable | null, Readable, Readable>): Command {
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  return { process: child, ended };
}

/** Starts processes that wait, and gives what lets all of them become the built command, within a moment of each other. */
export async function startTogether(
  all: readonly (readonly string[])[],
  cwd: string,
): Promise<() => { readonly commands: readonly Command[]; readonly milliseconds: number }> {
  // The shell tells that it is there, waits for a line, and then is the command, by the same number.
  const line = 'echo there >&2; read -r _; exec "$@" </dev/null';
  const waiting = all.map((args) =>
    spawn('bash', ['-c', line, 'bash', process.execPath, bin, ...args], { cwd, stdio: 'pipe' }),
  );
  await Promise.all(waiting.map((child) => new Promise((resolve) => child.stderr.once('data', resolve))));
  const commands = waiting.map(watched);
  return () => {
    const begin = performance.now();
    for (const child of waiting) child.stdin.end('go\n');
    return { commands, milliseconds: performance.now() - begin };
  };
}

/** Runs it to its end, and throws unless it does what it should. */
export async function complete(args: readonly string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await start(args, cwd).ended;
  if (code !== 0)
    throw new Error(`hgn ${args.join(' ')} ended with ${code}: ${stderr.trim().split('\n').at(-1)}`);
  return stdout;
}

/** An empty folder for a while. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'hgn-endure-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A quickstart model shrunk until a step takes a millisecond. */
export const tinyValues = {
  // More of them would wait for each other, by turning.
  threads: 1,
  training: { batchSize: 4, checkpointEvery: 20 },
  data: { trajectories: 6, frames: 20, testTrajectories: 3 },
  protocol: { steps: 2, framesPerSample: 1 },
  model: {
    dynamics: {
      potential: {
        layers: [
          { type: 'dense', units: 4 },
          { type: 'activation', name: 'softplus' },
          { type: 'dense', units: 1, bias: false },
        ],
      },
      kinetic: { layers: [] },
    },
    encoder: [
      { type: 'conv', filters: 4, kernel: 3, stride: 2 },
      { type: 'activation', name: 'softplus' },
      { type: 'flatten' },
    ],
    posterior: { size: 4 },
    decoder: [
      { type: 'dense', units: 64 },
      { type: 'reshape', shape: [8, 8, 1] },
      { type: 'upsample' },
      { type: 'conv', filters: 12, kernel: 3 },
    ],
  },
};

/** The same as arguments of `hgn train`. */
export const tiny: readonly string[] = Object.entries(tinyValues).flatMap(([group, values]) =>
  typeof values === 'number'
    ? ['--set', `${group}=${values}`]
    : Object.entries(values).flatMap(([key, value]) => ['--set', `${group}.${key}=${JSON.stringify(value)}`]),
);

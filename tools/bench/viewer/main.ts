import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { launchChromium } from '@hgn/testing';
import { startViewer } from '@hgn/viewer';
import { UsageError, type BenchmarkOptions } from '../lib/benchmark.ts';
import type { BudgetRow, Measurement } from './bench.ts';
import { compare } from './compare.ts';
import { firstView } from './firstView.ts';
import { graph } from './graph.ts';
import { memory } from './memory.ts';
import { orbits } from './orbits.ts';
import { pointer } from './pointer.ts';
import { shared } from './shared.ts';
import { sizes } from './sizes.ts';
import { training } from './training.ts';

/** What it measures, in one line: shown by `npm run bench`. */
export const title =
  'Budgets of the viewer in Chromium: first view, sizes, pointer to picture, frames, comparing, training, sharing, memory';

/** All measurements by name; a name on the command line picks it. */
const measurements: Readonly<Record<string, Measurement>> = {
  firstView,
  sizes,
  pointer,
  orbits,
  compare,
  training,
  shared,
  graph,
  memory,
};

/** Packages as they are installed, whose built files are measured. */
const installed = createRequire(import.meta.url);

/** `npm run bench -- viewer [--minutes 10] [--runs folder] [names…]`; the folder must hold a run `quickstart`. */
export async function run({ args, log }: BenchmarkOptions): Promise<readonly BudgetRow[]> {
  const { minutes, runs, names } = readArguments(args);
  const folder = await mkdtemp(join(tmpdir(), 'hgn-'));
  const stop = new AbortController();
  const app = join(dirname(installed.resolve('@hgn/viewer/package.json')), 'dist', 'app');
  try {
    if (runs === undefined) await train(folder, log);
    const io = { cwd: folder, stderr: process.stderr, signal: stop.signal };
    const viewer = await startViewer({ folders: [runs ?? 'runs'], port: 0, io });
    const browser = await launchChromium();
    const rows: BudgetRow[] = [];
    try {
      for (const name of names) {
        log(name);
        const setting = {
          browser,
          address: viewer.address,
          run: join(resolve(folder, runs ?? 'runs'), 'quickstart'),
          serve: (other: string) => startViewer({ folders: [other], port: 0, io }),
          app,
          minutes,
          log,
        };
        rows.push(...(await measurements[name](setting)));
      }
    } finally {
      await browser.close();
      stop.abort();
      await viewer.ended;
    }
    return rows;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function readArguments(args: readonly string[]) {
  let [minutes, runs]: [number, string | undefined] = [1, undefined];
  const names: string[] = [];
  for (let i = 0; i < args.length; i++) {
    if (args[i] === '--minutes') minutes = Number(args[++i]);
    else if (args[i] === '--runs') runs = args[++i];
    else names.push(args[i]);
  }
  if (!(minutes > 0)) throw new UsageError(`bench viewer: --minutes must be above 0, but got ${minutes}`);
  const unknown = names.find((name) => !Object.hasOwn(measurements, name));
  if (unknown !== undefined) {
    throw new UsageError(
      `bench viewer: there is no ${unknown}; choose of ${Object.keys(measurements).join(', ')}`,
    );
  }
  return { minutes, runs, names: names.length === 0 ? Object.keys(measurements) : names };
}

/** Trains the run that is looked at, with the built command. */
async function train(cwd: string, log: (text: string) => void): Promise<void> {
  log('training the run');
  const bin = join(dirname(installed.resolve('@hgn/trainer/package.json')), 'dist', 'bin.js');
  const child = spawn(process.execPath, [bin, 'quickstart', '--steps', '400'], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  if (code !== 0)
    throw new Error(`bench viewer: hgn quickstart must succeed, but ended with ${code}:\n${said}`);
}

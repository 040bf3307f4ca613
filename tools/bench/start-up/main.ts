import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { engineNames } from '@hgn/jit';
import { presets } from '@hgn/model';
import { UsageError, type BenchmarkOptions } from '../lib/benchmark.ts';
import { startsOfJax } from './jax.ts';
import { Samples, type Start } from './samples.ts';

export const title =
  'Start-up: from compileTraining to the first step, from nothing and from the cache (quickstart, paper)';

const pause = 1500;

/**
 * Milliseconds of each stage of a start, best and median: for every preset and engine, each start in a process of its own,
 * first with an empty folder as cache, then with the one that the start before has filled; all in turn, with pauses.
 * `--clock processor` counts the time of all threads instead, for a machine that does other work; `--jax` times JAX's first step of `paper` beside it, without its cache of compiled functions and with it.
 */
export async function run({ args, log, json }: BenchmarkOptions): Promise<object[]> {
  const { presetNames, engines, rounds, clock, jax } = wordsOf(args);
  const samples = new Samples();
  const peer = jax && presetNames.includes('paper') ? await startsOfJax(log) : undefined;
  for (let round = 0; round < rounds; round++) {
    log(`round ${round + 1} of ${rounds}`);
    for (const preset of presetNames) {
      for (const engine of engines) {
        await withFolder(async (folder) => {
          for (const cache of ['empty', 'filled'] as const) {
            await sleep(pause);
            samples.add({ preset, engine, cache }, startOnce([preset, engine, folder, clock]));
          }
        });
      }
    }
    if (peer !== undefined) await withFolder(async (folder) => peer(folder, pause, samples));
  }
  return samples.rows(json);
}

/** One start in a process of its own. */
function startOnce(words: readonly string[]): Start {
  const program = fileURLToPath(new URL('start.mjs', import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`start-up: ${words.join(' ')} failed: ${stderr}`);
  return JSON.parse(stdout) as Start;
}

async function withFolder(task: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'hgn-start-'));
  try {
    await task(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function wordsOf(args: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: engineWords(args),
    allowPositionals: true,
    options: {
      engine: { type: 'string', multiple: true, default: ['native', 'onnx-cpu'] },
      rounds: { type: 'string', default: '5' },
      clock: { type: 'string', default: 'wall' },
      jax: { type: 'boolean', default: false },
    },
  });
  const presetNames = positionals.length > 0 ? positionals : ['quickstart', 'paper'];
  refuseOthers('preset', presetNames, Object.keys(presets));
  const compiling = engineNames.filter((engine) => engine !== 'tfjs');
  refuseOthers('engine', values.engine, compiling);
  refuseOthers('clock', [values.clock], ['wall', 'processor']);
  if (values.jax && values.clock === 'processor')
    throw new UsageError(
      'start-up: JAX is timed by the clock of the wall only; leave one of --jax and --clock out',
    );
  const rounds = Number(values.rounds);
  if (!(Number.isInteger(rounds) && rounds > 0))
    throw new UsageError(`start-up: --rounds must be a whole number above 0, but got ${values.rounds}`);
  return { presetNames, engines: values.engine, rounds, clock: values.clock, jax: values.jax };
}

/** `--engine a b` means both: each further name of an engine gets the option of its own. */
function engineWords(args: readonly string[]): string[] {
  const words: string[] = [];
  let after = false;
  for (const word of args) {
    const isFurther =
      after && words.at(-2) === '--engine' && (engineNames as readonly string[]).includes(word);
    words.push(...(isFurther ? ['--engine', word] : [word]));
    after = words.at(-2) === '--engine';
  }
  return words;
}

function refuseOthers(kind: string, given: readonly string[], known: readonly string[]): void {
  const unknown = given.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new UsageError(
      `start-up: there is no ${kind} ${unknown.join(', ')}; there are ${known.join(', ')}`,
    );
}

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { BenchmarkOptions } from '../lib/benchmark.ts';
import { resumable } from '../lib/resumable.ts';
import { findPython } from '../peers/contestant.ts';

/** What phlearn makes of one recording; errors in rad, over both angles. */
export interface PhlearnRow {
  readonly test: number;
  readonly trained_on: string;
  /** Of a pseudo-Hamiltonian network, and of the package's baseline, a network for the whole right-hand side. */
  readonly pseudo_hamiltonian_05s: number;
  readonly pseudo_hamiltonian_1s: number;
  readonly baseline_05s: number;
  readonly baseline_1s: number;
  /** Processor time that each of both trained for. */
  readonly seconds: number;
}

interface Told {
  readonly epochs: number;
  readonly errors: readonly [number, number];
}

const script = fileURLToPath(new URL('pseudoHamiltonian.py', import.meta.url));
const usualSeconds = 180;

/**
 * Learns the recordings with phlearn, each in turn foreseen by what the others taught: the measure of `bench -- learn`. Processor
 * seconds of each training in HGN_PHLEARN_SECONDS.
 */
export async function learnPhlearn(
  folder: string,
  trials: readonly { readonly test: number; readonly train: readonly number[] }[],
  options: BenchmarkOptions,
): Promise<PhlearnRow[]> {
  const found = findPython('phlearn.phnns', 'phlearn');
  if (found === undefined) {
    options.log(
      '*** SKIPPED: phlearn. No python3 has it; pip install phlearn scipy, and name that python in HGN_BENCH_PYTHON ***',
    );
    return [];
  }
  const seconds = Number(process.env.HGN_PHLEARN_SECONDS ?? usualSeconds);
  options.log(`phlearn ${found.version}, ${seconds} s of processor time for each model`);
  return resumable(
    'learn-phlearn',
    trials.map(({ test, train }) => ({
      name: `recording-${test}-trained-on-${train.join('-')}-for-${seconds}-s`,
      run: () => phlearnRow(found.python, folder, test, train, seconds),
    })),
    options,
  );
}

async function phlearnRow(
  python: string,
  folder: string,
  test: number,
  train: readonly number[],
  seconds: number,
): Promise<PhlearnRow> {
  const args = [script, folder, String(test), String(seconds), ...train.map(String)];
  const child = spawn(python, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let [printed, complaint] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (complaint = `${complaint}${chunk.toString()}`.slice(-2000)));
  const code = await new Promise<number | null>((done, fail) => {
    child.on('error', fail);
    child.on('close', done);
  });
  if (code !== 0)
    throw new Error(`bench learn phlearn: must end with 0, but ended with ${code}: ${complaint}`);
  const told = JSON.parse(printed) as Record<'pseudoHamiltonian' | 'baseline', Told>;
  const [ownHalf, ownWhole] = told.pseudoHamiltonian.errors;
  const [half, whole] = told.baseline.errors;
  return {
    ...{ test, trained_on: train.join(' '), seconds },
    ...{ pseudo_hamiltonian_05s: ownHalf, pseudo_hamiltonian_1s: ownWhole },
    ...{ baseline_05s: half, baseline_1s: whole },
  };
}

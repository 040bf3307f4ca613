import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchmarkOptions } from '../lib/benchmark.ts';

/** What it measures, in one line: shown by `npm run bench`. */
export const title = 'Steps until ASHA finds settings for a pendulum in pixels, beside a grid and the preset';

const bin = fileURLToPath(new URL('../../../apps/trainer/dist/bin.js', import.meta.url));

/** The quickstart preset with a smaller encoder, decoder and energy, and shorter films: 15 ms a step. */
const small = {
  threads: 1,
  data: { trajectories: 120, frames: 40, testTrajectories: 16 },
  protocol: { steps: 12, framesPerSample: 4 },
  model: {
    posterior: { size: 8 },
    encoder: [
      { type: 'conv', filters: 8, kernel: 3, stride: 2 },
      { type: 'activation', name: 'leakyRelu', slope: 0.1 },
      { type: 'conv', filters: 16, kernel: 3, stride: 2 },
      { type: 'activation', name: 'leakyRelu', slope: 0.1 },
      { type: 'flatten' },
    ],
    dynamics: {
      potential: {
        layers: [
          { type: 'dense', units: 32 },
          { type: 'activation', name: 'softplus' },
          { type: 'dense', units: 1, bias: false, gain: 0.1 },
        ],
      },
      kinetic: { layers: [] },
    },
    decoder: [
      { type: 'dense', units: 256 },
      { type: 'reshape', shape: [8, 8, 4] },
      { type: 'upsample' },
      { type: 'conv', filters: 16, kernel: 3 },
      { type: 'activation', name: 'leakyRelu', slope: 0.1 },
      { type: 'conv', filters: 12, kernel: 3, bias: false },
    ],
  },
};

const over = {
  'optimiser.learningRate': { from: 0.001, to: 0.03, scale: 'log' },
  'objective.beta': { from: 0.01, to: 1, scale: 'log' },
};
/** The values of the preset. */
const asPreset = { 'optimiser.learningRate': { choices: [0.005] }, 'objective.beta': { choices: [0.1] } };

/** What one way of searching found. */
export interface SearchRow {
  readonly search: string;
  readonly trials: number;
  /** Training steps of all trials together. */
  readonly steps: number;
  /** Error of the best trial's rollouts on unseen films, per pixel. */
  readonly mse: number | null;
  readonly [value: string]: unknown;
}

interface Document {
  readonly steps: number;
  readonly best: { readonly score: number; readonly values: Readonly<Record<string, number>> } | null;
  readonly trials: readonly unknown[];
}

/** Runs `hgn sweep --json` as a user would. */
async function sweep(name: string, search: object, steps: number, cwd: string): Promise<Document> {
  const file = {
    name,
    seeds: [1],
    systems: ['pendulum'],
    models: [{ name: 'HGN', preset: 'quickstart' }],
    set: { ...small, training: { steps, batchSize: 16, checkpointEvery: steps } },
    search,
  };
  // JSON is YAML.
  await writeFile(join(cwd, `${name}.yaml`), JSON.stringify(file));
  const child = spawn(process.execPath, [bin, 'sweep', `${name}.yaml`, '--jobs', '1', '--json'], {
    cwd,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const code = await new Promise<number | null>((done, fail) => {
    child.on('error', fail);
    child.on('close', done);
  });
  if (code !== 0) throw new Error(`hgn sweep: must end with 0, but ended with ${code}`);
  return JSON.parse(printed) as Document;
}

interface Look {
  readonly trial: string;
  readonly status: string;
  readonly steps: number;
  readonly evaluation: { readonly mse: number };
}

/** Steps that a search has trained, one trial at a time, when it first holds settings at least as good as `mse`. */
async function stepsUntil(mse: number, name: string, cwd: string): Promise<number | null> {
  const folder = join(cwd, name, 'trials');
  const files = (await readdir(folder, { recursive: true }))
    .filter((file) => file.endsWith('.json'))
    .map((file) => join(folder, file));
  const written = await Promise.all(
    files.map(async (file) => ({
      at: (await stat(file)).mtimeMs,
      look: JSON.parse(await readFile(file, 'utf8')) as Look,
    })),
  );
  const trained = new Map<string, number>();
  for (const { look } of written.sort((a, b) => a.at - b.at)) {
    if (look.status !== 'finished') continue;
    trained.set(look.trial, look.steps);
    if (look.evaluation.mse <= mse) return [...trained.values()].reduce((sum, steps) => sum + steps, 0);
  }
  return null;
}

/** Steps and error of each; the first argument is how many steps a whole trial has, the second how many trials ASHA draws. */
export async function run({ args, log }: BenchmarkOptions): Promise<SearchRow[]> {
  const [steps, trials] = [Number(args[0] ?? 450), Number(args[1] ?? 9)];
  const folder = await mkdtemp(join(tmpdir(), 'search-'));
  try {
    const rows: SearchRow[] = [];
    const searches = {
      preset: { method: 'grid', over: asPreset },
      asha: { method: 'asha', trials, over },
      grid: { method: 'grid', over },
    };
    for (const [name, search] of Object.entries(searches)) {
      const found = await sweep(name, search, steps, folder);
      const mse = found.best?.score ?? null;
      const row = {
        search: name,
        trials: found.trials.length,
        steps: found.steps,
        'steps until as good as the preset': await stepsUntil(rows[0]?.mse ?? Infinity, name, folder),
        mse,
        ...found.best?.values,
      };
      log(JSON.stringify(row));
      rows.push(row);
    }
    const [preset, asha, grid] = rows;
    return [preset, { ...asha, 'steps beside the grid': Number((asha.steps / grid.steps).toFixed(2)) }, grid];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

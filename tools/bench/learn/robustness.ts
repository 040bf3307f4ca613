import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate, presets, randomStream } from '@hgn/datasets';
import type { BenchmarkOptions } from '../lib/benchmark.ts';
import { resumable } from '../lib/resumable.ts';
import { hgnLearn } from './hgnLearn.ts';

/** A pendulum with friction, learnt from angles that were measured badly, and foreseen from states measured as badly. */
export interface RobustnessRow {
  readonly recordings: number;
  /** Standard deviation of the noise, as a share of that of the angles. */
  readonly noise: number;
  /** Share of the samples that are missing, at random moments. */
  readonly missing: number;
  /** Root mean square errors a second ahead, in rad; what is measured has the noise too. */
  readonly learnt_1s: number | string;
  readonly best_baseline_1s: number | string;
  readonly noise_rad: number;
  readonly seconds: number;
}

/** How measurements differ from the truth. */
interface Flaws {
  readonly recordings: number;
  readonly noise: number;
  readonly missing: number;
}

interface StatesResult {
  readonly horizons: Record<string, { readonly rms: number; readonly baselines: Record<string, number> }>;
  readonly seconds: number;
}

const usual: Flaws = { recordings: 4, noise: 0, missing: 0 };
const trials: readonly Flaws[] = [
  usual,
  ...[0.01, 0.05, 0.1].map((noise) => ({ ...usual, noise })),
  ...[0.2, 0.5, 0.8].map((missing) => ({ ...usual, missing })),
  ...[1, 16, 50].map((recordings) => ({ ...usual, recordings })),
  ...[1, 16, 50].map((recordings) => ({ ...usual, recordings, noise: 0.05 })),
];
/** Samples of a recording, 50 ms apart. */
const samples = 400;

/** Recordings as CSV, `time,angle`, and the standard deviation of their noise. */
function recordings({ recordings: count, noise, missing }: Flaws, seed: number) {
  const recipe = presets['suite-pendulum'];
  const parameters = { ...recipe.parameters, friction: 0.05 };
  const preset = { ...recipe, parameters, initial: { radius: [0.8, 1.6] as const } };
  const { q, dt } = generate(preset, { seed, trajectories: count, frames: samples });
  const scale = Math.sqrt(q.reduce((sum, angle) => sum + angle * angle, 0) / q.length);
  const random = randomStream(seed, 0, 'noise', 0);
  const files = Array.from({ length: count }, (_, file) => {
    const lines = ['time,angle [rad]'];
    for (let t = 0; t < samples; t++) {
      const error = noise * scale * random.normal();
      // The first and the last are kept, so that all recordings are of one length.
      const isMissing = random.uniform(0, 1) < missing && t > 0 && t < samples - 1;
      if (!isMissing) lines.push(`${(t * dt).toFixed(3)},${(q[file * samples + t] + error).toFixed(6)}`);
    }
    return `${lines.join('\n')}\n`;
  });
  return { files, noise: noise * scale };
}

/** Learns from recordings with noise, with gaps, from few and from many. */
export async function learnRobustness(options: BenchmarkOptions): Promise<RobustnessRow[]> {
  return resumable(
    'learn-robustness',
    trials.map((flaws) => ({
      name: `${flaws.recordings}-recordings-noise-${flaws.noise}-missing-${flaws.missing}`,
      run: () => learnWith(flaws),
    })),
    options,
  );
}

async function learnWith(flaws: Flaws): Promise<RobustnessRow> {
  const folder = await mkdtemp(join(tmpdir(), 'robustness-'));
  try {
    const write = async (name: string, files: readonly string[]) => {
      const paths = files.map((_, i) => join(folder, `${name}-${i}.csv`));
      for (const [i, path] of paths.entries()) await writeFile(path, files[i]);
      return paths;
    };
    const learnt = recordings(flaws, 1);
    const train = await write('train', learnt.files);
    const test = await write('test', recordings({ ...flaws, recordings: 4 }, 2).files);
    const run = hgnLearn<StatesResult>([...train, '--test', ...test, '--out', join(folder, 'run')]);
    const told = await run.catch((error: unknown) => String(error));
    const horizon = typeof told === 'string' ? undefined : told.horizons['1'];
    return {
      ...flaws,
      learnt_1s: horizon?.rms ?? 'refused',
      best_baseline_1s: horizon ? Math.min(...Object.values(horizon.baselines)) : 'refused',
      noise_rad: learnt.noise,
      seconds: typeof told === 'string' ? 0 : told.seconds,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

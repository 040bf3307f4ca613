import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { discRenderer, randomStream } from '@hgn/datasets';
import type { BenchmarkOptions } from '../lib/benchmark.ts';
import { resumable } from '../lib/resumable.ts';
import { hgnLearn, type FilmResult } from './hgnLearn.ts';
import { writeFilm } from './writeFilm.ts';

/** A model of a pendulum whose pivot is shaken sideways, learnt from films of it. */
export interface DrivenRow {
  /** Whether training was told how often the pivot is shaken. */
  readonly told: boolean;
  /** Seconds after which the shaking repeats itself, in truth, as told, and as learnt from there on. */
  readonly true_period: number;
  readonly told_period: number | null;
  readonly learnt_period: number | null;
  /** Mean square error over 30 unseen frames: how many times below that of the better of last and mean frame. */
  readonly times_below_30: number;
  /** The same, of the worst of 120 unseen frames. */
  readonly worst_times_below_120: number;
  readonly seconds: number;
}

const dt = 0.05;
const size = 32;
/** theta'' = -w^2 sin theta + a cos(2 pi t / period) cos theta. */
const [frequency, shaking, period] = [3, 3, 1.3];
const toldPeriod = 1.32;

/** Pictures of a swing from rest, by leapfrog at a two-hundredth of the time between two of them. */
function pictures(seed: number, frames: number): Uint8Array {
  const draw = discRenderer({
    ...{ size, channels: 3, background: [0.3, 0.3, 0.3] },
    discs: [{ radius: 0.11, color: [1, 0.8, 0.2] }],
  });
  const out = new Uint8Array(frames * size * size * 3);
  const finer = 200;
  const step = dt / finer;
  let [angle, rate] = [randomStream(seed, 0, 'state').uniform(0.7, 1.3), 0];
  for (let frame = 0; frame < frames; frame++) {
    draw(
      Float64Array.of(0.5 + 0.38 * Math.sin(angle), 0.35 + 0.38 * Math.cos(angle)),
      out,
      frame * size * size * 3,
    );
    for (let k = 0; k < finer; k++) {
      angle += (step / 2) * rate;
      const t = frame * dt + (k + 0.5) * step;
      const push = shaking * Math.cos((2 * Math.PI * t) / period);
      rate += step * (push * Math.cos(angle) - frequency ** 2 * Math.sin(angle));
      angle += (step / 2) * rate;
    }
  }
  return out;
}

/** Learns films of a pendulum on a shaken pivot, each begun at the same moment of the shaking: told its period, and not told. */
export function learnDriven(options: BenchmarkOptions): Promise<DrivenRow[]> {
  return resumable(
    'learn-driven',
    [true, false].map((told) => ({ name: told ? 'told' : 'not-told', run: () => learnWith(told) })),
    options,
  );
}

interface Details {
  readonly perFrame: readonly {
    readonly mse: number;
    readonly baselines: { readonly last: number; readonly mean: number };
  }[];
}

async function learnWith(told: boolean): Promise<DrivenRow> {
  const folder = await mkdtemp(join(tmpdir(), 'driven-'));
  try {
    const names = ['a', 'b', 'c', 'd', 'test'].map((name) => join(folder, `${name}.mkv`));
    names.forEach((path, seed) =>
      writeFilm(
        { frames: pictures(seed + 1, path.endsWith('test.mkv') ? 800 : 500), width: size, height: size, dt },
        path,
      ),
    );
    const out = join(folder, 'run');
    const result = await hgnLearn<FilmResult>([
      ...names.slice(0, -1),
      ...['--test', names[4], '--no-friction', '--horizons', '0.5,1,6', '--out', out],
      ...(told ? ['--drive-period', String(toldPeriod)] : []),
    ]);
    const { perFrame } = JSON.parse(await readFile(join(out, 'film.json'), 'utf8')) as Details;
    const { rms, baselines } = result.unseen;
    return {
      told,
      true_period: period,
      told_period: told ? toldPeriod : null,
      learnt_period: result.drivePeriod ?? null,
      times_below_30: (Math.min(baselines.last, baselines.mean) / rms) ** 2,
      worst_times_below_120: Math.min(
        ...perFrame.slice(0, 120).map(({ mse, baselines: { last, mean } }) => Math.min(last, mean) / mse),
      ),
      seconds: result.seconds,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

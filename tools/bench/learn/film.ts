import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate, presets, type Preset } from '@hgn/datasets';
import type { BenchmarkOptions } from '../lib/benchmark.ts';
import { resumable } from '../lib/resumable.ts';
import { hgnLearn, type FilmResult } from './hgnLearn.ts';
import { writeFilm } from './writeFilm.ts';

/** A model of a simulated pendulum, learnt from films of it. */
export interface FilmRow {
  readonly true_friction: number;
  readonly model: 'dissipative' | 'conservative';
  /** Mean square error over 30 unseen frames: how many times below that of the better of last and mean frame. */
  readonly times_below_30: number;
  /** The same, of the worst of 120 unseen frames. */
  readonly worst_times_below_120: number;
  /** The same, of the last of these, and of frame 240. */
  readonly times_below_at_120: number;
  readonly times_below_at_240: number;
  /**
   * How much is still foreseen to move at frames 211 to 240, as a share of what is at frames 1 to 30, and how much did: roots of mean squares of
   * what differs from the mean frame.
   */
  readonly motion_left_foreseen: number;
  readonly motion_left_filmed: number;
  /** Rates at which amplitudes of small swings fall, in 1/s: in truth, in the films learnt from, in unseen ones as foreseen. */
  readonly true_decay: number;
  readonly filmed_decay: number | null;
  readonly foreseen_decay: number | null;
  /** Of the learnt energy that goes to and fro. */
  readonly lost_per_period: number | null;
  readonly seconds: number;
}

interface Details {
  readonly perFrame: readonly {
    readonly mse: number;
    readonly motion: number;
    readonly baselines: { readonly last: number; readonly mean: number };
  }[];
}

/** The pendulum of the suite from 0.8 to 1.6 rad, with a friction. */
function pendulum(friction: number): Preset {
  const recipe = presets['suite-pendulum'];
  return { ...recipe, parameters: { ...recipe.parameters, friction }, initial: { radius: [0.8, 1.6] } };
}

const trials = [0.05, 0.15, 0].flatMap((friction) =>
  (['dissipative', 'conservative'] as const).map((model) => ({ friction, model })),
);

/** Learns films of a pendulum with friction 0.05, with 0.15 and with none, by both kinds of model; numbers among the arguments choose trials. */
export async function learnFilms(options: BenchmarkOptions): Promise<FilmRow[]> {
  const only = options.args.map(Number).filter((n) => Number.isInteger(n));
  const chosen = trials.filter((_, i) => only.length === 0 || only.includes(i + 1));
  return resumable(
    'learn-film',
    chosen.map(({ friction, model }) => ({
      name: `friction-${friction}-${model}`,
      run: () => learnFilmsOf(friction, model),
    })),
    options,
  );
}

/** Mean over so many frames. */
const over = <T>(frames: readonly T[], value: (frame: T) => number): number =>
  frames.reduce((sum, frame) => sum + value(frame), 0) / frames.length;

async function learnFilmsOf(friction: number, model: FilmRow['model']): Promise<FilmRow> {
  const folder = await mkdtemp(join(tmpdir(), 'film-'));
  try {
    const names = ['a', 'b', 'c', 'd', 'test'].map((name) => join(folder, `${name}.mkv`));
    names.forEach((path, seed) =>
      writeFilm(
        generate(pendulum(friction), {
          ...{ seed: seed + 1, trajectories: 1 },
          frames: path.endsWith('test.mkv') ? 800 : 500,
        }),
        path,
      ),
    );
    const out = join(folder, 'run');
    const kind = model === 'dissipative' ? '--friction' : '--no-friction';
    const result = await hgnLearn<FilmResult>([
      ...names.slice(0, -1),
      ...['--test', names[4], kind, '--horizons', '0.5,1,24', '--out', out],
    ]);
    const { perFrame } = JSON.parse(await readFile(join(out, 'film.json'), 'utf8')) as Details;
    const below = ({ mse, baselines }: Details['perFrame'][number]) =>
      Math.min(baselines.last, baselines.mean) / mse;
    const { rms, baselines } = result.unseen;
    const [first, last] = [perFrame.slice(0, 30), perFrame.slice(210, 240)];
    return {
      true_friction: friction,
      model,
      times_below_30: (Math.min(baselines.last, baselines.mean) / rms) ** 2,
      worst_times_below_120: Math.min(...perFrame.slice(0, 120).map(below)),
      times_below_at_120: below(perFrame[119]),
      times_below_at_240: below(perFrame[239]),
      motion_left_foreseen: Math.sqrt(
        over(last, ({ motion }) => motion) / over(first, ({ motion }) => motion),
      ),
      motion_left_filmed: Math.sqrt(
        over(last, (frame) => frame.baselines.mean) / over(first, (frame) => frame.baselines.mean),
      ),
      // dp/dt = -f dH/dp and m l^2 = 1/2: momenta fall at 2 f, amplitudes of small swings at half of that.
      true_decay: friction,
      filmed_decay: result.friction.filmed,
      foreseen_decay: result.friction.foreseen,
      lost_per_period: result.friction.lostPerPeriod,
      seconds: result.seconds,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

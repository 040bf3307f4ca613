import { generate, presets as systems, randomStream, type Dataset } from '@hgn/datasets';
import { compileTraining, evaluate, presets, type Sequences } from '@hgn/model';
import type { BenchmarkOptions } from '../lib/benchmark.ts';
import { resumable } from '../lib/resumable.ts';

/** A mass on a spring learnt from flawed films and judged on unseen ones: how many times below the better of last and mean frame. */
export interface PixelRobustnessRow {
  readonly films: number;
  /** Standard deviation of the noise of every pixel value, as a share of the contrast. */
  readonly noise: number;
  /** Standard deviation of the Gaussian that frames are smeared by, in pixels; a disc is 9 wide. */
  readonly blur: number;
  /** Share of the frames that are missing, at random moments. */
  readonly missing: number;
  /** What training knows of them: they are marked and left out, or the frame before is there once more. */
  readonly told: 'left out' | 'repeated' | null;
  readonly forward: number;
  readonly backward: number;
  readonly double_speed: number;
  readonly seconds: number;
}

type Flaws = Pick<PixelRobustnessRow, 'films' | 'noise' | 'blur' | 'missing' | 'told'>;

const usual: Flaws = { films: 500, noise: 0, blur: 0, missing: 0, told: null };
const trials: readonly Flaws[] = [
  usual,
  ...[0.01, 0.05, 0.1].map((noise) => ({ ...usual, noise })),
  ...[1, 2].map((blur) => ({ ...usual, blur })),
  ...[0.2, 0.5].flatMap((missing) =>
    (['left out', 'repeated'] as const).map((told) => ({ ...usual, missing, told })),
  ),
  ...[50, 5000].map((films) => ({ ...usual, films })),
  ...[50, 5000].map((films) => ({ ...usual, films, noise: 0.05 })),
];

const length = 80;

/**
 * Learns a mass on a spring, by the preset `quickstart`, from films with noise, blur and missing frames, from few and from
 * many; numbers among the arguments choose trials.
 */
export function learnPixelRobustness(options: BenchmarkOptions): Promise<PixelRobustnessRow[]> {
  const named = (flaws: Flaws) =>
    `${flaws.films}-films-noise-${flaws.noise}-blur-${flaws.blur}-missing-${flaws.missing}${flaws.told === null ? '' : `-${flaws.told.replace(' ', '-')}`}`;
  const only = options.args.map(Number).filter((n) => Number.isInteger(n));
  const chosen = trials.filter((_, i) => only.length === 0 || only.includes(i + 1));
  return resumable(
    'learn-robustness-pixels',
    chosen.map((flaws) => ({ name: named(flaws), run: () => learnWith(flaws) })),
    options,
  );
}

async function learnWith(flaws: Flaws): Promise<PixelRobustnessRow> {
  const preset = presets.quickstart;
  const { steps } = preset.training;
  const system = systems['mass-spring'];
  const films = generate(system, { seed: 1, trajectories: flaws.films, frames: length });
  const unseen = generate(system, { seed: 1_000_003, trajectories: 64, frames: length });
  const sequences = filmed(films, flaws);
  // What is judged has the same camera, so the same blur, but neither noise nor gaps.
  const test = filmed(unseen, { ...usual, blur: flaws.blur });
  const begun = performance.now();
  const { model, trainer, initial, step, dispose } = await compileTraining({ preset, sequences, seed: 0 });
  try {
    let state = initial;
    for (let index = 0; index < steps; index++) ({ state } = await step(state, index));
    const seconds = (performance.now() - begun) / 1000;
    const { tasks } = await evaluate(model, trainer, trainer.judgedParameters(state), test, {
      dt: test.dt,
      protocol: preset.protocol,
    });
    return {
      ...flaws,
      forward: tasks.forward.timesBelowBaseline,
      backward: tasks.backward.timesBelowBaseline,
      double_speed: tasks.doubleSpeed.timesBelowBaseline,
      seconds,
    };
  } finally {
    await dispose();
  }
}

/** Levels of black, and from black to white: what is black is filmed as grey, so that noise is not cut off there. */
const [black, contrast] = [64, 128];

/** Films as a camera with flaws takes them. */
function filmed(films: Dataset, { noise, blur, missing, told }: Flaws): Sequences {
  const { trajectories, length, height, width, channels, dt } = films;
  const each = height * width * channels;
  const random = randomStream(films.seed, 0, 'noise', 0);
  const frames = new Uint8Array(films.frames.length);
  const isMissing = new Uint8Array(trajectories * length);
  for (let i = 0; i < isMissing.length; i++) {
    // The first frame is there, so that there is one to repeat.
    if (i % length > 0 && random.uniform(0, 1) < missing) {
      isMissing[i] = 1;
      frames.copyWithin(i * each, (i - 1) * each, i * each);
      continue;
    }
    const frame = smeared(films.frames.subarray(i * each, (i + 1) * each), films, blur);
    for (let k = 0; k < each; k++) {
      const error = noise === 0 ? 0 : noise * contrast * random.normal();
      const level = black + (contrast / 255) * frame[k] + error;
      frames[i * each + k] = Math.min(255, Math.max(0, Math.round(level)));
    }
  }
  return {
    ...{ trajectories, length, height, width, channels, dt, frames },
    ...(told === 'left out' && { missing: isMissing }),
  };
}

/** A frame smeared by a Gaussian along rows, then along columns; beyond the margin is what is at it. */
function smeared(
  frame: Uint8Array,
  { height, width, channels }: Pick<Dataset, 'height' | 'width' | 'channels'>,
  deviation: number,
): Uint8Array | Float64Array {
  if (deviation === 0) return frame;
  const reach = Math.ceil(3 * deviation);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, k) =>
    Math.exp(-0.5 * ((k - reach) / deviation) ** 2),
  );
  const total = weights.reduce((a, b) => a + b, 0);
  const along = (values: ArrayLike<number>, count: number, stride: number): Float64Array => {
    const out = new Float64Array(values.length);
    for (let i = 0; i < out.length; i++) {
      const at = Math.floor(i / stride) % count;
      for (let k = -reach; k <= reach; k++) {
        const other = Math.min(count - 1, Math.max(0, at + k));
        out[i] += (weights[k + reach] / total) * values[i + (other - at) * stride];
      }
    }
    return out;
  };
  return along(along(frame, width, channels), height, width * channels);
}

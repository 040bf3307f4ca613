import { requireOptions } from '@hgn/options';
import { ndarray, type NdArray } from '@hgn/autodiff';
import type { Chart } from '../chart/chart.ts';
import { fitChart } from '../chart/fitChart.ts';
import { stateFrame } from '../data/protocol.ts';
import { frameAt, type Sequences } from '../data/sequences.ts';
import { inChunks } from '../generation/arrays.ts';
import type { Generator, States } from '../generation/generator.ts';
import { columnMoments } from '../metrics/orbits.ts';
import { quantile } from '../metrics/statistics.ts';
import type { FrameProtocol } from '../presets/preset.ts';

/** From the smallest to the largest. */
export interface Range {
  readonly minimum: number;
  readonly maximum: number;
}

/** What a model makes of frames that it was not trained on, number by number of z and of the state, row-major. */
export interface ModelStatistics {
  /** Inferred states that the numbers are about. */
  readonly states: number;
  /** Posterior means of z: their mean and standard deviation. */
  readonly z: { readonly mean: readonly number[]; readonly deviation: readonly number[] };
  /** Smallest and largest position: the axes of a figure. */
  readonly q: { readonly minimum: readonly number[]; readonly maximum: readonly number[] };
  /** Smallest and largest momentum (or velocity). */
  readonly p: { readonly minimum: readonly number[]; readonly maximum: readonly number[] };
  /** Learnt energies; absent where the dynamics knows none. */
  readonly energy?: Range;
  /** Mean squared pixel error, pixels from 0 to 1, between the frame of an inferred state and what is decoded from it. */
  readonly reconstructionError: { readonly median: number; readonly percentile99: number };
}

/** What is learnt about a model by showing it frames. */
export interface MeasuredStates {
  readonly statistics: ModelStatistics;
  /** The plane of its states; absent where there are fewer than 3 states. */
  readonly chart?: Chart;
}

/** How to measure. */
export interface MeasureOptions {
  /** Time step that the model was trained at, a multiple of that of the sequences. */
  readonly dt: number;
  readonly protocol: Pick<FrameProtocol, 'stateAt'>;
  /** States to infer, at most; default 256, spread over all trajectories. */
  readonly states?: number;
}

/** Windows that are encoded together. */
const windowsPerCall = 32;

/**
 * Infers states from frames that a model was not trained on, and says where they lie: what an exported model carries so
 * that a player can draw axes and the plane of the states, and tell frames unlike those of the training.
 *
 * Cost: `states` inferences and paintings: a second for a small model.
 *
 * @param generator the model at work, see `createGenerator`
 * @throws RangeError when a trajectory is shorter than the model's input
 * @example
 * import { generate, presets as datasets } from '@hgn/datasets';
 * import { compileTraining, createGenerator, measureStates, presets } from '@hgn/model';
 *
 * const preset = { ...presets.quickstart, training: { ...presets.quickstart.training, batchSize: 2 } };
 * const sequences = generate(datasets['mass-spring'], { seed: 1, trajectories: 2, frames: 68 });
 * const { model, trainer, initial, dispose } = await compileTraining({ preset, sequences, seed: 1 });
 * const generator = createGenerator(model, trainer, trainer.judgedParameters(initial));
 * const { dt } = sequences;
 * const { statistics } = await measureStates(generator, sequences, { dt, protocol: preset.protocol, states: 8 });
 * console.log(statistics.reconstructionError.median);
 * await generator.dispose();
 * await dispose();
 */
export async function measureStates(
  generator: Generator,
  sequences: Sequences,
  options: MeasureOptions,
): Promise<MeasuredStates> {
  requireOptions('measureStates', options, { dt: true, protocol: true, states: true });
  const { dt, protocol, states: most = 256 } = options;
  const { inputFrames } = generator.model.config;
  const stride = Math.max(1, Math.round(dt / sequences.dt));
  const at = stateFrame(protocol, inputFrames) * stride;
  const windows = spreadWindows(sequences, (inputFrames - 1) * stride + 1, most);
  const frames = gather(
    sequences,
    windows,
    Array.from({ length: inputFrames }, (_, k) => k * stride),
  );
  const { mean, q, p } = await inChunks({ frames }, windowsPerCall, (inputs) =>
    generator.encode(inputs.frames),
  );
  const painted = await generator.decode({ q, p });
  const seen = gather(sequences, windows, [at]);
  const energies = await generator.hamiltonian?.({ q, p });
  const count = windows.length;
  const errors = rowErrors(painted.data, seen.data, count);
  const truth = trueStates(sequences, windows, at);
  const moments = columns(mean, count).map(({ start, stride: step }) =>
    columnMoments(mean.data, start, step, count),
  );
  const chart = count < 3 ? undefined : fitChart({ samples: count, q: q.data, p: p.data }, truth);
  return {
    statistics: {
      states: count,
      z: {
        mean: moments.map((moment) => moment.mean),
        deviation: moments.map(({ variance }) => Math.sqrt(variance)),
      },
      q: bounds(q, count),
      p: bounds(p, count),
      ...(energies && { energy: rangeOf(energies.H.data) }),
      reconstructionError: { median: quantile(errors, 0.5), percentile99: quantile(errors, 0.99) },
    },
    ...(chart && { chart }),
  };
}

interface Window {
  readonly trajectory: number;
  readonly first: number;
}

/** Windows of so many frames, evenly spread over trajectories and time, trajectory after trajectory. */
function spreadWindows({ trajectories, length }: Sequences, span: number, most: number): Window[] {
  if (length < span) {
    throw new RangeError(`measureStates: trajectories must have ${span} frames or more, but have ${length}`);
  }
  const chosen = Math.min(trajectories, most);
  const each = Math.min(length - span + 1, Math.max(1, Math.floor(most / chosen)));
  return Array.from({ length: chosen * each }, (_, i) => {
    const place = each === 1 ? 0 : (i % each) / (each - 1);
    return { trajectory: Math.floor(i / each), first: Math.round(place * (length - span)) };
  });
}

/** Frames at offsets into windows, as a generator takes them. */
function gather(sequences: Sequences, windows: readonly Window[], offsets: readonly number[]): NdArray {
  const { height, width, channels } = sequences;
  const size = height * width * channels;
  const data = new Float32Array(windows.length * offsets.length * size);
  windows.forEach(({ trajectory, first }, i) =>
    offsets.forEach((offset, k) => {
      const start = (i * offsets.length + k) * size;
      frameAt(sequences, trajectory, first + offset).forEach((value, j) => (data[start + j] = value / 255));
    }),
  );
  return ndarray(data, [windows.length, offsets.length, height, width, channels]);
}

/** The true states of windows, where the sequences know them. */
function trueStates({ states, length, trajectories }: Sequences, windows: readonly Window[], at: number) {
  if (states === undefined) return undefined;
  const coordinates = states.q.length / (trajectories * length);
  const pick = (values: ArrayLike<number>): number[] =>
    windows.flatMap(({ trajectory, first }) =>
      Array.from(
        { length: coordinates },
        (_, i) => values[(trajectory * length + first + at) * coordinates + i],
      ),
    );
  return { samples: windows.length, q: pick(states.q), p: pick(states.p) };
}

const columns = ({ data }: NdArray, count: number) => {
  const stride = data.length / count;
  return Array.from({ length: stride }, (_, start) => ({ start, stride }));
};

function bounds(values: States['q'], count: number): ModelStatistics['q'] {
  const ranges = columns(values, count).map(({ start, stride }) =>
    rangeOf(Float32Array.from({ length: count }, (_, n) => values.data[start + n * stride])),
  );
  return {
    minimum: ranges.map(({ minimum }) => minimum),
    maximum: ranges.map(({ maximum }) => maximum),
  };
}

function rangeOf(values: ArrayLike<number>): Range {
  let [minimum, maximum] = [values[0], values[0]];
  for (let i = 1; i < values.length; i++) {
    minimum = Math.min(minimum, values[i]);
    maximum = Math.max(maximum, values[i]);
  }
  return { minimum, maximum };
}

/** Mean squared difference, row by row. */
function rowErrors(a: ArrayLike<number>, b: ArrayLike<number>, rows: number): Float64Array {
  const size = a.length / rows;
  return Float64Array.from({ length: rows }, (_, row) => {
    let sum = 0;
    for (let i = row * size; i < (row + 1) * size; i++) sum += (a[i] - b[i]) ** 2;
    return sum / size;
  });
}

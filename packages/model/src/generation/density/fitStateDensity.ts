import { requireOptions } from '@hgn/options';
import { ndarray } from '@hgn/autodiff';
import type { Key } from '@hgn/nn';
import { principalComponents } from '../../chart/components.ts';
import { isMissing } from '../../data/missingFrames.ts';
import type { Sequences } from '../../data/sequences.ts';
import { columnMoments } from '../../metrics/orbits.ts';
import type { FeaturePoints } from '../../metrics/samples/frameFeatures.ts';
import { pickFrames } from '../frames.ts';
import type { Generator, States } from '../generator.ts';
import { chooseMixture } from './chooseMixture.ts';
import type { StateDensity } from './stateDensity.ts';

/** How to fit a density of states. */
export interface FitStateDensityOptions {
  /** Where the first guesses of mixtures come from. */
  readonly key: Key;
  /** Time step that the model was trained at, a multiple of that of the sequences. */
  readonly dt: number;
  /** States to infer, at most; default 2048, spread over all trajectories and times. */
  readonly states?: number;
}

/** Windows that are encoded together. */
const windowsPerCall = 32;

/** Directions with a smaller share of the largest variance are left at their mean: what a decoder makes of them is not seen. */
const smallestShare = 1e-3;

/** Smallest variance of a component, as a share of the largest variance of all states. */
const floorShare = 1e-4;

/** One state of so many is left out of the fit, to choose the number of components by. */
const leftOutOf = 5;

/**
 * Fits a density to the states that a trained model infers from its training sequences, to draw new ones from
 * (`drawStates`): states of the prior N(0, I) lie mostly where the encoder puts none, when the weight of the KL term was small.
 *
 * Means of the posterior, not draws of it: its noise is as large as the decoder tolerates and makes energies too high. Positions and
 * momenta are measured each in their own spread, principal directions with less than a thousandth of the largest variance
 * are dropped, and a mixture of normal distributions over the others is fitted to four fifths of the trajectories; the fifth left
 * out chooses how many components it has, up to 32.
 *
 * Cost: `states` inferences, and about a second in plain code.
 *
 * Source: Ghosh et al. 2020, "From Variational to Deterministic Autoencoders", arXiv:1903.12436, section 4.
 *
 * @param generator the model at work, see `createGenerator`
 * @throws RangeError when sequences nowhere have as many frames in a row as the encoder sees, states are not finite, or all the same
 * @example
 * import { generate, presets as datasets } from '@hgn/datasets';
 * import { compileTraining, createGenerator, drawStates, fitStateDensity, presets } from '@hgn/model';
 * import { key } from '@hgn/nn';
 *
 * const preset = { ...presets.quickstart, training: { ...presets.quickstart.training, batchSize: 2 } };
 * const sequences = generate(datasets['mass-spring'], { seed: 1, trajectories: 5, frames: 68 });
 * const { model, trainer, initial, dispose } = await compileTraining({ preset, sequences, seed: 1 });
 * const generator = createGenerator(model, trainer, trainer.judgedParameters(initial));
 * const { dt } = sequences;
 * const density = await fitStateDensity(generator, sequences, { key: key(1), dt, states: 40 });
 * const films = await generator.rollout(drawStates(density, model, key(2), 3), { dt, frames: 30 });
 * console.log(films.q.shape); // [3, 30, 16]
 * await generator.dispose();
 * await dispose();
 */
export async function fitStateDensity(
  generator: Generator,
  sequences: Sequences,
  options: FitStateDensityOptions,
): Promise<StateDensity> {
  requireOptions('fitStateDensity', options, { key: true, dt: true, states: true });
  const { key, dt, states: most = 2048 } = options;
  const stride = Math.max(1, Math.round(dt / sequences.dt));
  const windows = spreadWindows(sequences, generator.model.config.inputFrames, stride, most);
  const { rows, scale } = inOwnSpread(await infer(generator, sequences, windows, stride));
  const { centre, directions, variances } = principalComponents(rows, smallestShare);
  const isLeftOut = leftOut(windows, sequences.trajectories);
  const coordinates = (wanted: boolean): FeaturePoints => {
    const chosen = rows.filter((_, n) => isLeftOut(n) === wanted);
    const values = chosen.flatMap((row) =>
      directions.map((direction) => direction.reduce((sum, x, i) => sum + x * (row[i] - centre[i]), 0)),
    );
    return { values: Float64Array.from(values), count: chosen.length, dimensions: directions.length };
  };
  const { mixture, tried } = chooseMixture(coordinates(false), coordinates(true), {
    ...{ key, floor: floorShare * variances[0] },
  });
  const unscaled = (row: Float64Array): number[] => Array.from(row, (x, i) => x * scale[i]);
  return {
    states: rows.length,
    centre: unscaled(centre),
    directions: directions.map(unscaled),
    mixture,
    tried,
  };
}

interface Window {
  readonly trajectory: number;
  readonly first: number;
}

/** Windows without a missing frame, none twice: evenly spread over each trajectory, from another start in each (by the golden ratio). */
function spreadWindows(sequences: Sequences, inputFrames: number, stride: number, most: number): Window[] {
  const { trajectories, length } = sequences;
  const starts = Math.max(0, length - (inputFrames - 1) * stride);
  const all = Math.min(most, trajectories * starts);
  const each = Math.ceil(all / trajectories);
  const isWhole = ({ trajectory, first }: Window): boolean =>
    Array.from({ length: inputFrames }, (_, k) => first + k * stride).every(
      (frame) => !isMissing(sequences, trajectory, frame),
    );
  const windows = Array.from({ length: all }, (_, n) => {
    const trajectory = n % trajectories;
    const place = (Math.floor(n / trajectories) + ((trajectory * 0.618034) % 1)) / each;
    return { trajectory, first: Math.floor(place * starts) };
  }).filter(isWhole);
  if (windows.length < 2) {
    throw new RangeError(
      `fitStateDensity: sequences must have ${inputFrames} frames in a row, ${stride} apart, in two places at least, but have them in ${windows.length}; record longer ones`,
    );
  }
  return windows;
}

/** States of windows: for each the numbers of q, then those of p. */
async function infer(
  generator: Generator,
  sequences: Sequences,
  windows: readonly Window[],
  stride: number,
): Promise<Float64Array[]> {
  const { inputFrames } = generator.model.config;
  const { height, width, channels } = sequences;
  const size = inputFrames * height * width * channels;
  const rows: Float64Array[] = [];
  for (let from = 0; from < windows.length; from += windowsPerCall) {
    const frames = new Float32Array(windowsPerCall * size);
    for (let k = 0; k < windowsPerCall; k++) {
      // Every call has one shape, for one compilation: past the end stands the last window again.
      const { trajectory, first } = windows[Math.min(from + k, windows.length - 1)];
      const times = Array.from({ length: inputFrames }, (_, t) => first + t * stride);
      frames.set(pickFrames(sequences, [trajectory], times).data, k * size);
    }
    const inputs = ndarray(frames, [windowsPerCall, inputFrames, height, width, channels]);
    const states = await generator.encode(inputs);
    rows.push(...rowsOf(states).slice(0, windows.length - from));
  }
  return rows;
}

function rowsOf({ q, p }: States): Float64Array[] {
  const count = q.shape[0];
  const size = q.data.length / count;
  return Array.from({ length: count }, (_, n) =>
    Float64Array.from({ length: 2 * size }, (_, i) =>
      i < size ? q.data[n * size + i] : p.data[n * size + i - size],
    ),
  );
}

/** States with q and p each over the root of their variance: what is small of the one must not vanish beside the other. */
function inOwnSpread(states: readonly Float64Array[]) {
  const size = states[0].length / 2;
  const flat = Float64Array.from(states.flatMap((row) => Array.from(row)));
  if (!flat.every(Number.isFinite)) {
    throw new RangeError('fitStateDensity: inferred states must be finite, but some are not; train longer');
  }
  const spread = (from: number): number => {
    let variance = 0;
    for (let i = from; i < from + size; i++)
      variance += columnMoments(flat, i, 2 * size, states.length).variance;
    return Math.sqrt(variance);
  };
  const [q, p] = [spread(0), spread(size)];
  if (q + p === 0) {
    throw new RangeError('fitStateDensity: inferred states must differ, but all are the same; train longer');
  }
  const scale = Array.from({ length: 2 * size }, (_, i) => (i < size ? q : p) || 1);
  return { rows: states.map((row) => row.map((x, i) => x / scale[i])), scale };
}

/** Which states are left out: those of the last fifth of the trajectories, or one of five where there are fewer trajectories. */
function leftOut(windows: readonly Window[], trajectories: number): (n: number) => boolean {
  const first = trajectories - Math.floor(trajectories / leftOutOf);
  const byTrajectory = windows.filter(({ trajectory }) => trajectory >= first).length;
  return byTrajectory > 0 && byTrajectory < windows.length
    ? (n) => windows[n].trajectory >= first
    : (n) => n % leftOutOf === 1;
}

import { requireOptions } from '@hgn/options';
import { typicalForces, type FittedPortHamiltonian } from '../fitPortHamiltonian.ts';
import { filter } from './filterStates.ts';
import type { ObservationNoise, Observations } from './observations.ts';

/** How noise is estimated. */
export interface EstimateNoiseOptions {
  /** Samples that are looked at, over all recordings, but for what most of a swing of each needs; 2000 unless told. */
  readonly samples?: number;
  /** Noise to begin the search with. */
  readonly from?: Pick<ObservationNoise, 'measurement' | 'disturbance'>;
}

/** Factors by which the search changes a deviation, one after the other. */
const factors = [8, 3, 1.6, 1.25];
/** No measurement is more exact than this share of the range. */
const leastNoise = 1e-6;
/** Rounds over all deviations with one factor, at most. */
const rounds = 6;
/** Before any recording is seen, offsets have this share of the force of a typical swing; it counts as one recording. */
const presumedOffset = 0.3;

/**
 * The noise of recordings under a system that was fitted to them: the measurement's and the random force's as they make
 * what was measured most probable, each sample given those before it, and of offsets the spread that the
 * fit found, beside a presumed one. What the
 * system does not explain counts as random force.
 *
 * Cost: some 30 to 60 filterings for each coordinate.
 * @throws RangeError for a measured coordinate that never changes
 * @example
 * import { estimateNoise, fitPortHamiltonian, structureFor } from '@hgn/model';
 *
 * const time = Float64Array.from({ length: 300 }, (_, k) => 0.02 * k);
 * const [positions, velocities] = [[time.map(Math.sin)], [time.map(Math.cos)]];
 * const series = [{ dt: 0.02, positions, velocities, inputs: [] }];
 * const structure = structureFor(series, { names: ['angle'], isAngle: [true], inputs: [] });
 * const fit = await fitPortHamiltonian(structure, series, { windows: 10, stages: 1 });
 * const measured = [positions[0].map((x, k) => x + (k % 2 === 0 ? 0.01 : -0.01))];
 * const { measurement } = estimateNoise(fit, [{ time, positions: measured, inputs: [] }], { samples: 100 });
 * console.log(Math.abs(measurement[0] - 0.01) < 0.002); // true
 */
export function estimateNoise(
  fit: FittedPortHamiltonian,
  recordings: readonly Observations[],
  options: EstimateNoiseOptions = {},
): ObservationNoise {
  const { system } = fit;
  requireOptions('estimateNoise', options, { samples: true, from: true });
  const { samples = 2000, from } = options;
  const n = system.structure.coordinates.length;
  const forces = typicalForces(system.structure);
  const stretches = stretchesOf(recordings, { samples, swing: system.structure.scales.time });
  const offset = forces.map((force, i) =>
    Math.sqrt(
      fit.offsets.reduce((sum, each) => sum + each[i] ** 2, (presumedOffset * force) ** 2) /
        (fit.offsets.length + 1),
    ),
  );
  /** Logarithms of measurement noise and of the random force, coordinate by coordinate. */
  const start = [
    ...(from?.measurement ?? Array.from({ length: n }, (_, i) => roughNoise(recordings, i))),
    ...(from?.disturbance ?? forces.map((force) => 0.03 * force * Math.sqrt(system.structure.scales.time))),
  ];
  const noiseOf = (deviations: readonly number[]): ObservationNoise => ({
    measurement: deviations.slice(0, n),
    disturbance: deviations.slice(n),
    offset,
  });
  const surprise = (deviations: readonly number[]): number => {
    const noise = noiseOf(deviations);
    let sum = 0;
    for (const stretch of stretches) sum -= filter(fit, stretch, noise, {}).logLikelihood;
    return Number.isFinite(sum) ? sum : Infinity;
  };
  const least = [
    ...recordings[0].positions.map((_, i) => leastNoise * spanOf(recordings, i)),
    ...forces.map(() => 0),
  ];
  return noiseOf(searched(start, least, surprise));
}

/** Goes from deviations to better ones by factors, up and down, as long as it gains. */
function searched(
  start: readonly number[],
  lowest: readonly number[],
  surprise: (deviations: readonly number[]) => number,
): number[] {
  const at = start.map((value, i) => Math.max(value, lowest[i]));
  let least = surprise(at);
  for (const factor of factors) {
    for (let round = 0, gained = true; gained && round < rounds; round++) {
      gained = false;
      for (let i = 0; i < at.length; i++) {
        for (const change of [factor, 1 / factor]) {
          const trial = at.map((value, j) => (j === i ? Math.max(value * change, lowest[i]) : value));
          const found = surprise(trial);
          if (!(found < least)) continue;
          least = found;
          at[i] = trial[i];
          gained = true;
          break;
        }
      }
    }
  }
  return at;
}

/** Swings that a stretch has at least: in half of one a constant force is not told from one that is random. */
const leastSwings = 0.9;

/** The middles of recordings, of about so many samples in all: of fewer recordings where those of all would be too short. */
function stretchesOf(
  recordings: readonly Observations[],
  { samples, swing }: { readonly samples: number; readonly swing: number },
): Observations[] {
  const [{ time }] = recordings;
  const perSwing = (swing * (time.length - 1)) / (time[time.length - 1] - time[0]);
  const least = Math.max(30, Math.round(leastSwings * perSwing));
  const hop = Math.max(1, Math.floor((recordings.length * Math.min(least, time.length)) / samples));
  const looked = recordings.filter((_, i) => i % hop === 0);
  const most = Math.max(least, Math.floor(samples / looked.length));
  return looked.map((recording) => middleOf(recording, most));
}

/** So many samples about the middle of a recording. */
function middleOf({ time, positions, inputs }: Observations, most: number): Observations {
  const from = Math.max(0, (time.length - most) >> 1);
  const cut = (values: Float64Array) => values.slice(from, from + most);
  return { time: cut(time), positions: positions.map(cut), inputs: inputs.map(cut) };
}

/** From the least to the greatest value of a coordinate. */
function spanOf(recordings: readonly Observations[], i: number): number {
  let [low, high] = [Infinity, -Infinity];
  for (const { positions } of recordings) {
    for (const value of positions[i]) [low, high] = [Math.min(low, value), Math.max(high, value)];
  }
  if (low === high)
    throw new RangeError(`estimateNoise: every coordinate must move, but number ${i} does not`);
  return high - low;
}

/** What second differences of samples would be the noise of, were there no motion: a first guess. */
function roughNoise(recordings: readonly Observations[], i: number): number {
  let [sum, count] = [0, 0];
  for (const { positions } of recordings) {
    const values = positions[i];
    for (let k = 2; k < values.length; k++) {
      sum += (values[k] - 2 * values[k - 1] + values[k - 2]) ** 2 / 6;
      count++;
    }
  }
  return Math.sqrt(sum / Math.max(1, count));
}

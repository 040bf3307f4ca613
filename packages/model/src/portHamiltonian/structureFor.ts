import type { Coordinate } from './harmonics.ts';
import { requireSeries, type StateSeries } from './series.ts';
import type { Drive, PortHamiltonianStructure } from './structure.ts';

/** What is known of a system before it is learnt. */
export interface KnownOfSystem {
  readonly names: readonly string[];
  readonly isAngle: readonly boolean[];
  /** Names of the inputs; with a `drive` the last of them is the time. */
  readonly inputs: readonly string[];
  /** What shakes the system in time, with a period that is known to about a percent; nothing unless told. */
  readonly drive?: Drive;
  /** Highest harmonic in the points that make the mass matrix; 1 unless told. */
  readonly massOrder?: number;
  /** Highest harmonic in the potential; 1 for angles, 3 where there is a coordinate that is none, unless told. */
  readonly potentialOrder?: number;
  /** Whether mirrored motions are motions; true unless told. */
  readonly mirror?: boolean;
}

/** Root mean square about the mean, over all series. */
function spread(arrays: readonly Float64Array[]): number {
  let [count, sum, square] = [0, 0, 0];
  for (const values of arrays) {
    for (const value of values) {
      count++;
      sum += value;
      square += value * value;
    }
  }
  return Math.sqrt(Math.max(0, square / count - (sum / count) ** 2));
}

/**
 * The structure for measured states: which scales speeds, inputs and a swing have. A swing lasts 2 pi times the spread of
 * positions over that of velocities.
 * @throws RangeError for series that do not fit together, or in which nothing moves, or a drive that is no period
 * @example
 * import { structureFor } from '@hgn/model';
 *
 * const turn = (f: (x: number) => number) => [Float64Array.from({ length: 629 }, (_, i) => f(0.01 * i))];
 * const series = [{ dt: 0.01, positions: turn(Math.sin), velocities: turn(Math.cos), inputs: [] }];
 * const { scales } = structureFor(series, { names: ['angle'], isAngle: [true], inputs: [] });
 * console.log(scales.time.toFixed(1)); // 6.3
 */
export function structureFor(series: readonly StateSeries[], known: KnownOfSystem): PortHamiltonianStructure {
  const { names, isAngle, inputs, mirror = true, drive } = known;
  const n = names.length;
  requireDrive(drive, inputs);
  requireSeries('structureFor', series, n, inputs.length);
  const each = (i: number) => series.map(({ positions }) => positions[i]);
  const speeds = names.map((_, i) => spread(series.map(({ velocities }) => velocities[i])));
  const still = speeds.findIndex((speed) => !(speed > 0));
  if (still >= 0)
    throw new RangeError(`structureFor: every coordinate must move, but ${names[still]} does not`);
  const coordinates = names.map((name, i): Coordinate => {
    if (isAngle[i]) return { name, isAngle: true, centre: 0, range: Math.PI };
    let [least, most] = [Infinity, -Infinity];
    for (const values of each(i)) {
      for (const value of values) {
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
    }
    return { name, isAngle: false, centre: (least + most) / 2, range: (most - least) / 2 };
  });
  const swings = names.map((_, i) => (2 * Math.PI * spread(each(i))) / speeds[i]);
  const time = swings.reduce((sum, value) => sum + value, 0) / n;
  const accelerations = series.flatMap(({ dt, velocities }) =>
    velocities.map((values) => {
      const reach = Math.max(1, Math.round(time / 50 / dt));
      return Float64Array.from(
        { length: Math.max(0, values.length - 2 * reach) },
        (_, k) => (values[k + 2 * reach] - values[k]) / (2 * reach * dt),
      );
    }),
  );
  const count = inputs.length - (drive === undefined ? 0 : 1);
  const pushes = spread(series.flatMap((one) => one.inputs.slice(0, count)));
  // Inputs swing a system up, so that accelerations are more than inputs alone would give.
  const mass = count > 0 && pushes > 0 ? (3 * pushes) / spread(accelerations) : 1;
  return {
    coordinates,
    inputs,
    ...(drive !== undefined && { drive }),
    massOrder: known.massOrder ?? 1,
    potentialOrder: known.potentialOrder ?? (isAngle.every(Boolean) ? 1 : 3),
    mirror,
    fadingSpeeds: speeds.map((speed) => [speed / 40]),
    scales: { mass, speeds, time },
  };
}

function requireDrive(drive: Drive | undefined, inputs: readonly string[]): void {
  if (drive === undefined) return;
  const { period, harmonics } = drive;
  if (!(period > 0 && period < Infinity)) {
    throw new RangeError(`structureFor: drive.period must be seconds above 0, but got ${period}`);
  }
  if (!(Number.isInteger(harmonics) && harmonics > 0)) {
    throw new RangeError(
      `structureFor: drive.harmonics must be a whole number above 0, but got ${harmonics}`,
    );
  }
  if (inputs.length === 0) {
    throw new RangeError(
      'structureFor: with a drive the last of `inputs` must be the time in seconds, but there are none; add it to the series',
    );
  }
}

import type { LearntSystem } from '../portHamiltonian.ts';

/** Positions as measured, at moments of their own: an array over time for each coordinate and each input. */
export interface Observations {
  /** Seconds, increasing, at any distances. */
  readonly time: Float64Array;
  readonly positions: readonly Float64Array[];
  /** Inputs run straight between the moments. */
  readonly inputs: readonly Float64Array[];
}

/** What measured positions and forces hold beside what a system foresees. */
export interface ObservationNoise {
  /** Of each coordinate, the standard deviation of independent errors of measured positions, in its unit. */
  readonly measurement: readonly number[];
  /**
   * Of each coordinate, the intensity of a white random force on it: what momenta have gained by it after t seconds has the
   * standard deviation `disturbance` times sqrt(t).
   */
  readonly disturbance: readonly number[];
  /** Of each coordinate, the standard deviation over recordings of a force that stays the same within one. */
  readonly offset: readonly number[];
}

/** A timeline: the moments of observations, and others that are asked for, in order. */
interface Timeline {
  readonly time: Float64Array;
  /** Of each moment, the sample that was measured then, or -1. */
  readonly sample: Int32Array;
  /** Of each moment that was asked for, its place. */
  readonly place: Int32Array;
  /** Inputs at each moment. */
  readonly inputs: readonly Float64Array[];
}

/** Two moments nearer than this share of the typical interval are one. */
const same = 1e-4;

/** Puts the moments of observations and those that are asked for in one order. */
export function timelineOf({ time, inputs }: Observations, asked: ArrayLike<number> = []): Timeline {
  const slack = (same * (time[time.length - 1] - time[0])) / Math.max(1, time.length - 1);
  const place = new Int32Array(asked.length);
  const times: number[] = [];
  const samples: number[] = [];
  for (let s = 0, a = 0; s < time.length || a < asked.length;) {
    const isSample = s < time.length && (a >= asked.length || time[s] <= asked[a] + slack);
    const at = isSample ? time[s] : asked[a];
    times.push(at);
    samples.push(isSample ? s++ : -1);
    while (a < asked.length && asked[a] <= at + slack) place[a++] = times.length - 1;
  }
  const all = Float64Array.from(times);
  const last = time.length - 1;
  let before = 0;
  const weights = all.map((t) => {
    while (before < last - 1 && time[before + 1] <= t) before++;
    const share = last === 0 ? 0 : (t - time[before]) / (time[before + 1] - time[before]);
    return before + Math.min(1, Math.max(0, share));
  });
  return {
    time: all,
    sample: Int32Array.from(samples),
    place,
    inputs: inputs.map((values) =>
      weights.map((weight) => {
        const i = Math.min(Math.floor(weight), Math.max(0, last - 1));
        return last === 0 ? values[0] : values[i] + (weight - i) * (values[i + 1] - values[i]);
      }),
    ),
  };
}

/** Throws a RangeError unless observations and noise are those of the system's coordinates and inputs. */
export function requireObservations(
  where: string,
  { structure }: LearntSystem,
  { time, positions, inputs }: Observations,
  { measurement, disturbance, offset }: ObservationNoise,
): void {
  const n = structure.coordinates.length;
  const m = structure.inputs.length;
  const arrays = [...positions, ...inputs];
  if (positions.length !== n || inputs.length !== m || arrays.some(({ length }) => length !== time.length)) {
    throw new RangeError(
      `${where}: observations must have ${n} positions and ${m} inputs at ${time.length} moments, but have ${positions.length} and ${inputs.length} of ${[...new Set(arrays.map(({ length }) => length))].join(', ')}`,
    );
  }
  if (time.length === 0 || time.some((t, k) => !(t > (k === 0 ? -Infinity : time[k - 1])))) {
    throw new RangeError(`${where}: times must increase, and there must be one at least`);
  }
  for (const [name, values] of Object.entries({ measurement, disturbance, offset })) {
    const least = name === 'measurement' ? 'above' : 'at least';
    const fits =
      values.length === n && values.every((value) => (name === 'measurement' ? value > 0 : value >= 0));
    if (!fits || !values.every(Number.isFinite)) {
      throw new RangeError(
        `${where}: noise.${name} must be ${n} numbers ${least} 0, but is ${values.join(', ')}`,
      );
    }
  }
}

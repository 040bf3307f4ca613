import { requireOptions, type OptionNames } from '@hgn/options';
import { applyFilter, interpolation, noiseGainOf, type SampleFilter } from './interpolate.ts';
import { polynomialFilter } from './localPolynomial.ts';
import { medianInterval, type Recording, type Recordings } from './recording.ts';

/** How values between samples are had. */
export type ResamplingMethod = 'linear' | 'cubic' | 'smooth';

/** How recordings come to a fixed dt. */
export interface ResampleOptions {
  /** Seconds between samples; the median interval of the first recording unless told. */
  readonly dt?: number;
  /**
   * `cubic`: through the four nearest samples. `linear`: between two. `smooth`: the least-squares parabola over `width`,
   * which averages noise and does not alias. Unless told, `smooth` where dt is over one and a half intervals, else `cubic`.
   */
  readonly method?: ResamplingMethod;
  /** Seconds over which `smooth` fits; two dt unless told. */
  readonly width?: number;
  /** Whether `smooth` uses no sample of the future. */
  readonly causal?: boolean;
  /** Whether inputs are taken at each moment or averaged over the dt that follows it; `at` unless told. */
  readonly inputs?: 'at' | 'mean';
}

/** What is known of resampled values. */
export interface ResamplingError {
  /**
   * Root mean square, in the channel's unit, of how far samples are from what the method makes of the others: an upper bound
   * of the error between samples, the noise of the measurement included.
   */
  readonly leftOut: number;
  /** What becomes of independent noise of deviation 1 in the samples, in the mean. */
  readonly noiseGain: number;
}

/** Recordings at a fixed dt: time is i dt. */
export interface Resampled extends Recordings {
  readonly dt: number;
  readonly method: ResamplingMethod;
  /** By name of channel, over all recordings. */
  readonly errors: Readonly<Record<string, ResamplingError>>;
}

type MakeFilter = (time: Float64Array, moments: Float64Array) => SampleFilter;

/** Foresees every seventh sample from all others; returns the places and, for a channel, the squares of the errors. */
function leaveOut(
  time: Float64Array,
  make: MakeFilter,
): (values: Float64Array) => { sum: number; count: number } {
  const trials = Array.from({ length: Math.max(0, Math.ceil((time.length - 6) / 7)) }, (_, k) => {
    const place = 3 + 7 * k;
    const [from, to] = [Math.max(0, place - 200), Math.min(time.length, place + 200)];
    const rest = (all: Float64Array) => all.slice(from, to).filter((__, j) => from + j !== place);
    return { place, rest, filter: make(rest(time), time.slice(place, place + 1)) };
  });
  return (values) => ({
    count: trials.length,
    sum: trials.reduce(
      (sum, { place, rest, filter }) => sum + (applyFilter(filter, rest(values))[0] - values[place]) ** 2,
      0,
    ),
  });
}

/** The mean over the dt after each moment, of what runs straight between samples. */
function meansAfter(
  time: Float64Array,
  moments: Float64Array,
  dt: number,
): (values: Float64Array) => Float64Array {
  const inner = 8;
  const last = time[time.length - 1];
  const fine = Float64Array.from({ length: inner * moments.length }, (_, i) =>
    Math.min(moments[Math.floor(i / inner)] + (((i % inner) + 0.5) / inner) * dt, last),
  );
  const filter = interpolation(time, fine, 2);
  return (values) => {
    const all = applyFilter(filter, values);
    return moments.map(
      (_, m) => all.subarray(inner * m, inner * (m + 1)).reduce((sum, value) => sum + value, 0) / inner,
    );
  };
}

function checkOptions({ dt, width }: ResampleOptions): void {
  for (const [name, value] of Object.entries({ dt, width })) {
    if (value === undefined || (value > 0 && value < Infinity)) continue;
    throw new RangeError(`resample: ${name} must be positive, in seconds, but got ${value}`);
  }
}

const resampleOptionNames: OptionNames<ResampleOptions> = {
  dt: true,
  method: true,
  width: true,
  causal: true,
  inputs: true,
};

/**
 * Brings recordings to a fixed dt, with the error of doing so.
 * @throws RangeError for a dt or width that is not positive, or a dt longer than a recording
 * @example
 * const time = Float64Array.from({ length: 20 }, (_, i) => i + 0.1 * Math.sin(i));
 * const channels = [{ name: 'x', role: 'position', unit: 'm', isAngle: false }] as const;
 * const recordings = [{ source: 'a', startTime: 0, time, values: { x: time.map(Math.cos) } }];
 * const { dt, errors } = resample({ channels, recordings, notes: [] }, { dt: 0.5 });
 */
export function resample(measured: Recordings, options: ResampleOptions = {}): Resampled {
  requireOptions('resample', options, resampleOptionNames);
  checkOptions(options);
  const { channels, recordings, notes } = measured;
  const [first] = recordings;
  const interval = medianInterval(first.time);
  const dt = options.dt ?? interval;
  const method = options.method ?? (dt > 1.5 * interval ? 'smooth' : 'cubic');
  const width = options.width ?? 2 * dt;
  const window = { width, degree: 2, causal: options.causal ?? false };
  const make: MakeFilter = (time, moments) =>
    method === 'smooth'
      ? polynomialFilter(time, moments, window)
      : interpolation(time, moments, method === 'cubic' ? 4 : 2);
  const totals = new Map(channels.map(({ name }) => [name, { sum: 0, count: 0, gain: 0, samples: 0 }]));
  const resampled = recordings.map((recording): Recording => {
    const { time, values, source } = recording;
    const length = Math.floor(time[time.length - 1] / dt + 1e-9) + 1;
    if (length < 2) {
      throw new RangeError(
        `resample: dt must be shorter than every recording, but ${dt} s is longer than ${source}`,
      );
    }
    const moments = Float64Array.from({ length }, (_, i) => i * dt);
    const filter = make(time, moments);
    const gains = noiseGainOf(filter).reduce((sum, gain) => sum + gain, 0);
    const foresee = leaveOut(time, make);
    const averageInputs = options.inputs === 'mean' ? meansAfter(time, moments, dt) : undefined;
    const entries = channels.map(({ name, role }) => {
      const total = totals.get(name);
      const { sum, count } = foresee(values[name]);
      if (total) {
        total.sum += sum;
        total.count += count;
        total.gain += gains;
        total.samples += length;
      }
      const isAveraged = role === 'input' && averageInputs;
      return [name, isAveraged ? averageInputs(values[name]) : applyFilter(filter, values[name])] as const;
    });
    return { ...recording, time: moments, values: Object.fromEntries(entries) };
  });
  const errors = Object.fromEntries(
    [...totals].map(([name, { sum, count, gain, samples }]) => [
      name,
      { leftOut: count === 0 ? NaN : Math.sqrt(sum / count), noiseGain: gain / samples },
    ]),
  );
  return { channels, recordings: resampled, notes, dt, method, errors };
}

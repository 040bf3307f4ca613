import {
  localPolynomial,
  medianInterval,
  noiseOf,
  resample,
  type Recording,
  type Recordings,
} from '@hgn/datasets';
import { readRecordings } from '@hgn/datasets/node';
import type { Observations, StateSeries } from '@hgn/model';
import { CommandError } from '../errors.ts';

/** Which columns are what, where names do not say it. */
export interface ColumnOptions {
  readonly positions?: readonly string[];
  readonly inputs?: readonly string[];
  readonly angles?: readonly string[];
}

/** Names of what is learnt, the same in all files of a model. */
export interface Names {
  readonly positions: readonly string[];
  readonly isAngle: readonly boolean[];
  readonly inputs: readonly string[];
}

/** Widths of the windows in which velocities are estimated, in seconds. */
export interface Widths {
  /** About a moment, for training. */
  readonly centred: number;
  /** Up to a moment, for what the forecasts of the baselines start from. */
  readonly past: number;
}

/** A recording on the grid: measured positions beside smoothed states, and states that know the past alone, for baselines. */
export interface PreparedSeries extends StateSeries {
  readonly source: string;
  /** What was measured, at the moments when it was. */
  readonly observations: Observations;
  /** Positions as measured, at the grid's times. */
  readonly measured: readonly Float64Array[];
  /** Positions and velocities of the polynomial that fits the past best. */
  readonly past: {
    readonly positions: readonly Float64Array[];
    readonly velocities: readonly Float64Array[];
  };
}

/** Reads files of measured states; the errors name the file. */
export async function readStates(files: readonly string[], options: ColumnOptions): Promise<Recordings> {
  const measured = await readRecordings(files, options);
  if (!measured.channels.some(({ role }) => role === 'position')) {
    throw new CommandError(
      `${files[0]}: there must be a column of positions, but there are ${measured.channels.map(({ name }) => name).join(', ')}; name some with --positions`,
    );
  }
  return measured;
}

/** What of the channels is learnt. */
export function namesOf({ channels }: Recordings): Names {
  const positions = channels.filter(({ role }) => role === 'position');
  return {
    positions: positions.map(({ name }) => name),
    isAngle: positions.map(({ isAngle }) => isAngle),
    inputs: channels.filter(({ role }) => role === 'input').map(({ name }) => name),
  };
}

/** Throws unless recordings have the channels that a model was learnt from. */
export function requireNames(recordings: Recordings, wanted: Names): void {
  const has = new Set(recordings.channels.map(({ name }) => name));
  const missing = [...wanted.positions, ...wanted.inputs].filter((name) => !has.has(name));
  if (missing.length > 0) {
    throw new CommandError(
      `${recordings.recordings[0].source}: must have the columns that were learnt from, but has no ${missing.join(', ')}; there are ${[...has].join(', ')}`,
    );
  }
}

/** What was found in the recordings before anything is learnt. */
export interface Findings {
  readonly files: number;
  /** Seconds in all. */
  readonly duration: number;
  /** Seconds from sample to sample, in the median, and at most. */
  readonly interval: number;
  readonly longestInterval: number;
  /** Of each position: noise, spread and seconds of a typical swing. */
  readonly noise: readonly number[];
  readonly spread: readonly number[];
  readonly swing: readonly number[];
}

const deviation = (values: Float64Array): number => {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  return Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
};
const meanOf = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;

/** Looks at recordings: sampling, noise, typical swings. */
export function look({ recordings }: Recordings, { positions }: Names): Findings {
  const over = (f: (recording: Recording) => number) => meanOf(recordings.map(f));
  const swing = positions.map((name) =>
    over(({ time, values }) => {
      const width = 8 * medianInterval(time);
      const velocity = localPolynomial(time, values[name], time, { width, degree: 2 }, 1).values;
      return (2 * Math.PI * deviation(values[name])) / Math.max(deviation(velocity), 1e-300);
    }),
  );
  return {
    files: recordings.length,
    duration: recordings.reduce((sum, { time }) => sum + time[time.length - 1], 0),
    interval: medianInterval(recordings[0].time),
    longestInterval: Math.max(
      ...recordings.map(({ time }) =>
        time.reduce((most, t, i) => (i === 0 ? 0 : Math.max(most, t - time[i - 1])), 0),
      ),
    ),
    noise: positions.map((name) => over(({ time, values }) => noiseOf(time, values[name]))),
    spread: positions.map((name) => over(({ values }) => deviation(values[name]))),
    swing,
  };
}

/** Seconds from one point of the grid to the next: as measured where that is fine enough and not too fine. */
export function gridInterval({ interval, swing }: Findings): number {
  const time = meanOf(swing);
  const perSwing = time / interval;
  return perSwing >= 150 && perSwing <= 800 ? interval : time / 400;
}

/** What the channel of the time is called among the inputs of a system that something shakes. */
export const clockName = 'time';

/**
 * Brings recordings to the grid with smoothed states, for training and for starts.
 *
 * @param options.clocked whether the time by the files' own clock is the last of the inputs
 */
export function prepare(
  measured: Recordings,
  names: Names,
  {
    dt,
    widths,
    clocked = false,
  }: { readonly dt: number; readonly widths: Widths; readonly clocked?: boolean },
): PreparedSeries[] {
  const { recordings } = resample(measured, { dt });
  return recordings.map(({ source, time, values }, at): PreparedSeries => {
    const raw = measured.recordings[at];
    const clock = (since: Float64Array) => (clocked ? [since.map((t) => raw.startTime + t)] : []);
    const fitted = (name: string, derivative: 0 | 1, causal: boolean) =>
      localPolynomial(
        raw.time,
        raw.values[name],
        time,
        { width: causal ? widths.past : widths.centred, degree: causal ? 2 : 3, causal },
        derivative,
      ).values;
    const each = (derivative: 0 | 1, causal: boolean) =>
      names.positions.map((name) => fitted(name, derivative, causal));
    return {
      source,
      observations: {
        time: raw.time,
        positions: names.positions.map((name) => raw.values[name]),
        inputs: [...names.inputs.map((name) => raw.values[name]), ...clock(raw.time)],
      },
      dt,
      measured: names.positions.map((name) => values[name]),
      positions: each(0, false),
      velocities: each(1, false),
      inputs: [...names.inputs.map((name) => values[name]), ...clock(time)],
      past: { positions: each(0, true), velocities: each(1, true) },
    };
  });
}

/** The window of the past whose velocities are nearest to those that know the future too. */
export function chooseWidths(measured: Recordings, names: Names, findings: Findings): Widths {
  const { interval, swing } = findings;
  const centred = Math.max(6 * interval, meanOf(swing) / 20);
  const [recording] = measured.recordings;
  const error = (width: number) =>
    names.positions.reduce((sum, name) => {
      const { time, values } = recording;
      const known = localPolynomial(time, values[name], time, { width: centred, degree: 3 }, 1).values;
      const past = localPolynomial(time, values[name], time, { width, degree: 2, causal: true }, 1).values;
      let square = 0;
      for (let i = 40; i < time.length; i++) square += (known[i] - past[i]) ** 2;
      return sum + square;
    }, 0);
  const trials = [4, 6, 9, 14, 20, 30].map((samples) => samples * interval);
  const errors = trials.map(error);
  return { centred, past: trials[errors.indexOf(Math.min(...errors))] };
}

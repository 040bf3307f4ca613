/** What a column of measurements is to a model. */
export type Role = 'position' | 'velocity' | 'momentum' | 'input' | 'other';

/** One measured quantity. */
export interface Channel {
  readonly name: string;
  readonly role: Role;
  /** Of the values: SI where the recording named a unit that is known, else as it named it; empty where it named none. */
  readonly unit: string;
  /** Whether values that differ by a turn (2 pi) are the same place. */
  readonly isAngle: boolean;
}

/** An uninterrupted stretch of measurements. */
export interface Recording {
  /** The file, and which of its stretches where it has several. */
  readonly source: string;
  /** Of the first sample, by the file's own clock, in seconds. */
  readonly startTime: number;
  /** Seconds since the first sample, increasing. */
  readonly time: Float64Array;
  /** A value per sample for each channel by name, in float64; angles go on over a full turn. */
  readonly values: Readonly<Record<string, Float64Array>>;
}

/** Recordings that have the same channels. */
export interface Recordings {
  readonly channels: readonly Channel[];
  readonly recordings: readonly Recording[];
  /** What was found and done on the way, a sentence each. */
  readonly notes: readonly string[];
}

/** A recording cannot be used as it is; the message names the file, and where it can the line. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
}

/**
 * Seconds from one sample to the next, in the median.
 * @example
 * const interval = medianInterval(Float64Array.of(0, 0.1, 0.2, 0.9)); // 0.1
 */
export function medianInterval(time: Float64Array): number {
  const steps = Float64Array.from({ length: time.length - 1 }, (_, i) => time[i + 1] - time[i]).sort();
  return steps.length === 0 ? NaN : steps[steps.length >> 1];
}

/**
 * Some channels side by side, [sample, channel], in the order in which they are named.
 * @throws RangeError for a name that the recording does not have
 * @example
 * const recording = { source: 'a', startTime: 0, time: Float64Array.of(0, 1), values: { x: Float64Array.of(1, 2) } };
 * const rows = stackChannels(recording, ['x']);
 */
export function stackChannels({ values, time }: Recording, names: readonly string[]): Float64Array {
  const out = new Float64Array(time.length * names.length);
  names.forEach((name, column) => {
    if (!Object.hasOwn(values, name)) {
      throw new RangeError(
        `stackChannels: there is no channel '${name}'; there are ${Object.keys(values).join(', ')}`,
      );
    }
    values[name].forEach((value, row) => (out[row * names.length + column] = value));
  });
  return out;
}

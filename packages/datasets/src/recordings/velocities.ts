import { requireOptions } from '@hgn/options';
import { applyFilter, noiseGainOf } from './interpolate.ts';
import { polynomialFilter } from './localPolynomial.ts';
import { medianInterval, type Channel, type Recording, type Recordings } from './recording.ts';

/** The filter that makes velocities of positions. */
export interface VelocityOptions {
  /** Samples in a window; 21 unless told. */
  readonly samples?: number;
  /** Of the polynomial; 3 unless told. */
  readonly degree?: number;
  /** Whether it uses no sample of the future, at a larger gain. */
  readonly causal?: boolean;
}

/** Recordings with a velocity for every position, and what the filter does. */
export interface WithVelocities extends Recordings {
  /** Name of the velocity of each position. */
  readonly velocityOf: Readonly<Record<string, string>>;
  /** Deviation of a velocity, in 1/s times the position's unit, for independent noise of 1 in positions. */
  readonly noiseGain: { readonly mean: number; readonly largest: number };
  /** Seconds of a window. */
  readonly width: number;
}

/**
 * Adds the velocity of every position, called `NAME'`: the derivative of the polynomial that fits the positions of a window
 * best. Measured velocities stay beside them.
 * @throws RangeError unless samples is an integer above the degree
 * @example
 * const time = Float64Array.from({ length: 50 }, (_, i) => 0.1 * i);
 * const channels = [{ name: 'x', role: 'position', unit: 'm', isAngle: false }] as const;
 * const recordings = [{ source: 'a', startTime: 0, time, values: { x: time.map(Math.sin) } }];
 * const { velocityOf, noiseGain } = withVelocities({ channels, recordings, notes: [] }, { samples: 7 });
 */
export function withVelocities(measured: Recordings, options: VelocityOptions = {}): WithVelocities {
  requireOptions('withVelocities', options, { samples: true, degree: true, causal: true });
  const { samples = 21, degree = 3, causal = false } = options;
  if (!Number.isInteger(samples) || samples <= degree) {
    throw new RangeError(
      `withVelocities: samples must be an integer above the degree ${degree}, but got ${samples}`,
    );
  }
  const positions = measured.channels.filter(({ role }) => role === 'position');
  const velocityOf = Object.fromEntries(positions.map(({ name }) => [name, `${name}'`]));
  let [sum, count, largest, widest] = [0, 0, 0, 0];
  const recordings = measured.recordings.map((recording): Recording => {
    const { time, values } = recording;
    const width = (samples - 1) * medianInterval(time);
    widest = Math.max(widest, width);
    const filter = polynomialFilter(time, time, { width, degree, causal }, 1);
    for (const gain of noiseGainOf(filter)) {
      sum += gain;
      count++;
      largest = Math.max(largest, gain);
    }
    const added = positions.map(({ name }) => [velocityOf[name], applyFilter(filter, values[name])] as const);
    return { ...recording, values: { ...values, ...Object.fromEntries(added) } };
  });
  const channels = positions.map(({ name, unit }): Channel => ({
    ...{ name: velocityOf[name], role: 'velocity', isAngle: false },
    unit: unit === '' ? '' : `${unit}/s`,
  }));
  return {
    channels: [...measured.channels, ...channels],
    recordings,
    notes: measured.notes,
    velocityOf,
    noiseGain: { mean: sum / count, largest },
    width: widest,
  };
}

import { requireOptions } from '@hgn/options';
import { frameAt, type Sequences } from '../../data/sequences.ts';
import { returnTime } from './returnTime.ts';
import { dominantSinusoid } from './sinusoid.ts';

/** How many sequences to read. */
export interface PixelFrequencyOptions {
  /** Sequences looked at, evenly spread over all; 64 by default. */
  readonly sequences?: number;
}

/** A sinusoid that explains less of the motion than this is no answer. */
const leastExplained = 0.5;

/**
 * The angular frequency of the motion in each of some image sequences.
 *
 * A disc that passes a pixel makes a pulse, so single pixels are full of harmonics. Two measures are free of them: the
 * {@link returnTime} of the whole image, which serves sequences longer than 4/3 periods, and for shorter ones the
 * sinusoid that best explains the first moments of brightness in each colour channel, which are linear in the place
 * of a disc. The latter finds periods up to four times the record; slower motion is given as that bound. Bodies that
 * look alike make the same picture when they have swapped places: their frequency is that of the picture.
 *
 * Cost: per sequence, frames^2 / 3 times the number of pixel values that change; some milliseconds.
 *
 * @param sequences frames as they are stored, and their `dt`
 * @returns radians per unit of time, [sequence looked at]; NaN where nothing moves or no single frequency prevails
 * @throws RangeError when there is no sequence of at least 8 frames
 * @example
 * import { generate, presets as datasets } from '@hgn/datasets';
 * import { pixelFrequencies } from '@hgn/model';
 *
 * console.log(pixelFrequencies(generate(datasets['mass-spring'], { seed: 1, trajectories: 2, frames: 64 }))); // 2 and 2
 */
export function pixelFrequencies(sequences: Sequences, options: PixelFrequencyOptions = {}): Float64Array {
  requireOptions('pixelFrequencies', options, { sequences: true });
  const { sequences: atMost = 64 } = options;
  const { trajectories, length, dt } = sequences;
  const count = Math.min(atMost, trajectories);
  if (!(count >= 1) || length < 8) {
    throw new RangeError(
      `pixelFrequencies: needs at least one sequence of at least 8 frames, but got ${count} of ${length}; simulate longer sequences`,
    );
  }
  return Float64Array.from({ length: count }, (_, i) => {
    const trajectory = Math.floor((i * trajectories) / count);
    const moving = changingValues(sequences, trajectory);
    if (moving.channels === 0) return NaN;
    const { period } = returnTime(moving.series, { channels: moving.channels, dt });
    if (!Number.isNaN(period)) return (2 * Math.PI) / period;
    const fit = dominantSinusoid(firstMoments(sequences, trajectory), 2 * sequences.channels);
    return fit.explained >= leastExplained ? fit.frequency / dt : NaN;
  });
}

/** The pixel values that are not the same in all frames, as a series [frame, value]. */
function changingValues(
  sequences: Sequences,
  trajectory: number,
): { readonly series: Float32Array; readonly channels: number } {
  const frames = Array.from({ length: sequences.length }, (_, t) => frameAt(sequences, trajectory, t));
  const changing = Array.from(frames[0].keys()).filter((i) =>
    frames.some((frame) => frame[i] !== frames[0][i]),
  );
  const series = new Float32Array(sequences.length * changing.length);
  frames.forEach((frame, t) => {
    changing.forEach((i, k) => (series[t * changing.length + k] = frame[i]));
  });
  return { series, channels: changing.length };
}

/** Sums of brightness times column and times row, about the middle of the image: [frame, colour channel, 2]. */
function firstMoments(sequences: Sequences, trajectory: number): Float64Array {
  const { length, height, width, channels } = sequences;
  const moments = new Float64Array(length * channels * 2);
  for (let t = 0; t < length; t++) {
    const frame = frameAt(sequences, trajectory, t);
    let i = 0;
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        for (let c = 0; c < channels; c++, i++) {
          const at = (t * channels + c) * 2;
          moments[at] += frame[i] * (column - (width - 1) / 2);
          moments[at + 1] += frame[i] * (row - (height - 1) / 2);
        }
      }
    }
  }
  return moments;
}

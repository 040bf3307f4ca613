import { requireOptions } from '@hgn/options';
import type { Sequences } from '../../data/sequences.ts';
import { quantile } from '../statistics.ts';
import { pixelFrequencies, type PixelFrequencyOptions } from './pixelFrequencies.ts';

/** How far beyond the frequencies of the data to go. */
export interface FrequencySpreadOptions extends PixelFrequencyOptions {
  /** Factor on the lowest frequency of the data; 0.25 by default. */
  readonly below?: number;
  /** Factor on the highest frequency of the data; 1.5 by default. */
  readonly above?: number;
}

/**
 * The range of angular frequencies on which a learnable quadratic energy should start, read off its data: the 5 % and
 * 95 % quantiles of {@link pixelFrequencies}, widened to both sides. For a spring of angular frequency 2 that is
 * 0.5 to 3.
 *
 * A range that ends below the true frequency invites a sub-harmonic, which paints the right pixels from a wrong phase
 * portrait (see {@link periodRatio}); one that begins above it hardly learns.
 *
 * @returns [lowest, highest], radians per unit of time: `frequencies` of an energy config
 * @throws Error when no sequence shows a frequency; RangeError as pixelFrequencies does, and for factors out of order
 * @example
 * import { generate, presets as datasets } from '@hgn/datasets';
 * import { frequencySpread } from '@hgn/model';
 *
 * const sequences = generate(datasets.pendulum, { seed: 1, trajectories: 8, frames: 64 });
 * console.log(frequencySpread(sequences)); // about 0.4 to 3.4
 */
export function frequencySpread(
  sequences: Sequences,
  options: FrequencySpreadOptions = {},
): [lowest: number, highest: number] {
  requireOptions('frequencySpread', options, { below: true, above: true, sequences: true });
  const { below = 0.25, above = 1.5, ...others } = options;
  if (!(below > 0 && below <= above)) {
    throw new RangeError(
      `frequencySpread: below must be above 0 and at most above, but got ${below} and ${above}`,
    );
  }
  const found = pixelFrequencies(sequences, others).filter((frequency) => !Number.isNaN(frequency));
  if (found.length === 0) {
    throw new Error(
      'frequencySpread: no sequence shows a frequency: nothing moves, or nothing comes back; use longer sequences or set the frequencies by hand',
    );
  }
  return [below * quantile(found, 0.05), above * quantile(found, 0.95)];
}

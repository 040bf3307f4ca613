import { requireOptions } from '@hgn/options';
import { positive } from '../core/check.ts';
import type { Distribution } from '../distributions/distribution.ts';
import { gaussianMixture } from '../distributions/gaussianMixture.ts';

/** Options of {@link eightGaussians}. */
export interface EightGaussiansOptions {
  /** Distance of the modes from the origin, above 0; default 2. */
  readonly radius?: number;
  /** Standard deviation of each, above 0; default 0.25. */
  readonly deviation?: number;
}

/**
 * Eight equal normal modes on a circle, 45 degrees apart.
 *
 * Source: proportions as in Grathwohl et al. (2019), arXiv:1810.01367.
 *
 * @throws RangeError if a number is not above 0.
 * @example
 * const samples = await draw(eightGaussians(), 1000, { seed: 1 });
 */
export function eightGaussians(options: EightGaussiansOptions = {}): Distribution {
  requireOptions('eightGaussians', options, { radius: true, deviation: true });
  const { radius = 2, deviation = 0.25 } = options;
  positive('eightGaussians: radius', radius);
  positive('eightGaussians: deviation', deviation);
  const means = Array.from({ length: 8 }, (_, i) => [
    radius * Math.cos((i * Math.PI) / 4),
    radius * Math.sin((i * Math.PI) / 4),
  ]);
  return gaussianMixture({ means, deviations: deviation });
}

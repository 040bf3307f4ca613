import type { Key } from '@hgn/nn';
import type { FeaturePoints } from '../../metrics/samples/frameFeatures.ts';
import { fitMixture } from './fitMixture.ts';
import { mixtureLogDensity, type GaussianMixture } from './gaussianMixture.ts';

/** A mixture, and how it was chosen. */
export interface ChosenMixture {
  readonly mixture: GaussianMixture;
  /** Mean log-likelihood of the points left out, in nats, of every number of components that was tried. */
  readonly tried: readonly { readonly components: number; readonly heldOut: number }[];
}

/** Components at most. */
const most = 32;

/**
 * Fits mixtures of 1, 2, 4, … components to points, and takes the one under which others, left out, are likeliest. It ends with
 * the first that is no better than the one before.
 *
 * @param options.floor smallest variance of a component in any direction
 * @throws RangeError for points that are not finite
 */
export function chooseMixture(
  points: FeaturePoints,
  leftOut: FeaturePoints,
  { key, floor }: { readonly key: Key; readonly floor: number },
): ChosenMixture {
  const tried: { components: number; heldOut: number }[] = [];
  let best: { readonly mixture: GaussianMixture; readonly heldOut: number } | undefined;
  for (let components = 1; components <= Math.min(most, points.count); components *= 2) {
    const { mixture } = fitMixture(points, { components, key, floor, tolerance: 1e-3 });
    const heldOut = mixtureLogDensity(mixture, leftOut).reduce((sum, log) => sum + log, 0) / leftOut.count;
    tried.push({ components, heldOut });
    if (best !== undefined && heldOut <= best.heldOut) break;
    best = { mixture, heldOut };
  }
  if (best === undefined) throw new RangeError('chooseMixture: points must not be empty; give some');
  return { mixture: best.mixture, tried };
}

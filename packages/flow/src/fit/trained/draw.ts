import { requireOptions } from '@hgn/options';
import { jitOptionNames } from '@hgn/jit';
import { treeLeaves, type NdArray } from '@hgn/autodiff';
import type { JitOptions } from '@hgn/jit';
import { key } from '@hgn/nn';
import type { Distribution } from '../../distributions/distribution.ts';
import { asFlow } from '../../flows/asFlow.ts';
import { trainedFlow, type TrainedFlow } from './trainedFlow.ts';
import type { Samples } from '../training/samples.ts';

/**
 * Draws samples [count, features] from a distribution without parameters, as a host array.
 *
 * @param options `seed`, default 0, and how to compile
 * @throws TypeError if the distribution has parameters, RangeError if it has a context: see `trainedFlow` and `asFlow`.
 * @example
 * const samples = await draw(twoMoons(), 1000, { seed: 1 });
 */
export async function draw(
  distribution: Distribution,
  count: number,
  options: JitOptions & { readonly seed?: number } = {},
): Promise<NdArray> {
  requireOptions('draw', options, { ...jitOptionNames, seed: true });
  const { seed = 0, ...engine } = options;
  const fixed = withoutParameters(distribution, engine);
  try {
    return await fixed.sample(count, { seed });
  } finally {
    await fixed.dispose();
  }
}

/**
 * Log-densities of points, in nats, under a distribution without parameters.
 *
 * @throws RangeError if a point is not finite or has the wrong width.
 * @example
 * const [atCentre] = await logDensity(gaussian({ features: 2 }), [[0, 0]]); // -log 2 pi
 */
export async function logDensity(
  distribution: Distribution,
  points: Samples,
  options: JitOptions = {},
): Promise<Float32Array> {
  requireOptions('logDensity', options, jitOptionNames);
  const fixed = withoutParameters(distribution, options);
  try {
    return await fixed.logProb(points);
  } finally {
    await fixed.dispose();
  }
}

function withoutParameters(distribution: Distribution, options: JitOptions): TrainedFlow {
  const parameters = distribution.init(key(0));
  if (treeLeaves(parameters).length > 0) {
    throw new TypeError(
      'draw: the distribution must have no parameters, but has some; put it and their values into trainedFlow(asFlow(…))',
    );
  }
  return trainedFlow(asFlow(distribution), { parameters }, options);
}

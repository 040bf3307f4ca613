import type { Distribution } from '../distributions/distribution.ts';
import type { Flow } from './flow.ts';

/**
 * A distribution as an exact flow, so that it can be fitted, saved and asked like one.
 *
 * @example
 * const samples = [[1, 2], [2, 1], [3, 4]];
 * const fitted = await fit(asFlow(gaussian({ features: 2, learnable: true })), samples, { steps: 20 });
 * await fitted.dispose();
 */
export function asFlow(distribution: Distribution): Flow {
  const { features, context } = distribution;
  return {
    features,
    context,
    exact: true,
    init: distribution.init,
    noise: distribution.noise,
    latentNoise: () => [],
    sample: distribution.sample,
    logWeight: (parameters, x, _noise, given) => distribution.logProb(parameters, x, given),
    sampleAndLogWeight(parameters, noise, given) {
      const { x, logProb: logWeight } = distribution.sampleAndLogProb(parameters, noise, given);
      return { x, logWeight };
    },
  };
}

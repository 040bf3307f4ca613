import '@hgn/testing';
import { describeDistribution } from '../../test/describeDistribution.ts';
import { conditionalGaussian } from './conditionalGaussian.ts';
import { gaussian } from './gaussian.ts';

describeDistribution('a standard normal distribution', () => gaussian({ features: 2 }), {
  integrateOver: [-7, 7],
});
describeDistribution(
  'a diagonal Gaussian',
  () => gaussian({ features: 2, mean: [1, -1], deviation: [0.5, 2] }),
  { integrateOver: [-13, 13] },
);
describeDistribution(
  'a learnable Gaussian',
  () => gaussian({ features: 1, mean: [1], deviation: [2], learnable: true }),
  { integrateOver: [-20, 20] },
);
describeDistribution(
  'a conditional Gaussian',
  () => conditionalGaussian({ features: 2, context: 3, hidden: [8] }),
  { integrateOver: [-15, 15] },
);

import '@hgn/testing';
import { describeFlow } from '../../test/describeFlow.ts';
import { gaussian } from '../distributions/gaussian.ts';
import { affineCoupling } from '../transforms/affineCoupling.ts';
import { compose } from '../transforms/compose.ts';
import { inCoordinates } from './inCoordinates.ts';
import { neuralHamiltonianFlow } from './neuralHamiltonianFlow.ts';
import { normalisingFlow } from './normalisingFlow.ts';
import { neuralSplineFlow } from './neuralSplineFlow.ts';
import { realNVP } from './realNVP.ts';

const hidden = [16, 16];

describeFlow('RealNVP', () => realNVP({ features: 2, layers: 4, hidden }), { halfWidth: 14, cells: 300 });
describeFlow('a conditional RealNVP', () => realNVP({ features: 2, context: 1, layers: 4, hidden }));
describeFlow('a flow made of parts, with a learnable base', () =>
  normalisingFlow({
    base: gaussian({ features: 2, mean: [1, 0], learnable: true }),
    transform: compose([
      affineCoupling({ features: 2, hidden }),
      affineCoupling({ features: 2, hidden, moves: 'earlier' }),
    ]),
  }),
);
describeFlow('a neural spline flow', () => neuralSplineFlow({ features: 2, layers: 3, hidden }), {
  halfWidth: 10,
  cells: 800,
});
describeFlow('a neural spline flow of one feature, with context', () =>
  neuralSplineFlow({ features: 1, context: 1, layers: 2, hidden }),
);
describeFlow(
  'a fixed-kinetic flow from a soft-uniform prior',
  () =>
    neuralHamiltonianFlow({
      features: 2,
      kinetic: 'full',
      prior: { kind: 'softUniform', length: 4, sharpness: 5 },
      hidden,
      encoder: { hidden },
    }),
  // Far from the start the encoder misses the sharp edges of the prior, and the weights spread too much.
  { notInSamples: /^encoder/, perturbation: 0.03 },
);
describeFlow(
  'a Neural Hamiltonian Flow',
  () => neuralHamiltonianFlow({ features: 2, hidden, encoder: { hidden } }),
  { notInSamples: /^encoder/ },
);
describeFlow(
  'a conditional Neural Hamiltonian Flow',
  () => neuralHamiltonianFlow({ features: 2, context: 1, hidden, encoder: { hidden } }),
  { notInSamples: /^encoder/ },
);

describeFlow(
  'a Neural Hamiltonian Flow from a learnt mixture',
  () =>
    neuralHamiltonianFlow({
      features: 2,
      prior: { kind: 'gaussianMixture', components: 5 },
      hidden,
      encoder: { hidden },
    }),
  { notInSamples: /^encoder|logits/ },
);

describeFlow(
  'a sharp Neural Hamiltonian Flow',
  () =>
    neuralHamiltonianFlow({
      features: 2,
      preset: 'sharp',
      blocks: 2,
      hidden: [8, 8],
      encoder: { hidden: [8] },
    }),
  // An encoder that is not trained misses parts of the mixture: the weights spread.
  { notInSamples: /^encoder|logits/, perturbation: 0.05, cells: 90, importanceSamples: 512 },
);

describeFlow(
  'a conditional sharp flow of three features in learnt coordinates',
  () =>
    neuralHamiltonianFlow({
      features: 3,
      context: 1,
      preset: 'sharp',
      blocks: 2,
      hidden: [8, 8],
      encoder: { kind: 'fullGaussian', hidden: [8] },
      coordinates: { layers: 2, hidden: [8] },
    }),
  { notInSamples: /encoder|logits/, perturbation: 0.05 },
);

// An exact flow, so that weights and samples must tell the same density through the change of coordinates.
describeFlow(
  'a flow in learnt coordinates',
  () =>
    inCoordinates(
      realNVP({ features: 2, layers: 2, hidden }),
      affineCoupling({ features: 2, hidden, moves: 'earlier' }),
    ),
  { halfWidth: 14, cells: 300 },
);

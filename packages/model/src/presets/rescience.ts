import type { LayerConfig } from '../architecture/layerConfig.ts';
import { paper } from './paper.ts';
import type { Preset } from './preset.ts';

const relu: LayerConfig = { type: 'activation', name: 'relu' };
const softplus: LayerConfig = { type: 'activation', name: 'softplus' };

/**
 * The replication of Balsells Rodas, Canal and Taschin (2021, doi:10.5281/zenodo.4835278): one energy of q and p side by
 * side with a softplus at its end, and a rectified state.
 *
 * Stepped by Euler, the one of its integrators that is what its name says: an energy that need not separate has no
 * explicit leapfrog. Its GECO constants are those of its code; its published runs fixed the multiplier at values that
 * are not given.
 */
export const rescience: Preset = {
  ...paper,
  name: 'rescience',
  description: 'The ReScience replication: one joint energy, rectified state, Euler.',
  model: {
    ...paper.model,
    stateTransformer: [
      { type: 'conv', filters: 64, kernel: 3, stride: 2 },
      relu,
      { type: 'conv', filters: 64, kernel: 3, stride: 2 },
      relu,
      { type: 'conv', filters: 32, kernel: 3, stride: 2 },
      relu,
    ],
    dynamics: {
      type: 'jointHamiltonian',
      energy: {
        quadratic: 'none',
        layers: [
          { type: 'conv', filters: 32, kernel: 3 },
          softplus,
          { type: 'conv', filters: 64, kernel: 2, stride: 2, padding: 'valid' },
          softplus,
          { type: 'conv', filters: 64, kernel: 2 },
          softplus,
          { type: 'conv', filters: 64, kernel: 2 },
          softplus,
          { type: 'conv', filters: 1, kernel: 2, stride: 2, padding: 'valid' },
          softplus,
        ],
      },
      integrator: { method: 'euler', stepsPerFrame: 1 },
    },
  },
  objective: {
    kind: 'geco',
    ascent: 'exponential',
    target: 1.089e-3,
    decay: 0.99,
    rate: 0.1,
    initialLambda: 1,
    minimumLambda: 1e-10,
    maximumLambda: 1e10,
  },
};

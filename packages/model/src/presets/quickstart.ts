import { bothWays, leapfrog, smallEnergyNet, smallNetworks, smallOptimiser, smallTraining } from './parts.ts';
import type { Preset } from './preset.ts';

/** A small HGN that learns a mass on a spring from pixels in one to two minutes on two CPU cores. */
export const quickstart: Preset = {
  name: 'quickstart',
  description: 'Vector state, quadratic-plus-MLP energies; learns in two minutes on a laptop.',
  model: {
    ...smallNetworks,
    stateTransformer: [],
    dynamics: {
      type: 'hamiltonian',
      potential: { quadratic: 'learnable', frequencies: [0.5, 3], layers: smallEnergyNet('softplus') },
      kinetic: { quadratic: 'unit', layers: smallEnergyNet('softplus') },
      integrator: leapfrog,
    },
  },
  // One body on a spring is learnt at once; growing the horizon would cost a fifth of the training.
  protocol: { ...bothWays, horizonGrowth: 0 },
  objective: { kind: 'elbo', beta: 0.1 },
  optimiser: smallOptimiser,
  ...smallTraining,
};

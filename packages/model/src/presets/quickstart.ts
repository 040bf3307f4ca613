import { bothWays, leaky, oscillators, smallNetworks, smallOptimiser, smallTraining } from './parts.ts';
import type { Preset } from './preset.ts';

/** A small HGN that learns a mass on a spring from pixels in some twenty seconds on two CPU cores. */
export const quickstart: Preset = {
  name: 'quickstart',
  description: 'Vector state, quadratic-plus-MLP potential; learns in twenty seconds on a laptop.',
  model: {
    ...smallNetworks,
    // The first convolution already strides: a third of the work, and no worse.
    encoder: [
      { type: 'conv', filters: 32, kernel: 3, stride: 2 },
      leaky,
      { type: 'conv', filters: 32, kernel: 3 },
      leaky,
      { type: 'conv', filters: 32, kernel: 3, stride: 2 },
      leaky,
      { type: 'flatten' },
    ],
    stateTransformer: [],
    dynamics: oscillators(1),
  },
  // One body on a spring is learnt at once; growing the horizon would cost a fifth of the training. Thirty-two
  // trajectories with three frames of each teach far more in a step than sixteen with six.
  protocol: { ...bothWays, framesPerSample: 3, horizonGrowth: 0 },
  objective: { kind: 'elbo', beta: 0.1 },
  // A high rate almost to the end, and the average of the last fifty steps' weights in the place of a long descent.
  optimiser: {
    ...smallOptimiser,
    method: 'muon',
    learningRate: 5e-3,
    beta1: 0.95,
    beta2: 0.99,
    finalFraction: 0.2,
    averageDecay: 0.98,
    clipNorm: 0.1,
  },
  training: { ...smallTraining.training, steps: 600, batchSize: 32, checkpointEvery: 200 },
  data: smallTraining.data,
};

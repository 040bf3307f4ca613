import { oscillators } from './parts.ts';
import type { Preset } from './preset.ts';
import { quickstart } from './quickstart.ts';

/**
 * What `quickstart` needs for motion that is far from harmonic: near frames first, two steps a frame, since kicks do have an
 * error, a rate that ends low, and more steps and films.
 */
export const pendulumSmall: Preset = {
  ...quickstart,
  name: 'pendulum-small',
  description: 'The preset `quickstart` for what is far from harmonic: a pendulum, learnt in two minutes.',
  model: { ...quickstart.model, dynamics: oscillators(2) },
  protocol: { ...quickstart.protocol, horizonGrowth: 0.3 },
  optimiser: { ...quickstart.optimiser, learningRate: 7e-3, beta1: 0.9, finalFraction: 0.02 },
  training: { ...quickstart.training, steps: 3000, checkpointEvery: 500 },
  data: { ...quickstart.data, trajectories: 2000 },
};

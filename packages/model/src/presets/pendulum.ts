import { oscillators } from './parts.ts';
import type { Preset } from './preset.ts';
import { quickstart } from './quickstart.ts';

/**
 * What `quickstart` needs for motion that is far from harmonic: near frames first, two steps a frame, since kicks do have an
 * error, a rate that ends low, and more steps and films.
 *
 * Sixteen latent positions carry a motion of one, and nothing but the frames that are explained keeps them together: beyond
 * these they part, and what the decoder paints swings less and less. So 62 steps of 2 dt reach as far as 120 foreseen frames.
 */
export const pendulumSmall: Preset = {
  ...quickstart,
  name: 'pendulum-small',
  description:
    'The preset `quickstart` for what is far from harmonic: a pendulum, learnt in some minutes and foreseen for 120 frames.',
  model: { ...quickstart.model, dynamics: oscillators(2) },
  protocol: { ...quickstart.protocol, steps: 62, horizonGrowth: 0.6 },
  optimiser: { ...quickstart.optimiser, learningRate: 7e-3, beta1: 0.9, finalFraction: 0.02 },
  training: { ...quickstart.training, steps: 6000, checkpointEvery: 500 },
  data: { trajectories: 1000, frames: 132 },
};

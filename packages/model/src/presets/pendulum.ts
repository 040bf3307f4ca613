import type { Preset } from './preset.ts';
import { quickstart } from './quickstart.ts';

/** What `quickstart` needs for motion that is far from harmonic: near frames first, a higher rate, more steps. */
export const pendulumSmall: Preset = {
  ...quickstart,
  name: 'pendulum-small',
  description:
    'The preset `quickstart` for what is far from harmonic: a pendulum, learnt in a minute or two.',
  protocol: { ...quickstart.protocol, horizonGrowth: 0.3 },
  optimiser: { ...quickstart.optimiser, learningRate: 7e-3, beta1: 0.9 },
  training: { ...quickstart.training, steps: 2000, checkpointEvery: 500 },
};

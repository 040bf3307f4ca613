import { presets, type Preset } from '@hgn/model';
import { thirtyFrames } from '../lib/thirtyFrames.ts';

/** The systems that are raced on, with our preset for each and the seconds of training that everyone has. */
export const courses = {
  'mass-spring': { ours: presets.quickstart, seconds: 60 },
  // Trained as far as everyone is judged.
  pendulum: { ours: thirtyFrames(presets['pendulum-small']), seconds: 120 },
} as const satisfies Readonly<Record<string, { readonly ours: Preset; readonly seconds: number }>>;

/** A system that is raced on. */
export type Course = keyof typeof courses;

const { paper } = presets;
const plusPlus = presets['hgn++'];

/**
 * What trains in PyTorch. Where the publications leave a choice, or ask for what cannot be done in a minute, the peer has the
 * better of it: separable energies, so that its leapfrog is one; the films' background as first bias of the decoder; batches
 * of 16 for HGN++, since a step of the published 128 takes half a minute on two cores.
 */
export const peers: readonly { readonly name: string; readonly preset: Preset }[] = [
  {
    // Five frames in, the state at the last of them, thirty to explain: how its authors described prediction.
    name: 'HGN as published',
    preset: {
      ...paper,
      model: { ...paper.model, inputFrames: 5 },
      protocol: { ...paper.protocol, stateAt: 'last' },
    },
  },
  {
    name: 'HGN++ as published',
    preset: { ...plusPlus, training: { ...plusPlus.training, batchSize: 16 } },
  },
  {
    // As many steps as the time allows: half the horizon, a few frames of each film decoded, a higher rate.
    name: 'HGN++ in small steps',
    preset: {
      ...plusPlus,
      protocol: { ...plusPlus.protocol, steps: 29, framesPerSample: 3 },
      optimiser: { ...plusPlus.optimiser, learningRate: 1e-3 },
      training: { ...plusPlus.training, batchSize: 16 },
    },
  },
];

import { presets, type Preset } from '@hgn/model';

/** How a model is trained: everything but the seed. */
export interface Recipe {
  readonly preset: Preset;
  readonly trajectories: number;
  readonly frames: number;
}

/** A quality to reach on a system, and two ways to it. */
export interface Goal {
  readonly system: 'mass-spring' | 'pendulum';
  /** Times that the forward error is to be below the better baseline. */
  readonly timesBelow: number;
  /** Unseen frames that it is judged over. */
  readonly frames: number;
  readonly before: Recipe;
  readonly now: Recipe;
}

const { quickstart } = presets;

/**
 * The preset `quickstart` as it was in version 0.1: free drifts of both energies, sixteen trajectories of six frames,
 * and a cosine from 3e-3 down to 2 % of it without an average.
 */
const firstQuickstart: Preset = {
  ...presets['paper-small'],
  model: {
    ...presets['paper-small'].model,
    stateTransformer: [],
    dynamics: {
      ...dynamicsOf(presets['paper-small']),
      potential: { ...dynamicsOf(presets['paper-small']).potential, frequencies: [0.5, 3] },
    },
  },
  protocol: { ...presets['paper-small'].protocol, horizonGrowth: 0 },
};

function dynamicsOf({ model: { dynamics } }: Preset) {
  if (dynamics.type !== 'hamiltonian') throw new Error('time-to-quality: the preset must be Hamiltonian');
  return dynamics;
}

const withSteps = (preset: Preset, steps: number): Preset => ({
  ...preset,
  training: { ...preset.training, steps },
});

/** What is timed, by name. */
export const goals: Readonly<Record<string, Goal>> = {
  'mass-spring-100': {
    system: 'mass-spring',
    timesBelow: 100,
    frames: 30,
    before: { preset: withSteps(firstQuickstart, 4000), trajectories: 500, frames: 64 },
    now: { preset: quickstart, trajectories: 500, frames: 64 },
  },
};

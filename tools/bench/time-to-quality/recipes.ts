import { presets, type LayerConfig, type Preset } from '@hgn/model';
import { thirtyFrames } from '../lib/thirtyFrames.ts';

/** How a model is trained: everything but the seed. */
export interface Recipe {
  readonly preset: Preset;
  readonly trajectories: number;
  readonly frames: number;
}

/** A quality to reach on a system, and two ways to it. */
export interface Goal {
  readonly system: 'mass-spring' | 'pendulum' | 'three-body';
  /** Times that the forward error is to be below the better baseline. */
  readonly timesBelow: number;
  /** Unseen frames that it is judged over. */
  readonly frames: number;
  readonly before: Recipe;
  readonly now: Recipe;
}

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

const leaky: LayerConfig = { type: 'activation', name: 'leakyRelu', slope: 0.1 };
const softplus: LayerConfig = { type: 'activation', name: 'softplus' };

/** How three bodies were learnt in version 0.1: places in each frame, and one network of all positions for an energy. */
const firstThreeBody: Preset = {
  ...presets['paper-small'],
  model: {
    ...presets['paper-small'].model,
    stateTransformer: [],
    centred: true,
    encoder: [
      {
        type: 'eachFrame',
        frames: 5,
        layers: [
          { type: 'conv', filters: 32, kernel: 3 },
          leaky,
          { type: 'conv', filters: 24, kernel: 3 },
          { type: 'spatialSoftmax' },
          { type: 'dense', units: 48 },
        ],
      },
    ],
    posterior: { heads: 'dense', size: 24, logVarianceBias: -4 },
    dynamics: {
      type: 'hamiltonian',
      kinetic: { quadratic: 'unit', layers: [] },
      potential: {
        quadratic: 'learnable',
        frequencies: [0.03, 1.5],
        layers: [
          { type: 'dense', units: 128 },
          softplus,
          { type: 'dense', units: 128 },
          softplus,
          { type: 'dense', units: 1, bias: false, gain: 0.1 },
        ],
      },
      integrator: { method: 'pefrl4', stepsPerFrame: 1 },
    },
  },
  protocol: {
    ...presets['paper-small'].protocol,
    steps: 19,
    framesPerSample: 5,
    doubleSpeedFraction: 0,
    horizonGrowth: 0.4,
  },
};

/** What is timed, by name. */
export const goals: Readonly<Record<string, Goal>> = {
  'mass-spring-100': {
    system: 'mass-spring',
    timesBelow: 100,
    frames: 30,
    before: { preset: withSteps(firstQuickstart, 4000), trajectories: 500, frames: 64 },
    now: { preset: presets.quickstart, trajectories: 500, frames: 64 },
  },
  'pendulum-50': {
    system: 'pendulum',
    timesBelow: 50,
    frames: 30,
    before: { preset: withSteps(firstQuickstart, 4000), trajectories: 500, frames: 64 },
    now: { preset: withSteps(thirtyFrames(presets['pendulum-small']), 1400), trajectories: 500, frames: 64 },
  },
  'three-body-10': {
    system: 'three-body',
    timesBelow: 10,
    frames: 20,
    before: { preset: withSteps(firstThreeBody, 12_000), trajectories: 4000, frames: 40 },
    now: { preset: withSteps(presets['three-body-small'], 3000), trajectories: 2000, frames: 40 },
  },
};

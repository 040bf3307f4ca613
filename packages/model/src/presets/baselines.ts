import type { LayerConfig } from '../architecture/layerConfig.ts';
import type { CellName } from '../dynamics/config.ts';
import { leapfrog, smallEnergyNet, smallNetworks, smallOptimiser } from './parts.ts';
import type { Preset } from './preset.ts';
import { paperSmall } from './small.ts';

const tanh: LayerConfig = { type: 'activation', name: 'tanh' };

/** Of the whole state of 16 + 16 numbers, and the time step where there is one, to as many. */
const field: readonly LayerConfig[] = [
  { type: 'dense', units: 128 },
  tanh,
  { type: 'dense', units: 128 },
  tanh,
  { type: 'dense', units: 32, gain: 0.1 },
];

/** `paper-small` without its state transformer, with other dynamics that the decoder sees whole. */
const withDynamics = (name: string, description: string, dynamics: Preset['model']['dynamics']): Preset => ({
  ...paperSmall,
  name,
  description,
  model: { ...smallNetworks, stateTransformer: [], dynamics, decodes: 'state' },
});

/** A neural ordinary differential equation of the whole latent state, Runge-Kutta of fourth order. */
export const odeSmall = withDynamics(
  'ode-small',
  'Baseline: a neural ODE of the latent state, stepped by RK4.',
  {
    type: 'neuralOde',
    field,
    integrator: { method: 'rk4', stepsPerFrame: 1 },
  },
);

/** Gradients of a recurrence now and then explode (Pascanu et al. 2013): held to five times their usual norm. */
const recurrent = (name: string, description: string, cell: CellName): Preset => ({
  ...withDynamics(name, description, { type: 'recurrent', cell }),
  optimiser: { ...smallOptimiser, clipNorm: 0.1 },
});

/** A gated recurrent unit from frame to frame. */
export const gruSmall = recurrent(
  'gru-small',
  'Baseline: a gated recurrent unit from frame to frame, gradients clipped.',
  'gru',
);

/** A long short-term memory from frame to frame. */
export const lstmSmall = recurrent(
  'lstm-small',
  'Baseline: a long short-term memory from frame to frame, gradients clipped.',
  'lstm',
);

/** A residual network from frame to frame. */
export const rgnSmall = withDynamics('rgn-small', 'Baseline: a residual network from frame to frame.', {
  type: 'residual',
  layers: field,
});

/** A Lagrangian in place of the Hamiltonian: positions and velocities, with a learnt mass. */
export const lgnSmall: Preset = {
  ...paperSmall,
  name: 'lgn-small',
  description: 'Baseline: a Lagrangian of latent positions and velocities, with a learnt diagonal mass.',
  model: {
    ...smallNetworks,
    stateTransformer: [],
    dynamics: {
      type: 'lagrangian',
      potential: { quadratic: 'learnable', frequencies: 'data', layers: smallEnergyNet('softplus') },
      mass: [
        { type: 'dense', units: 64 },
        { type: 'activation', name: 'softplus' },
        { type: 'dense', units: 16, gain: 0.1 },
      ],
      integrator: { method: 'explicitMidpoint', stepsPerFrame: 1 },
    },
  },
};

/** Pairs of neighbouring frames, as the objective of a pixel HNN needs them. */
const pairs: Preset['protocol'] = {
  stateAt: 'last',
  steps: 1,
  framesPerSample: 'all',
  backwardFraction: 0,
  doubleSpeedFraction: 0,
  horizonGrowth: 0,
};

/** A pixel HNN (Greydanus et al. 2019) with the convolutional networks of `paper-small`. */
export const hnnConvSmall: Preset = {
  ...paperSmall,
  name: 'hnn-conv-small',
  description: 'Baseline: a pixel HNN on pairs of frames, convolutional encoder and decoder.',
  model: {
    ...smallNetworks,
    stateTransformer: [],
    dynamics: {
      type: 'hamiltonian',
      potential: { quadratic: 'none', layers: smallEnergyNet('softplus') },
      kinetic: { quadratic: 'none', layers: smallEnergyNet('softplus') },
      integrator: leapfrog,
    },
  },
  protocol: pairs,
  objective: { kind: 'hnn', prediction: 0.1, consistency: 0.1 },
};

/** The pixel HNN as published: fully connected encoder and decoder, one energy of q and p, a single pair of latents. */
export const hnnMlpSmall: Preset = {
  ...hnnConvSmall,
  name: 'hnn-mlp-small',
  description: 'Baseline: a pixel HNN on pairs of frames as published, fully connected.',
  model: {
    ...smallNetworks,
    inputFrames: 2,
    encoder: [
      { type: 'flatten' },
      { type: 'dense', units: 200 },
      { type: 'activation', name: 'relu' },
      { type: 'dense', units: 200 },
      { type: 'activation', name: 'relu' },
    ],
    posterior: { heads: 'dense', size: 2, logVarianceBias: -4 },
    stateTransformer: [],
    dynamics: {
      type: 'jointHamiltonian',
      energy: {
        quadratic: 'none',
        layers: [
          { type: 'dense', units: 200 },
          tanh,
          { type: 'dense', units: 200 },
          tanh,
          { type: 'dense', units: 1, bias: false },
        ],
      },
      integrator: { method: 'rk4', stepsPerFrame: 1 },
    },
    decoder: [
      { type: 'dense', units: 200 },
      { type: 'activation', name: 'relu' },
      { type: 'dense', units: 200 },
      { type: 'activation', name: 'relu' },
      { type: 'dense', units: 3072 },
      { type: 'reshape', shape: [16, 16, 12] },
    ],
  },
};

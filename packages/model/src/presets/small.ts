import type { LayerConfig } from '../architecture/layerConfig.ts';
import type { EnergyConfig } from '../dynamics/config.ts';
import { bothWays, leapfrog, smallEnergyNet, smallNetworks, smallOptimiser, smallTraining } from './parts.ts';
import type { Preset } from './preset.ts';

const relu: LayerConfig = { type: 'activation', name: 'relu' };
const learnable = (layers: EnergyConfig['layers']): EnergyConfig => ({
  quadratic: 'learnable',
  frequencies: 'data',
  layers,
});
const unit = (layers: EnergyConfig['layers']): EnergyConfig => ({ quadratic: 'unit', layers });

/** From z to a state of the same size by two dense layers beside a shortcut: without it, learning starts much later. */
const denseTransformer: readonly LayerConfig[] = [
  {
    type: 'residual',
    layers: [{ type: 'dense', units: 64 }, relu, { type: 'dense', units: 32, gain: 0.5 }],
  },
];

/** The structure of `paper` at the size of `quickstart`: with a state transformer, and softplus energies. */
export const paperSmall: Preset = {
  name: 'paper-small',
  description: 'The structure of `paper` (state transformer, separable energies, leapfrog) at CPU size.',
  model: {
    ...smallNetworks,
    stateTransformer: denseTransformer,
    dynamics: {
      type: 'hamiltonian',
      potential: learnable(smallEnergyNet('softplus')),
      kinetic: unit(smallEnergyNet('softplus')),
      integrator: leapfrog,
    },
  },
  protocol: bothWays,
  objective: { kind: 'elbo', beta: 0.1 },
  optimiser: smallOptimiser,
  ...smallTraining,
};

/** `paper-small` without its state transformer, for films of things that come to rest: with a friction that is learnt. */
export const dissipativeSmall: Preset = {
  ...paperSmall,
  name: 'dissipative-small',
  description: 'A port-Hamiltonian HGN at CPU size: energies as in `paper-small`, and a learnt friction.',
  model: {
    ...paperSmall.model,
    stateTransformer: [],
    dynamics: {
      type: 'dissipative',
      potential: learnable(smallEnergyNet('softplus')),
      kinetic: unit([]),
      friction: { rate: 0.05, layers: [] },
      integrator: leapfrog,
    },
  },
};

/** The structure of `rescience` at the size of `quickstart`: one energy of q and p, stepped by Euler. */
export const rescienceSmall: Preset = {
  ...paperSmall,
  name: 'rescience-small',
  description: 'The structure of `rescience` (one joint energy, Euler) at CPU size.',
  model: {
    ...paperSmall.model,
    dynamics: {
      type: 'jointHamiltonian',
      energy: learnable(smallEnergyNet('softplus')),
      integrator: { method: 'euler', stepsPerFrame: 1 },
    },
  },
};

/** The structure of `hgn++` at the size of `quickstart`: swish energies, no state transformer. */
export const hgnPlusPlusSmall: Preset = {
  ...paperSmall,
  name: 'hgn++-small',
  description: 'The structure of `hgn++` (vector state, swish energies, no state transformer) at CPU size.',
  model: {
    ...paperSmall.model,
    stateTransformer: [],
    dynamics: {
      type: 'hamiltonian',
      potential: learnable(smallEnergyNet('swish')),
      kinetic: unit(smallEnergyNet('swish')),
      integrator: leapfrog,
    },
  },
};

const convolutionalEnergy: EnergyConfig['layers'] = [
  { type: 'conv', filters: 16, kernel: 3 },
  { type: 'activation', name: 'softplus' },
  { type: 'conv', filters: 16, kernel: 2, stride: 2, padding: 'valid' },
  { type: 'activation', name: 'softplus' },
  { type: 'conv', filters: 1, kernel: 2, bias: false },
];

/** The structure of `dm-hgn` at CPU size: map states, the whole sequence autoencoded backward from its last frame. */
export const dmHgnSmall: Preset = {
  ...paperSmall,
  name: 'dm-hgn-small',
  description:
    'The structure of `dm-hgn` (map state, autoencoded backward from the last frame, GECO) at CPU size.',
  model: {
    ...smallNetworks,
    inputFrames: 16,
    encoder: [
      { type: 'conv', filters: 32, kernel: 2, stride: 2, padding: 'valid' },
      relu,
      { type: 'conv', filters: 32, kernel: 4 },
      relu,
      { type: 'conv', filters: 32, kernel: 2, stride: 2, padding: 'valid' },
      relu,
      { type: 'conv', filters: 16, kernel: 4 },
    ],
    posterior: { heads: 'split', size: 8, logVarianceBias: -4 },
    stateTransformer: [
      { type: 'conv', filters: 16, kernel: 3 },
      relu,
      { type: 'conv', filters: 8, kernel: 3 },
    ],
    dynamics: {
      type: 'hamiltonian',
      potential: learnable(convolutionalEnergy),
      kinetic: unit(convolutionalEnergy),
      integrator: leapfrog,
    },
    decoder: [
      { type: 'constantChannels', channels: 2 },
      { type: 'upsample' },
      { type: 'conv', filters: 32, kernel: 3 },
      { type: 'activation', name: 'leakyRelu', slope: 0.2 },
      { type: 'upsample' },
      { type: 'conv', filters: 32, kernel: 3 },
      { type: 'activation', name: 'leakyRelu', slope: 0.2 },
      { type: 'conv', filters: 12, kernel: 3, bias: false },
    ],
  },
  protocol: {
    stateAt: 'last',
    steps: 15,
    framesPerSample: 6,
    backwardFraction: 1,
    doubleSpeedFraction: 0,
    horizonGrowth: 0,
  },
  objective: {
    kind: 'geco',
    ascent: 'adam',
    target: 1e-3,
    decay: 0,
    rate: 3e-3,
    initialLambda: 1,
    minimumLambda: 1e-3,
    maximumLambda: 1e5,
  },
};

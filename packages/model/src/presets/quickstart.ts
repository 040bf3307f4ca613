import type { EnergyConfig } from '../dynamics/config.ts';
import type { Preset } from './preset.ts';

const smallNet: EnergyConfig['layers'] = [
  { type: 'dense', units: 64 },
  { type: 'activation', name: 'softplus' },
  { type: 'dense', units: 64 },
  { type: 'activation', name: 'softplus' },
  { type: 'dense', units: 1, bias: false, gain: 0.1 },
];

/** A small HGN that learns a mass on a spring from pixels in about a minute on two CPU cores. */
export const quickstart: Preset = {
  name: 'quickstart',
  description: 'Vector state, quadratic-plus-MLP energies; learns in a minute on a laptop.',
  model: {
    image: { height: 32, width: 32, channels: 3 },
    inputFrames: 5,
    blockSize: 2,
    encoder: [
      { type: 'conv', filters: 32, kernel: 3 },
      { type: 'activation', name: 'leakyRelu', slope: 0.1 },
      { type: 'conv', filters: 32, kernel: 3, stride: 2 },
      { type: 'activation', name: 'leakyRelu', slope: 0.1 },
      { type: 'conv', filters: 32, kernel: 3, stride: 2 },
      { type: 'activation', name: 'leakyRelu', slope: 0.1 },
      { type: 'flatten' },
    ],
    posterior: { heads: 'dense', size: 32, logVarianceBias: -4 },
    stateTransformer: [],
    dynamics: {
      type: 'hamiltonian',
      potential: { quadratic: 'learnable', frequencies: [0.5, 3], layers: smallNet },
      kinetic: { quadratic: 'unit', layers: smallNet },
      integrator: { method: 'leapfrog', stepsPerFrame: 1 },
    },
    decodes: 'position',
    decoder: [
      { type: 'dense', units: 512 },
      { type: 'reshape', shape: [4, 4, 32] },
      { type: 'upsample' },
      { type: 'conv', filters: 32, kernel: 3 },
      { type: 'activation', name: 'leakyRelu', slope: 0.1 },
      { type: 'upsample' },
      { type: 'conv', filters: 32, kernel: 3 },
      { type: 'activation', name: 'leakyRelu', slope: 0.1 },
      { type: 'conv', filters: 12, kernel: 3, bias: false },
    ],
  },
  protocol: {
    stateAt: 'middle',
    steps: 29,
    framesPerSample: 6,
    backwardFraction: 0.5,
    doubleSpeedFraction: 0.5,
  },
  objective: { kind: 'elbo', beta: 0.1 },
  optimiser: {
    learningRate: 3e-3,
    warmup: 50,
    schedule: 'cosine',
    finalFraction: 0.02,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-10,
    clipNorm: 0,
    averageDecay: 0,
  },
  training: { steps: 3000, batchSize: 16, sampling: true, logEvery: 20, checkpointEvery: 500 },
  data: { trajectories: 500, frames: 64 },
};

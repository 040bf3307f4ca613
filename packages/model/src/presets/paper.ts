import type { LayerConfig } from '../architecture/layerConfig.ts';
import type { EnergyConfig } from '../dynamics/config.ts';
import { leapfrog, publishedOptimiser } from './parts.ts';
import type { Preset } from './preset.ts';

const relu: LayerConfig = { type: 'activation', name: 'relu' };
const softplus: LayerConfig = { type: 'activation', name: 'softplus' };
const leaky: LayerConfig = { type: 'activation', name: 'leakyRelu', slope: 0.01 };

const energyNet: EnergyConfig['layers'] = [
  { type: 'conv', filters: 32, kernel: 3 },
  softplus,
  { type: 'conv', filters: 64, kernel: 2, stride: 2, padding: 'valid' },
  softplus,
  { type: 'conv', filters: 64, kernel: 2 },
  softplus,
  { type: 'conv', filters: 64, kernel: 2 },
  softplus,
  { type: 'conv', filters: 1, kernel: 2, stride: 2, padding: 'valid', bias: false },
];

const upsamplingBlock: readonly LayerConfig[] = [
  { type: 'upsample' },
  {
    type: 'residual',
    layers: [
      { type: 'conv', filters: 64, kernel: 3 },
      leaky,
      { type: 'conv', filters: 64, kernel: 3 },
      leaky,
    ],
  },
  { type: 'activation', name: 'sigmoid' },
];

const convRelu = (filters: number): LayerConfig[] => [{ type: 'conv', filters, kernel: 3 }, relu];

/**
 * The architecture of Toth et al. (2020) as its authors described it to re-implementers, with two energies
 * V(q) and K(p) in place of one joint network: only a separable H makes the explicit leapfrog symplectic.
 */
export const paper: Preset = {
  name: 'paper',
  description: 'The published convolutional HGN with separable energies; autoencodes 30-frame sequences.',
  model: {
    image: { height: 32, width: 32, channels: 3 },
    inputFrames: 30,
    blockSize: 1,
    encoder: [32, 64, 64, 64, 64, 64, 64].flatMap(convRelu),
    posterior: { heads: 'conv', size: 48, logVarianceBias: 0 },
    stateTransformer: [
      { type: 'conv', filters: 64, kernel: 3, stride: 2 },
      relu,
      { type: 'conv', filters: 64, kernel: 3, stride: 2 },
      relu,
      { type: 'conv', filters: 32, kernel: 3, stride: 2 },
    ],
    dynamics: {
      type: 'hamiltonian',
      potential: { quadratic: 'none', layers: energyNet },
      kinetic: { quadratic: 'none', layers: energyNet },
      integrator: leapfrog,
    },
    decodes: 'position',
    decoder: [
      ...upsamplingBlock,
      ...upsamplingBlock,
      ...upsamplingBlock,
      { type: 'conv', filters: 3, kernel: 3, bias: false },
    ],
  },
  protocol: {
    stateAt: 'first',
    steps: 29,
    framesPerSample: 'all',
    backwardFraction: 0,
    doubleSpeedFraction: 0,
    horizonGrowth: 0,
  },
  objective: {
    kind: 'geco',
    ascent: 'exponential',
    target: 1e-3,
    decay: 0.99,
    rate: 0.1,
    initialLambda: 1,
    minimumLambda: 1e-10,
    maximumLambda: 1e10,
  },
  optimiser: publishedOptimiser,
  training: {
    steps: 15_625,
    batchSize: 16,
    sampling: true,
    framesAtOnce: 160,
    logEvery: 10,
    checkpointEvery: 250,
  },
  data: { trajectories: 5000, frames: 64 },
};

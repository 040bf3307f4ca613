import type { LayerConfig } from '../architecture/layerConfig.ts';
import type { EnergyConfig } from '../dynamics/config.ts';
import { leapfrog, publishedOptimiser } from './parts.ts';
import type { Preset } from './preset.ts';

const relu: LayerConfig = { type: 'activation', name: 'relu' };
const softplus: LayerConfig = { type: 'activation', name: 'softplus' };
const leaky: LayerConfig = { type: 'activation', name: 'leakyRelu', slope: 0.2 };

const energy: EnergyConfig = {
  quadratic: 'none',
  layers: [
    { type: 'conv', filters: 32, kernel: 3 },
    softplus,
    { type: 'conv', filters: 64, kernel: 2, stride: 2, padding: 'valid' },
    softplus,
    { type: 'conv', filters: 64, kernel: 2 },
    softplus,
    { type: 'conv', filters: 64, kernel: 2, stride: 2, padding: 'valid' },
    softplus,
    { type: 'conv', filters: 1, kernel: 2, bias: false },
  ],
};

const downBlock = (first: number, second: number): LayerConfig[] => [
  { type: 'conv', filters: first, kernel: 2, stride: 2, padding: 'valid' },
  relu,
  { type: 'conv', filters: second, kernel: 4 },
];

const upBlock: readonly LayerConfig[] = [
  { type: 'upsample' },
  { type: 'conv', filters: 64, kernel: 3 },
  leaky,
  { type: 'conv', filters: 64, kernel: 3 },
  leaky,
];

/**
 * The HGN of the authors' later code release (physics_inspired_models, `hgn_paper_config`): 31 frames autoencoded, the
 * state inferred at the last one and rolled backward.
 */
export const dmHgn: Preset = {
  name: 'dm-hgn',
  description: 'The HGN of the authors’ later code: 31 frames autoencoded backward from the last.',
  model: {
    image: { height: 32, width: 32, channels: 3 },
    inputFrames: 31,
    blockSize: 1,
    encoder: [...downBlock(32, 64), relu, ...downBlock(64, 64), relu, ...downBlock(64, 64)],
    posterior: { heads: 'split', size: 32, logVarianceBias: 0 },
    stateTransformer: [
      ...Array.from({ length: 4 }, (): LayerConfig[] => [
        { type: 'conv', filters: 64, kernel: 3 },
        relu,
      ]).flat(),
      { type: 'conv', filters: 32, kernel: 3 },
    ],
    dynamics: { type: 'hamiltonian', potential: energy, kinetic: energy, integrator: leapfrog },
    decodes: 'position',
    decoder: [
      { type: 'constantChannels', channels: 2 },
      ...upBlock,
      ...upBlock,
      ...upBlock,
      { type: 'conv', filters: 3, kernel: 3, bias: false },
    ],
  },
  protocol: {
    stateAt: 'last',
    steps: 30,
    framesPerSample: 'all',
    backwardFraction: 1,
    doubleSpeedFraction: 0,
    horizonGrowth: 0,
  },
  objective: {
    kind: 'geco',
    ascent: 'adam',
    target: 1e-3,
    decay: 0,
    rate: 1.5e-4,
    initialLambda: 1,
    minimumLambda: 1e-10,
    maximumLambda: 1e10,
  },
  optimiser: publishedOptimiser,
  training: {
    steps: 500_000,
    batchSize: 128,
    sampling: true,
    framesAtOnce: 160,
    logEvery: 10,
    checkpointEvery: 250,
  },
  data: { trajectories: 5000, frames: 64 },
};

import type { LayerConfig } from '../architecture/layerConfig.ts';
import type { EnergyConfig } from '../dynamics/config.ts';
import { leapfrog, publishedOptimiser } from './parts.ts';
import type { Preset } from './preset.ts';

const leaky: LayerConfig = { type: 'activation', name: 'leakyRelu', slope: 0.01 };
const swish: LayerConfig = { type: 'activation', name: 'swish' };

const downBlock: readonly LayerConfig[] = [
  { type: 'conv', filters: 64, kernel: 3, stride: 2 },
  leaky,
  { type: 'conv', filters: 64, kernel: 3 },
  leaky,
];

const upBlock: readonly LayerConfig[] = [
  { type: 'upsample' },
  { type: 'conv', filters: 64, kernel: 3 },
  leaky,
  { type: 'conv', filters: 64, kernel: 3 },
  leaky,
];

const energy: EnergyConfig = {
  quadratic: 'none',
  layers: [
    ...Array.from({ length: 4 }, (): LayerConfig[] => [{ type: 'dense', units: 250 }, swish]).flat(),
    { type: 'dense', units: 1, bias: false },
  ],
};

/**
 * HGN++ (Higgins et al. 2021, arXiv:2111.05986; Botev et al. 2021, arXiv:2111.05458): a vector state without a state
 * transformer, swish energies, five frames in, sixty out, forward and backward from the middle one.
 *
 * The published runs sweep the weight of the KL over 0.001, 0.1, 1 and 2; 0.1 stands here.
 */
export const hgnPlusPlus: Preset = {
  name: 'hgn++',
  description: 'HGN++: vector state, swish energies, forward and backward from the middle of five frames.',
  model: {
    image: { height: 32, width: 32, channels: 3 },
    inputFrames: 5,
    blockSize: 1,
    encoder: [
      ...downBlock,
      ...downBlock,
      ...downBlock,
      { type: 'conv', filters: 64, kernel: 3 },
      leaky,
      { type: 'flatten' },
      { type: 'dense', units: 64 },
    ],
    posterior: { heads: 'split', size: 32, logVarianceBias: 0 },
    stateTransformer: [],
    dynamics: { type: 'hamiltonian', potential: energy, kinetic: energy, integrator: leapfrog },
    decodes: 'position',
    decoder: [
      { type: 'dense', units: 256 },
      { type: 'reshape', shape: [4, 4, 16] },
      { type: 'constantChannels', channels: 2 },
      ...upBlock,
      ...upBlock,
      ...upBlock,
      { type: 'conv', filters: 3, kernel: 3, bias: false },
    ],
  },
  protocol: {
    stateAt: 'middle',
    steps: 59,
    framesPerSample: 'all',
    backwardFraction: 0.5,
    doubleSpeedFraction: 0,
    horizonGrowth: 0,
  },
  objective: { kind: 'elbo', beta: 0.1 },
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

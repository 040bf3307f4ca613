import type { ModelConfig } from '../architecture/config.ts';
import type { LayerConfig } from '../architecture/layerConfig.ts';
import type { DynamicsConfig, EnergyConfig, IntegratorConfig } from '../dynamics/config.ts';
import type { FrameProtocol, OptimiserConfig, Preset } from './preset.ts';

/** One step per frame of the method that the paper uses. */
export const leapfrog: IntegratorConfig = { method: 'leapfrog', stepsPerFrame: 1 };

/** Adam at the constant rate of every published run. */
export const publishedOptimiser: OptimiserConfig = {
  learningRate: 1.5e-4,
  warmup: 0,
  schedule: 'constant',
  finalFraction: 1,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  clipNorm: 0,
  averageDecay: 0,
};

/** Adam at twenty times that rate, falling along a cosine: what a few thousand small steps need. */
export const smallOptimiser: OptimiserConfig = {
  ...publishedOptimiser,
  learningRate: 3e-3,
  warmup: 50,
  schedule: 'cosine',
  finalFraction: 0.02,
  epsilon: 1e-10,
};

/** The activation of encoders and decoders. */
export const leaky: LayerConfig = { type: 'activation', name: 'leakyRelu', slope: 0.1 };

/** An energy of a vector: two hidden layers that end in one number, its first gradient small beside a quadratic form. */
export function smallEnergyNet(activation: 'softplus' | 'swish'): EnergyConfig['layers'] {
  return [
    { type: 'dense', units: 64 },
    { type: 'activation', name: activation },
    { type: 'dense', units: 64 },
    { type: 'activation', name: activation },
    { type: 'dense', units: 1, bias: false, gain: 0.1 },
  ];
}

/**
 * K = p^2/2 and a potential of a quadratic form and a network, with drifts along the oscillators of the quadratic terms: half
 * of each batch steps by 2 dt, and with free drifts the energy that fits best would be another there than at dt.
 */
export function oscillators(stepsPerFrame: number): DynamicsConfig {
  return {
    type: 'hamiltonian',
    potential: { quadratic: 'learnable', frequencies: [0.5, 3], layers: smallEnergyNet('softplus') },
    kinetic: { quadratic: 'unit', layers: [] },
    integrator: { ...leapfrog, stepsPerFrame, drift: 'oscillator' },
  };
}

/** Frames folded into 16x16 blocks, three convolutions down to a vector, and back: a third of a second per hundred. */
export const smallNetworks: Pick<
  ModelConfig,
  'image' | 'inputFrames' | 'blockSize' | 'encoder' | 'posterior' | 'decodes' | 'decoder'
> = {
  image: { height: 32, width: 32, channels: 3 },
  inputFrames: 5,
  blockSize: 2,
  encoder: [
    { type: 'conv', filters: 32, kernel: 3 },
    leaky,
    { type: 'conv', filters: 32, kernel: 3, stride: 2 },
    leaky,
    { type: 'conv', filters: 32, kernel: 3, stride: 2 },
    leaky,
    { type: 'flatten' },
  ],
  posterior: { heads: 'dense', size: 32, logVarianceBias: -4 },
  decodes: 'position',
  decoder: [
    { type: 'dense', units: 512 },
    { type: 'reshape', shape: [4, 4, 32] },
    { type: 'upsample' },
    { type: 'conv', filters: 32, kernel: 3 },
    leaky,
    { type: 'upsample' },
    { type: 'conv', filters: 32, kernel: 3 },
    leaky,
    { type: 'conv', filters: 12, kernel: 3, bias: false },
  ],
};

/** Thirty frames both ways in time and at two speeds, a few of them decoded, the near ones first. */
export const bothWays: FrameProtocol = {
  stateAt: 'middle',
  steps: 29,
  framesPerSample: 6,
  backwardFraction: 0.5,
  doubleSpeedFraction: 0.5,
  horizonGrowth: 0.2,
};

/** Some minutes on two CPU cores. */
export const smallTraining: Pick<Preset, 'training' | 'data'> = {
  training: { steps: 4000, batchSize: 16, sampling: true, logEvery: 20, checkpointEvery: 500 },
  data: { trajectories: 500, frames: 64 },
};

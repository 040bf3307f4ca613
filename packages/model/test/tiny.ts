import type { LayerConfig, Preset, Sequences } from '../src/index.ts';

const net: readonly LayerConfig[] = [
  { type: 'dense', units: 6 },
  { type: 'activation', name: 'softplus' },
  { type: 'dense', units: 1, bias: false },
];

/** A preset small enough to check against eager TensorFlow.js and finite differences. */
export const tinyVector: Preset = {
  name: 'tiny-vector',
  description: 'Vector state on 8x8 grey frames, for tests.',
  model: {
    image: { height: 8, width: 8, channels: 1 },
    inputFrames: 3,
    blockSize: 2,
    encoder: [
      { type: 'conv', filters: 4, kernel: 3, stride: 2 },
      { type: 'activation', name: 'leakyRelu', slope: 0.1 },
      { type: 'flatten' },
    ],
    posterior: { heads: 'dense', size: 4, logVarianceBias: -2 },
    stateTransformer: [],
    potential: { quadratic: 'learnable', frequencies: [1, 2], layers: net },
    kinetic: { quadratic: 'unit', layers: net },
    decoder: [
      { type: 'dense', units: 8 },
      { type: 'reshape', shape: [2, 2, 2] },
      { type: 'upsample' },
      { type: 'conv', filters: 4, kernel: 3, bias: false },
    ],
  },
  protocol: {
    stateAt: 'middle',
    steps: 3,
    framesPerSample: 2,
    backwardFraction: 0.5,
    doubleSpeedFraction: 0.5,
  },
  objective: { kind: 'elbo', beta: 0.1 },
  optimiser: {
    learningRate: 1e-2,
    warmup: 0,
    schedule: 'constant',
    finalFraction: 1,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    clipNorm: 0,
  },
  training: { steps: 20, batchSize: 4, sampling: true, logEvery: 5, checkpointEvery: 10 },
  data: { trajectories: 8, frames: 10 },
};

const smooth: LayerConfig = { type: 'activation', name: 'softplus' };

/** The same with convolutional heads, a state transformer, residual up-sampling blocks and map states. */
export const tinyMap: Preset = {
  ...tinyVector,
  name: 'tiny-map',
  description: 'Map state on 8x8 grey frames, with every kind of layer of the published model, for tests.',
  model: {
    ...tinyVector.model,
    blockSize: 1,
    encoder: [
      { type: 'conv', filters: 3, kernel: 3 },
      { type: 'activation', name: 'relu' },
    ],
    posterior: { heads: 'conv', size: 3, logVarianceBias: 0 },
    stateTransformer: [{ type: 'conv', filters: 4, kernel: 3, stride: 2 }],
    potential: {
      quadratic: 'none',
      layers: [
        { type: 'conv', filters: 3, kernel: 3 },
        smooth,
        { type: 'conv', filters: 3, kernel: 2, stride: 2, padding: 'valid' },
        smooth,
        { type: 'conv', filters: 1, kernel: 2, bias: false },
      ],
    },
    kinetic: {
      quadratic: 'none',
      layers: [
        { type: 'conv', filters: 3, kernel: 3 },
        smooth,
        { type: 'conv', filters: 1, kernel: 2, bias: false },
      ],
    },
    decoder: [
      { type: 'upsample' },
      {
        type: 'residual',
        layers: [
          { type: 'conv', filters: 3, kernel: 3 },
          { type: 'activation', name: 'leakyRelu', slope: 0.01 },
        ],
      },
      { type: 'activation', name: 'sigmoid' },
      { type: 'conv', filters: 1, kernel: 3, bias: false },
    ],
  },
};

/** Grey frames of a bright spot that swings to and fro: q(t) = A cos(2 t + phase), drawn in closed form. */
export function swingingSpot(trajectories = 8, length = 10, dt = 0.2): Sequences {
  const size = 8;
  const frames = new Uint8Array(trajectories * length * size * size);
  let i = 0;
  for (let s = 0; s < trajectories; s++) {
    const amplitude = 1 + (1.5 * s) / trajectories;
    for (let t = 0; t < length; t++) {
      const x = 3.5 + amplitude * Math.cos(2 * t * dt + 2.4 * s);
      for (let row = 0; row < size; row++) {
        for (let column = 0; column < size; column++) {
          frames[i++] = 40 + 200 * Math.exp(-((column - x) ** 2 + (row - 3.5) ** 2) / 2);
        }
      }
    }
  }
  return { trajectories, length, height: size, width: size, channels: 1, dt, frames };
}

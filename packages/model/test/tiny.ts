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
    dynamics: {
      type: 'hamiltonian',
      potential: { quadratic: 'learnable', frequencies: [1, 2], layers: net },
      kinetic: { quadratic: 'unit', layers: net },
      integrator: { method: 'leapfrog', stepsPerFrame: 1 },
    },
    decodes: 'position',
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
    horizonGrowth: 0.5,
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
    averageDecay: 0,
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
    dynamics: {
      type: 'hamiltonian',
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
      integrator: { method: 'leapfrog', stepsPerFrame: 1 },
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

const variant = (name: string, changes: Partial<Preset['model']>, others: Partial<Preset> = {}): Preset => ({
  ...tinyVector,
  ...others,
  name,
  model: { ...tinyVector.model, ...changes },
});
/** Of the whole state, 2 + 2 numbers, and the time step where there is one, to as many. */
const field: readonly LayerConfig[] = [
  { type: 'dense', units: 6 },
  { type: 'activation', name: 'tanh' },
  { type: 'dense', units: 4 },
];
const wholeState = { decodes: 'state' } as const;

/** Every kind of dynamics and objective, each as small as can be. */
export const tinyPresets: readonly Preset[] = [
  tinyVector,
  tinyMap,
  variant('tiny-yoshida', {
    dynamics: {
      type: 'hamiltonian',
      potential: { quadratic: 'learnable', frequencies: [1, 2], layers: net },
      kinetic: { quadratic: 'unit', layers: [] },
      integrator: { method: 'yoshida4', stepsPerFrame: 2 },
    },
  }),
  variant('tiny-dissipative', {
    dynamics: {
      type: 'dissipative',
      potential: { quadratic: 'learnable', frequencies: [1, 2], layers: net },
      kinetic: { quadratic: 'learnable', frequencies: [1, 2], layers: [] },
      friction: {
        rate: 0.1,
        layers: [
          { type: 'dense', units: 4 },
          { type: 'activation', name: 'tanh' },
          { type: 'dense', units: 2, gain: 0.5 },
        ],
      },
      integrator: { method: 'leapfrog', stepsPerFrame: 2 },
    },
  }),
  variant('tiny-driven', {
    dynamics: {
      type: 'dissipative',
      potential: { quadratic: 'learnable', frequencies: [1, 2], layers: net },
      kinetic: { quadratic: 'learnable', frequencies: [1, 2], layers: [] },
      friction: { rate: 0.1, layers: [] },
      drive: { by: 'clock', period: 1.7, harmonics: 2, layers: net },
      integrator: { method: 'leapfrog', stepsPerFrame: 2 },
    },
  }),
  variant('tiny-bodies', {
    blockSize: 1,
    encoder: [
      {
        type: 'eachFrame',
        frames: 3,
        layers: [
          { type: 'conv', filters: 3, kernel: 3, stride: 2 },
          { type: 'activation', name: 'tanh' },
          { type: 'conv', filters: 2, kernel: 3, gain: 3 },
          { type: 'distinctPlaces' },
        ],
      },
    ],
    posterior: { heads: 'motion', size: 8, logVarianceBias: -4, frameTime: 'data' },
    dynamics: {
      type: 'hamiltonian',
      potential: {
        quadratic: 'none',
        layers: [],
        bodies: { count: 2, pairs: net, softening: 0.3, strengths: 'learnt', each: net },
      },
      kinetic: {
        quadratic: 'learnable',
        frequencies: [0.8, 1.2],
        layers: [],
        bodies: { count: 2, pairs: [] },
      },
      integrator: { method: 'leapfrog', stepsPerFrame: 1 },
    },
    decoder: [
      { type: 'softDiscs', height: 8, width: 8, radius: 0.4, steepness: 6 },
      { type: 'conv', filters: 1, kernel: 1, bias: false },
    ],
  }),
  variant('tiny-joint', {
    dynamics: {
      type: 'jointHamiltonian',
      energy: { quadratic: 'learnable', frequencies: [1, 2], layers: net },
      integrator: { method: 'implicitMidpoint', stepsPerFrame: 1 },
    },
  }),
  variant('tiny-lagrangian', {
    dynamics: {
      type: 'lagrangian',
      potential: { quadratic: 'learnable', frequencies: [1, 2], layers: net },
      mass: [
        { type: 'dense', units: 6 },
        { type: 'activation', name: 'softplus' },
        { type: 'dense', units: 2, gain: 0.5 },
      ],
      integrator: { method: 'explicitMidpoint', stepsPerFrame: 1 },
    },
  }),
  variant('tiny-ode', {
    ...wholeState,
    dynamics: { type: 'neuralOde', field, integrator: { method: 'rk4', stepsPerFrame: 1 } },
  }),
  variant('tiny-residual', { ...wholeState, dynamics: { type: 'residual', layers: field } }),
  variant('tiny-vanilla', { ...wholeState, dynamics: { type: 'recurrent', cell: 'vanilla' } }),
  variant('tiny-gru', { ...wholeState, dynamics: { type: 'recurrent', cell: 'gru' } }),
  variant('tiny-lstm', { ...wholeState, dynamics: { type: 'recurrent', cell: 'lstm' } }),
  variant(
    'tiny-hnn',
    {
      dynamics: {
        type: 'jointHamiltonian',
        energy: { quadratic: 'none', layers: net },
        integrator: { method: 'euler', stepsPerFrame: 1 },
      },
    },
    {
      objective: { kind: 'hnn', prediction: 0.1, consistency: 0.1, variance: 0.02 },
      protocol: {
        stateAt: 'last',
        steps: 1,
        framesPerSample: 'all',
        backwardFraction: 0,
        doubleSpeedFraction: 0,
        horizonGrowth: 0,
      },
    },
  ),
  {
    ...tinyMap,
    name: 'tiny-parts',
    training: { ...tinyMap.training, framesAtOnce: 3 },
  },
  variant(
    'tiny-geco',
    {},
    {
      objective: {
        kind: 'geco',
        ascent: 'exponential',
        target: 1e-3,
        decay: 0.9,
        rate: 0.1,
        initialLambda: 1,
        minimumLambda: 1e-3,
        maximumLambda: 1e3,
      },
      optimiser: { ...tinyVector.optimiser, clipNorm: 1, averageDecay: 0.9 },
    },
  ),
];

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

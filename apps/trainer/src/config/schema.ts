import { methods } from '@hgn/integrators';
import type { IntegratorName } from '@hgn/model';
import { z } from 'zod';
import { engines } from '../engines/names.ts';

const positiveInteger = z.number().int().min(1);
const fraction = z.number().min(0).max(1);
const positive = z.number().positive();

const activation = z.enum(['relu', 'leakyRelu', 'softplus', 'swish', 'tanh', 'sigmoid']);

/** One layer of a network, told apart by `type`. */
const layer = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('conv'),
    filters: positiveInteger,
    kernel: positiveInteger,
    stride: z.union([z.literal(1), z.literal(2)]).exactOptional(),
    padding: z.enum(['same', 'valid']).exactOptional(),
    bias: z.boolean().exactOptional(),
  }),
  z.strictObject({
    type: z.literal('dense'),
    units: positiveInteger,
    bias: z.boolean().exactOptional(),
    gain: z.number().exactOptional(),
  }),
  z.strictObject({ type: z.literal('activation'), name: activation, slope: z.number().exactOptional() }),
  z.strictObject({ type: z.literal('flatten') }),
  z.strictObject({ type: z.literal('reshape'), shape: z.array(positiveInteger) }),
  z.strictObject({ type: z.literal('upsample') }),
  z.strictObject({ type: z.literal('spatialSoftmax') }),
  z.strictObject({ type: z.literal('constantChannels'), channels: positiveInteger }),
  z.strictObject({
    type: z.literal('residual'),
    get layers() {
      return z.array(layer);
    },
  }),
  z.strictObject({
    type: z.literal('eachFrame'),
    frames: positiveInteger,
    get layers() {
      return z.array(layer);
    },
  }),
]);

const energy = z.strictObject({
  quadratic: z.enum(['none', 'unit', 'learnable']),
  frequencies: z.union([z.tuple([positive, positive]), z.literal('data')]).exactOptional(),
  layers: z.array(layer),
});

/** Methods that step a learnt system in which every sample has a dt of its own; see `IntegratorName`. */
const integratorNames = Object.values(methods)
  .filter((method) => !method.adaptive && !method.requiresQuadraticKinetic && method.doubled !== true)
  .map(({ name }) => name as IntegratorName);

const integrator = z.strictObject({ method: z.enum(integratorNames), stepsPerFrame: positiveInteger });

/** What moves the latent state, told apart by `type`. */
const dynamics = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('hamiltonian'), potential: energy, kinetic: energy, integrator }),
  z.strictObject({ type: z.literal('jointHamiltonian'), energy, integrator }),
  z.strictObject({ type: z.literal('lagrangian'), potential: energy, mass: z.array(layer), integrator }),
  z.strictObject({ type: z.literal('neuralOde'), field: z.array(layer), integrator }),
  z.strictObject({ type: z.literal('residual'), layers: z.array(layer) }),
  z.strictObject({ type: z.literal('recurrent'), cell: z.enum(['vanilla', 'gru', 'lstm']) }),
]);

const model = z.strictObject({
  image: z.strictObject({ height: positiveInteger, width: positiveInteger, channels: positiveInteger }),
  inputFrames: positiveInteger,
  blockSize: z.union([z.literal(1), z.literal(2)]),
  centred: z.boolean().exactOptional(),
  encoder: z.array(layer),
  posterior: z.strictObject({
    heads: z.enum(['dense', 'conv', 'split']),
    size: positiveInteger,
    logVarianceBias: z.number(),
  }),
  stateTransformer: z.array(layer),
  dynamics,
  decodes: z.enum(['position', 'state']),
  decoder: z.array(layer),
});

const protocol = z.strictObject({
  stateAt: z.enum(['first', 'middle', 'last']),
  steps: positiveInteger,
  framesPerSample: z.union([positiveInteger, z.literal('all')]),
  backwardFraction: fraction,
  doubleSpeedFraction: fraction,
  horizonGrowth: fraction,
});

const objective = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('elbo'), beta: z.number().min(0) }),
  z.strictObject({
    kind: z.literal('hnn'),
    prediction: z.number().min(0),
    consistency: z.number().min(0),
  }),
  z.strictObject({
    kind: z.literal('geco'),
    ascent: z.enum(['exponential', 'adam']),
    target: positive,
    decay: z.number().min(0).lt(1),
    rate: positive,
    initialLambda: positive,
    minimumLambda: positive,
    maximumLambda: positive,
  }),
]);

const optimiser = z.strictObject({
  learningRate: positive,
  warmup: z.number().int().min(0),
  schedule: z.enum(['constant', 'cosine']),
  finalFraction: fraction,
  beta1: z.number().min(0).lt(1),
  beta2: z.number().min(0).lt(1),
  epsilon: positive,
  clipNorm: z.number().min(0),
  averageDecay: z.number().min(0).lt(1),
});

const training = z
  .strictObject({
    steps: positiveInteger,
    batchSize: positiveInteger,
    sampling: z.boolean(),
    /** About how many frames of a batch are decoded together: fewer take less memory. */
    framesAtOnce: z.union([positiveInteger, z.literal('all')]).exactOptional(),
    logEvery: positiveInteger,
    checkpointEvery: positiveInteger,
    /** Which checkpoints stay: the last three, with `spaced` also some of every doubling of the steps, or `all`. */
    keep: z.enum(['spaced', 'last', 'all']),
    /** What to do when the numbers leave the finite ones or the loss explodes. */
    onDivergence: z.enum(['stop', 'rollback']),
    /** How many times its own size the running median of the loss may be exceeded before that is an explosion. */
    explosionFactor: z.number().gt(1),
    /** Steps between two evaluations on validation trajectories; 0 for none. */
    evaluateEvery: z.number().int().min(0),
    /** Evaluations in a row without a new best that end training early; 0 for never. */
    patience: z.number().int().min(0),
  })
  .refine(({ evaluateEvery, patience }) => patience === 0 || evaluateEvery > 0, {
    path: ['patience'],
    message: '0 unless training.evaluateEvery is above 0',
  });

/** A complete run configuration: everything that decides a run's result, and nothing else. */
export const runConfigSchema = z.strictObject({
  /** Preset the values started from. */
  preset: z.string().min(1),
  /** Physical system of the data, a name that `hgn simulate --help` lists. */
  system: z.string().min(1),
  /** Seed of the weights, the batches, the sampling noise and the simulated data. */
  seed: z.number().int().min(0).max(0xffffffff),
  engine: z.enum(engines),
  /** Threads of the engine; 0 leaves the choice to it. */
  threads: z.number().int().min(0),
  data: z.strictObject({
    /** Folder of a data set made by `hgn simulate`; null simulates the data for the run. */
    folder: z.string().min(1).nullable(),
    /** Training trajectories to simulate. */
    trajectories: positiveInteger,
    /** Frames of each trajectory. */
    frames: positiveInteger,
    /** Trajectories kept for evaluation, never trained on. */
    testTrajectories: positiveInteger,
    /** Trajectories for evaluation during training, where there is any: neither trained nor tested on. */
    validationTrajectories: positiveInteger,
  }),
  model,
  protocol,
  objective,
  optimiser,
  training,
});

/** See {@link runConfigSchema}. */
export type RunConfig = z.infer<typeof runConfigSchema>;

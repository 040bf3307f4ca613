import { methods } from '@hgn/integrators';
import type { IntegratorName } from '@hgn/model';
import { z } from 'zod';
import { engines } from '../engines/names.ts';

/** A count or a size: more than this would only fail later, after hours or with all memory taken. */
const countUpTo = (most: number) => z.number().int().min(1).max(most);
const width = countUpTo(65_536);
const positiveInteger = countUpTo(1_000_000_000);
const fraction = z.number().min(0).max(1);
const positive = z.number().positive();

const activation = z.enum(['relu', 'leakyRelu', 'softplus', 'swish', 'tanh', 'sigmoid']);

/** One layer of a network, told apart by `type`. */
const layer = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('conv'),
    filters: width.describe('output channels'),
    kernel: countUpTo(1024).describe('side of the square kernel'),
    stride: z
      .union([z.literal(1), z.literal(2)])
      .exactOptional()
      .describe('1 unless given'),
    padding: z.enum(['same', 'valid']).exactOptional().describe('same unless given'),
    bias: z.boolean().exactOptional(),
    gain: z.number().exactOptional().describe('factor on the first weights; 1 unless given'),
  }),
  z.strictObject({
    type: z.literal('dense'),
    units: width.describe('output numbers'),
    bias: z.boolean().exactOptional(),
    gain: z.number().exactOptional().describe('factor on the first weights; 1 unless given'),
  }),
  z.strictObject({ type: z.literal('activation'), name: activation, slope: z.number().exactOptional() }),
  z.strictObject({ type: z.literal('flatten') }),
  z.strictObject({ type: z.literal('reshape'), shape: z.array(positiveInteger) }),
  z.strictObject({ type: z.literal('upsample') }),
  z.strictObject({ type: z.literal('spatialSoftmax') }),
  z.strictObject({
    type: z.literal('distinctPlaces'),
    depth: positive
      .exactOptional()
      .describe('first depth of the hollow that a place leaves; 20 unless given'),
    reach: positive
      .exactOptional()
      .describe('first width of the hollow, where a map is 2 wide; 0.25 unless given'),
  }),
  z.strictObject({
    type: z.literal('softDiscs'),
    height: countUpTo(4096).describe('rows of the maps'),
    width: countUpTo(4096).describe('columns of the maps'),
    radius: positive.exactOptional().describe('first radius, where a map is 2 wide; 0.25 unless given'),
    steepness: positive.exactOptional().describe('first slope of the edges; 10 unless given'),
    alike: z.boolean().exactOptional().describe('one radius and one edge for all discs; false unless given'),
  }),
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
  quadratic: z
    .enum(['none', 'unit', 'learnable'])
    .describe('a term x²/2 beside the network: with weights 1, or with learnt ones, which stay positive'),
  frequencies: z
    .union([z.tuple([positive, positive]), z.literal('data')])
    .exactOptional()
    .describe('where learnt quadratic terms start: a range in radians per time, or that of the films'),
  layers: z.array(layer).describe('the network of the energy, one number out'),
  bodies: z
    .strictObject({
      count: countUpTo(1000).describe('bodies among the coordinates'),
      pairs: z.array(layer).describe('from the log of a distance to one number, the same for all pairs'),
      softening: positive.exactOptional().describe('below which distances hardly count; 0.05 unless given'),
      strengths: z
        .enum(['equal', 'learnt'])
        .exactOptional()
        .describe('whether bodies have strengths of their own, like charges; equal unless given'),
      each: z
        .array(layer)
        .exactOptional()
        .describe('from the coordinates of one body to one number, the same for all bodies'),
    })
    .exactOptional()
    .describe('terms of pairs and of single bodies, and one learnt weight a body'),
});

/** Methods that step a learnt system in which every sample has a dt of its own; see `IntegratorName`. */
const integratorNames = Object.values(methods)
  .filter((method) => !method.adaptive && !method.requiresQuadraticKinetic && method.doubled !== true)
  .map(({ name }) => name as IntegratorName);

const integrator = z.strictObject({
  method: z.enum(integratorNames).describe('a method of @hgn/integrators'),
  stepsPerFrame: countUpTo(1000).describe('steps between two frames'),
});

const splitIntegrator = integrator.extend({
  drift: z
    .enum(['free', 'oscillator'])
    .exactOptional()
    .describe('between kicks: q along dK/dp, or both along the exact flow of the quadratic terms'),
});

/** What drives a system by the clock; what is driven by numbers of the data is for programs, since no data set holds these. */
const drive = z.strictObject({
  by: z.literal('clock'),
  period: positive.describe('after which the energy repeats itself, where it starts being learnt'),
  harmonics: countUpTo(100).describe('of that period'),
  layers: z
    .array(layer)
    .describe('from q and the cosines and sines to a number; none: forces that are the same everywhere'),
});

/** What moves the latent state, told apart by `type`. */
const dynamics = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('hamiltonian'),
    potential: energy,
    kinetic: energy,
    drive: drive.exactOptional().describe('what changes the energy in time'),
    integrator: splitIntegrator,
  }),
  z.strictObject({
    type: z.literal('dissipative'),
    potential: energy,
    kinetic: energy.describe('quadratic, without layers, so that friction has an exact flow'),
    friction: z.strictObject({
      rate: positive.describe('at which momenta decay before training, in 1 / time'),
      layers: z.array(layer).describe('from q to one number a coordinate; none: the same rates everywhere'),
    }),
    drive: drive.exactOptional().describe('what changes the energy in time'),
    integrator: splitIntegrator,
  }),
  z.strictObject({ type: z.literal('jointHamiltonian'), energy, integrator }),
  z.strictObject({
    type: z.literal('lagrangian'),
    potential: energy,
    mass: z.array(layer).describe('from q to one number a coordinate, made positive'),
    integrator,
  }),
  z.strictObject({
    type: z.literal('neuralOde'),
    field: z.array(layer).describe('from (q, p) to its rate of change'),
    integrator,
  }),
  z.strictObject({ type: z.literal('residual'), layers: z.array(layer) }),
  z.strictObject({ type: z.literal('recurrent'), cell: z.enum(['vanilla', 'gru', 'lstm']) }),
]);

const model = z.strictObject({
  image: z.strictObject({
    height: countUpTo(4096),
    width: countUpTo(4096),
    channels: countUpTo(64),
  }),
  inputFrames: countUpTo(1000).describe('frames that the encoder sees'),
  blockSize: z
    .union([z.literal(1), z.literal(2)])
    .describe('side of the pixel blocks that are folded into channels; 1 folds nothing'),
  centred: z.boolean().exactOptional().describe('whether the encoder sees frames less the background'),
  encoder: z.array(layer).describe('from input frames to features'),
  posterior: z.strictObject({
    heads: z
      .enum(['dense', 'conv', 'split', 'motion'])
      .describe('vectors, maps, halves of the features, or places and their motion from frame to frame'),
    size: width.describe('numbers or channels of z'),
    logVarianceBias: z.number().describe('added to the log-variance at the start'),
    frameTime: z
      .union([positive, z.literal('data')])
      .exactOptional()
      .describe('of motion: time between frames, or that of the films; 1 unless given'),
  }),
  stateTransformer: z.array(layer).describe('from z to the state; empty: z is the state'),
  dynamics,
  decodes: z.enum(['position', 'state']).describe('what the decoder sees: q alone, or q and p'),
  decoder: z.array(layer).describe('from what it sees to a frame'),
});

const protocol = z.strictObject({
  stateAt: z.enum(['first', 'middle', 'last']).describe('the input frame whose state is inferred'),
  steps: countUpTo(10_000).describe('frames from the inferred state to the last one explained'),
  framesPerSample: z
    .union([countUpTo(10_000), z.literal('all')])
    .describe('frames decoded of each sample in a training step'),
  backwardFraction: fraction.describe('share of a batch that is unrolled backward in time'),
  doubleSpeedFraction: fraction.describe('share of a batch that is unrolled with 2 dt'),
  horizonGrowth: fraction.describe(
    'share of the training over which the horizon grows from a tenth to all of steps',
  ),
});

const objective = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('elbo'),
    beta: z.number().min(0).describe('weight of the KL divergence, a pixel value'),
  }),
  z.strictObject({
    kind: z.literal('hnn'),
    prediction: z.number().min(0).describe('weight of the latent error after one step'),
    consistency: z.number().min(0).describe('weight of p against dq/dt'),
    variance: z
      .number()
      .min(0)
      .exactOptional()
      .describe('weight of what keeps latent positions spread over the batch'),
  }),
  z.strictObject({
    kind: z.literal('geco'),
    ascent: z.enum(['exponential', 'adam']).describe('how lambda follows the constraint'),
    target: positive.describe('mean squared error to reach'),
    decay: z.number().min(0).lt(1).describe('of the moving average of the constraint'),
    rate: positive.describe('growth of log lambda a unit of constraint, or the rate of Adam'),
    initialLambda: positive,
    minimumLambda: positive,
    maximumLambda: positive,
  }),
]);

const optimiser = z.strictObject({
  method: z
    .enum(['adam', 'muon'])
    .exactOptional()
    .describe('adam, unless told; muon moves matrices by their orthogonal factor, the rest by Adam'),
  learningRate: positive.describe('the highest'),
  warmup: z.number().int().min(0).describe('steps of linear warm-up'),
  schedule: z.enum(['constant', 'cosine']).describe('after the warm-up'),
  finalFraction: fraction.describe('where the cosine ends, as a share of the highest'),
  beta1: z.number().min(0).lt(1).describe('of the average of gradients'),
  beta2: z.number().min(0).lt(1).describe('of the average of squares in Adam'),
  epsilon: positive.describe('of Adam'),
  clipNorm: z.number().min(0).describe('largest norm of the whole gradient; 0 clips nothing'),
  averageDecay: z
    .number()
    .min(0)
    .lt(1)
    .describe('of the average of the weights that is evaluated; 0: the last weights'),
});

const training = z
  .strictObject({
    steps: positiveInteger.describe('of training'),
    batchSize: countUpTo(1_000_000).describe('samples of a step'),
    sampling: z.boolean().describe('draw z, or take its mean'),
    framesAtOnce: z
      .union([positiveInteger, z.literal('all')])
      .exactOptional()
      .describe('about how many frames of a batch are decoded together: fewer take less memory'),
    logEvery: positiveInteger.describe('steps between two lines of metrics'),
    checkpointEvery: positiveInteger.describe('steps between two checkpoints'),
    keep: z
      .enum(['spaced', 'last', 'all'])
      .describe(
        'which checkpoints stay: the last three, with `spaced` also some of every doubling of the steps, or `all`',
      ),
    onDivergence: z
      .enum(['stop', 'rollback'])
      .describe('what to do when the numbers leave the finite ones or the loss explodes'),
    explosionFactor: z
      .number()
      .gt(1)
      .describe(
        'how many times its own size the running median of the loss may be exceeded before that is an explosion',
      ),
    evaluateEvery: z
      .number()
      .int()
      .min(0)
      .describe('steps between two evaluations on validation trajectories; 0 for none'),
    patience: z
      .number()
      .int()
      .min(0)
      .describe('evaluations in a row without a new best that end training early; 0 for never'),
  })
  .refine(({ evaluateEvery, patience }) => patience === 0 || evaluateEvery > 0, {
    path: ['patience'],
    message: '0 unless training.evaluateEvery is above 0',
  });

/** A complete run configuration: everything that decides a run's result, and nothing else. */
export const runConfigSchema = z.strictObject({
  preset: z.string().min(1).describe('preset the values started from'),
  system: z.string().min(1).describe('physical system of the data, a name that `hgn simulate --help` lists'),
  seed: z
    .number()
    .int()
    .min(0)
    .max(0xffffffff)
    .describe('seed of the weights, the batches, the sampling noise and the simulated data'),
  engine: z.enum(engines).describe('what runs the compiled steps; auto takes the fastest here'),
  threads: z.number().int().min(0).max(1024).describe('threads of the engine; 0 leaves the choice to it'),
  data: z.strictObject({
    folder: z
      .string()
      .min(1)
      .nullable()
      .describe('folder of a data set made by `hgn simulate`; null simulates the data for the run'),
    trajectories: positiveInteger.describe('training trajectories to simulate'),
    frames: positiveInteger.describe('frames of each trajectory'),
    testTrajectories: positiveInteger.describe('trajectories kept for evaluation, never trained on'),
    validationTrajectories: positiveInteger.describe(
      'trajectories for evaluation during training, where there is any: neither trained nor tested on',
    ),
  }),
  model,
  protocol,
  objective,
  optimiser,
  training,
});

/** See {@link runConfigSchema}. */
export type RunConfig = z.infer<typeof runConfigSchema>;

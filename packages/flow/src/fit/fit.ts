import type { NdArray } from '@hgn/autodiff';
import type { JitOptions } from '@hgn/jit';
import { foldIn, key as rootKey, warmupCosine, type Schedule } from '@hgn/nn';
import { train, type MetricsRecord } from '@hgn/training';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { positive, wholeNumber } from '../core/check.ts';
import type { ParameterTensors } from '../core/parameters.ts';
import type { NoiseTensors } from '../distributions/distribution.ts';
import type { Flow } from '../flows/flow.ts';
import { batchRows } from './batches.ts';
import { compileTrees, type HostTree } from './compiled.ts';
import { contextPoints } from './contextPoints.ts';
import {
  identityStandardisation,
  logVolume,
  pointsOf,
  standardisationOf,
  takeRows,
  type Samples,
} from './samples.ts';
import { trainedFlow, type TrainedFlow } from './trainedFlow.ts';
import { createTrainer, type FitState } from './trainingStep.ts';

/** How training runs, whatever it learns from. */
export interface TrainingOptions extends JitOptions {
  /** Training steps. */
  readonly steps: number;
  /** Points in a step; default 256. */
  readonly batchSize?: number;
  /** Decides first parameters, batches and noise; default 0. */
  readonly seed?: number;
  /** The highest learning rate of Adam; default 2e-3. It rises over `warmup` steps and falls along half a cosine. */
  readonly learningRate?: number;
  /** Steps of rising learning rate; default a twentieth of all, at most 200. */
  readonly warmup?: number;
  /** Gradients are scaled down to at most this global norm; default 10. */
  readonly clipNorm?: number;
  /** Steps between two records; default 100. */
  readonly logEvery?: number;
  /** Gets each record. `loss` is the negative mean log-weight in nats, in units of the data. */
  readonly onProgress?: (record: MetricsRecord) => Promise<void> | void;
  /** Steps between two checkpoints; default none but the last. */
  readonly checkpointEvery?: number;
  /** Gets each state to go on from. */
  readonly onCheckpoint?: (moment: {
    readonly step: number;
    readonly state: FitState<NdArray>;
  }) => Promise<void> | void;
  /** A checkpoint to go on from; the other options must be the same. */
  readonly from?: { readonly step: number; readonly state: FitState<NdArray> };
  /** Stops after the step at hand. */
  readonly signal?: AbortSignal;
}

/** Options of {@link fit}. */
export interface FitOptions extends TrainingOptions {
  /** One row of context a sample, for a conditional flow. */
  readonly context?: Samples;
  /** Whether columns are brought to mean 0 and deviation 1 first, which the result undoes; default true. */
  readonly standardise?: boolean;
}

/** What a step of {@link fit} is given. */
type SampleBatch = { readonly x: Tensor; readonly noise: NoiseTensors; readonly context: NoiseTensors };

/** The negative mean log-weight of a batch. */
export function negativeLogWeight(flow: Flow, parameters: ParameterTensors, batch: SampleBatch): Tensor {
  const context = flow.context > 0 ? (batch.context as Tensor) : undefined;
  return tf.neg(tf.mean(flow.logWeight(parameters, batch.x, batch.noise, context)));
}

/**
 * Trains a flow on samples by maximum likelihood; by the evidence lower bound if it has latent variables. The whole
 * step, gradients and Adam included, is compiled by `@hgn/jit`.
 *
 * The same seed gives the same bits on the same engine. Cost: about a second of compilation, then `steps` steps.
 *
 * @throws RangeError for samples that are not finite, have the wrong width, are fewer than two, or hold a constant
 * column, naming row and column.
 * @throws DivergedError of `@hgn/training` if the loss is no longer finite.
 * @example
 * const points = Array.from({ length: 500 }, (_, i) => [Math.sin(i), Math.sin(3 * i)]);
 * const flow = await fit(realNVP({ features: 2, layers: 2, hidden: [16] }), points, { steps: 20 });
 * console.log(await flow.logProb([[0, 0]]));
 * await flow.dispose();
 */
export async function fit(flow: Flow, samples: Samples, options: FitOptions): Promise<TrainedFlow> {
  const points = pointsOf('fit', samples, flow.features);
  const count = points.shape[0];
  if (count < 2) throw new RangeError(`fit: there must be at least 2 samples, but got ${count}`);
  const context = contextPoints('fit', flow, options.context, count);
  const standardisation =
    options.standardise === false ? identityStandardisation(flow.features) : standardisationOf('fit', points);
  const standard = standardised(points, standardisation);
  const { seed = 0, batchSize = 256 } = options;
  const rowsAt = batchRows(foldIn(rootKey(seed), 'batches'), count, batchSize);
  const noiseKey = foldIn(rootKey(seed), 'noise');

  const { parameters } = await runTraining({
    caller: 'fit',
    flow,
    options,
    loss: (tree, batch: SampleBatch) => negativeLogWeight(flow, tree, batch),
    batchAt: (step) => {
      const rows = rowsAt(step);
      return {
        x: takeRows(standard, rows),
        noise: flow.latentNoise(foldIn(noiseKey, step), batchSize),
        context: context === undefined ? [] : takeRows(context, rows),
      };
    },
    offset: -logVolume(standardisation),
  });
  return trainedFlow(flow, { parameters, standardisation }, options);
}

function standardised(
  { data, shape }: NdArray,
  { shift, scale }: { shift: NdArray; scale: NdArray },
): NdArray {
  const features = shape[1];
  return {
    dtype: 'float32',
    shape,
    data: Float32Array.from(
      data,
      (value, i) => (value - shift.data[i % features]) / scale.data[i % features],
    ),
  };
}

/** Compiles a loss of a flow and walks down it. */
export async function runTraining(task: {
  readonly caller: string;
  readonly flow: Flow;
  readonly options: TrainingOptions;
  readonly loss: (parameters: ParameterTensors, batch: never) => Tensor;
  readonly batchAt: (step: number) => HostTree;
  /** Added to the loss in reports. */
  readonly offset: number;
}): Promise<{ parameters: ReturnType<Flow['init']> }> {
  const { caller, flow, options, loss, batchAt, offset } = task;
  const { steps, batchSize = 256, seed = 0, clipNorm = 10, logEvery = 100, from } = options;
  wholeNumber(`${caller}: steps`, steps);
  wholeNumber(`${caller}: batchSize`, batchSize);
  positive(`${caller}: clipNorm`, clipNorm);
  const rateAt = schedule(options);
  const key = rootKey(seed);
  const trainer = createTrainer((initKey) => flow.init(initKey), loss, clipNorm, key);
  const initial = from?.state ?? trainer.init(foldIn(key, 'parameters'));
  const step = (state: FitState<Tensor>, batch: never, rate: Tensor) => trainer.step(state, batch, rate);
  const compiled = await compileTrees(step, [initial, batchAt(0), 0], options);
  try {
    const { state } = await train<FitState<NdArray>, HostTree>({
      step: async (before, batch, index) => {
        const result = (await compiled.run(before, batch, rateAt(index))) as {
          state: FitState<NdArray>;
          loss: NdArray;
          gradientNorm: NdArray;
        };
        return {
          state: result.state,
          metrics: {
            loss: result.loss.data[0] + offset,
            gradientNorm: result.gradientNorm.data[0],
            learningRate: rateAt(index),
          },
        };
      },
      batch: batchAt,
      state: initial,
      steps,
      logEvery,
      ...(from && { from: from.step }),
      ...(options.checkpointEvery !== undefined && { checkpointEvery: options.checkpointEvery }),
      ...(options.onProgress && { onMetrics: options.onProgress }),
      ...(options.onCheckpoint && { onCheckpoint: options.onCheckpoint }),
      ...(options.signal && { signal: options.signal }),
      ...(options.clock && { clock: options.clock }),
    });
    return { parameters: trainer.unravel(state.parameters) };
  } finally {
    await compiled.dispose();
  }
}

function schedule({ steps, learningRate: peak = 2e-3, warmup }: TrainingOptions): Schedule {
  const rise = Math.min(warmup ?? Math.min(200, Math.floor(steps / 20)), steps - 1);
  return warmupCosine({ peak, warmup: rise, steps, final: peak / 100 });
}

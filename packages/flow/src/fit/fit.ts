import { pickOptions, requireOptions, type OptionNames } from '@hgn/options';
import { jitOptionNames, type JitOptions } from '@hgn/jit';
import { foldIn, key as rootKey, permutation, type Key } from '@hgn/nn';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { ParameterTensors } from '../core/parameters.ts';
import type { NoiseTensors } from '../distributions/distribution.ts';
import type { Flow } from '../flows/flow.ts';
import { batchRows } from './training/batches.ts';
import { contextPoints } from './trained/contextPoints.ts';
import { runTraining, trainingOptionNames, type TrainingOptions } from './training/runTraining.ts';
import {
  identityStandardisation,
  logVolume,
  pointsOf,
  standardised,
  standardisationOf,
  takeRows,
  type Samples,
} from './training/samples.ts';
import { trainedFlow, type TrainedFlow } from './trained/trainedFlow.ts';

/** Options of {@link fit}. */
export interface FitOptions extends TrainingOptions {
  /** One row of context a sample, for a conditional flow. */
  readonly context?: Samples;
  /** Whether columns are brought to mean 0 and deviation 1 first, which the result undoes; default true. */
  readonly standardise?: boolean;
  /**
   * Share of the samples, from 0 (default) to below 1, that is not learnt from but judges: the result is then the flow
   * at the moment when these were likeliest, which guards small data sets against overfitting.
   */
  readonly validation?: number;
}

/** What a step of {@link fit} is given. */
type SampleBatch = { readonly x: Tensor; readonly noise: NoiseTensors; readonly context: NoiseTensors };

/** The negative mean log-weight of a batch. */
export function negativeLogWeight(flow: Flow, parameters: ParameterTensors, batch: SampleBatch): Tensor {
  const context = flow.context > 0 ? (batch.context as Tensor) : undefined;
  return tf.neg(tf.mean(flow.logWeight(parameters, batch.x, batch.noise, context)));
}

const fitOptionNames: OptionNames<FitOptions> = {
  ...trainingOptionNames,
  context: true,
  standardise: true,
  validation: true,
};

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
  requireOptions('fit', options, fitOptionNames);
  const points = pointsOf('fit', samples, flow.features);
  const count = points.shape[0];
  if (count < 2) throw new RangeError(`fit: there must be at least 2 samples, but got ${count}`);
  const context = contextPoints('fit', flow, options.context, count);
  const standardisation =
    options.standardise === false ? identityStandardisation(flow.features) : standardisationOf('fit', points);
  const standard = standardised(points, standardisation);
  const { seed = 0, batchSize = 256 } = options;
  const key = rootKey(seed);
  const { seen, unseen } = splitRows(count, options.validation ?? 0, seed);
  const rowsAt = batchRows(foldIn(key, 'batches'), seen.length, batchSize);
  const feed = (rows: Int32Array, noiseKey: Key) => ({
    x: takeRows(standard, rows),
    noise: flow.latentNoise(noiseKey, rows.length),
    context: context === undefined ? [] : takeRows(context, rows),
  });

  const parameters = await runTraining({
    caller: 'fit',
    flow,
    options,
    loss: (tree, batch: SampleBatch) => negativeLogWeight(flow, tree, batch),
    batchAt: (step) =>
      feed(
        rowsAt(step).map((row) => seen[row]),
        foldIn(foldIn(key, 'noise'), step),
      ),
    offset: -logVolume(standardisation),
    ...(unseen.length > 0 && { unseen: feed(unseen, foldIn(key, 'validation noise')) }),
  });
  return trainedFlow(flow, { parameters, standardisation }, pickOptions<JitOptions>(options, jitOptionNames));
}

/** Rows to learn from and rows to judge by, at random. */
function splitRows(count: number, share: number, seed: number): { seen: Int32Array; unseen: Int32Array } {
  if (!(share >= 0 && share < 1)) {
    throw new RangeError(`fit: validation must be a share from 0 to below 1, but got ${share}`);
  }
  const order = permutation(foldIn(rootKey(seed), 'validation'), count);
  const unseen = Math.min(count - 1, Math.round(share * count));
  return { seen: order.slice(unseen), unseen: order.slice(0, unseen) };
}

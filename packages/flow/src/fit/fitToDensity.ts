import { pickOptions, requireOptions } from '@hgn/options';
import { foldIn, key as rootKey } from '@hgn/nn';
import type { NdArray } from '@hgn/autodiff';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { jitOptionNames, type JitOptions } from '@hgn/jit';
import { wholeNumber } from '../core/check.ts';
import type { ParameterTensors } from '../core/parameters.ts';
import { scope } from '../core/scope.ts';
import type { NoiseTensors } from '../distributions/distribution.ts';
import type { Flow } from '../flows/flow.ts';
import { compileTrees } from './trained/compiled.ts';
import { runTraining, trainingOptionNames, type TrainingOptions } from './training/runTraining.ts';
import { summarise } from './trained/importanceWeights.ts';
import { identityStandardisation } from './training/samples.ts';
import { trainedFlow, type TrainedFlow } from './trained/trainedFlow.ts';

/** A log-density up to a constant, in nats: [batch, features] to [batch], traceable and differentiable. */
export type UnnormalisedLogDensity = (x: Tensor) => Tensor;

/**
 * Trains a flow to draw from an unnormalised density, without samples of it: minimises the reverse Kullback-Leibler
 * divergence E[log flow(x) - log density(x)] over the flow's own samples. A flow with latent variables minimises an
 * upper bound of it, the divergence of the joint densities.
 *
 * The reported `loss` is that mean; it falls to minus the logarithm of the density's integral. Reverse divergence
 * seeks modes: modes far from where the flow starts may stay unseen, so place the density around the origin with a
 * deviation near 1.
 *
 * Source: Rezende and Mohamed (2015), equation 15, arXiv:1505.05770.
 *
 * @throws RangeError for a conditional flow, or options out of their range.
 * @throws DivergedError of `@hgn/training` if the loss is no longer finite, such as where the density is 0.
 * @example
 * const logDensity = (x: tf.Tensor) => tf.mul(-2, tf.sum(tf.square(x), 1)); // a normal one, its height forgotten
 * const flow = await fitToDensity(realNVP({ features: 2, layers: 2 }), logDensity, { steps: 20 });
 * await flow.sample(5);
 * await flow.dispose();
 */
export async function fitToDensity(
  flow: Flow,
  logDensity: UnnormalisedLogDensity,
  options: TrainingOptions,
): Promise<TrainedFlow> {
  requireOptions('fitToDensity', options, trainingOptionNames);
  if (flow.context > 0) {
    throw new RangeError(
      `fitToDensity: the flow must take no context, but takes ${flow.context} columns; one density has none`,
    );
  }
  const { seed = 0, batchSize = 256 } = options;
  const noiseKey = foldIn(rootKey(seed), 'noise');
  const parameters = await runTraining({
    caller: 'fitToDensity',
    flow,
    options,
    loss: (tree, noise: NoiseTensors) => tf.mean(excess(flow, logDensity, tree, noise)),
    batchAt: (step) => flow.noise(foldIn(noiseKey, step), batchSize),
    offset: 0,
  });
  return trainedFlow(
    flow,
    { parameters, standardisation: identityStandardisation(flow.features) },
    pickOptions<JitOptions>(options, jitOptionNames),
  );
}

/** log of how much denser the flow is than the density, at samples of the flow, [batch]. */
function excess(
  flow: Flow,
  logDensity: UnnormalisedLogDensity,
  parameters: ParameterTensors,
  noise: NoiseTensors,
): Tensor {
  const { x, logWeight } = flow.sampleAndLogWeight(parameters, noise);
  return tf.sub(logWeight, logDensity(x));
}

/** How much a density integrates to, as samples of a flow tell. */
export interface NormaliserEstimate {
  /** log of the integral, in nats. */
  readonly logNormaliser: number;
  /** Its standard error, to first order. It tells nothing of modes that the flow never visits. */
  readonly standardError: number;
  /** Mean of the log-weights: in expectation not above `logNormaliser`. */
  readonly lowerBound: number;
}

/** Rows of one call. */
const ROWS = 4096;

/**
 * Estimates the logarithm of the integral of an unnormalised density by importance sampling with a flow.
 *
 * @param options `samples` to draw, rounded up to a multiple of 4096 (default 16384), and their `seed` (default 0)
 * @throws RangeError if `samples` is not a positive whole number.
 * @example
 * const logDensity = (x: tf.Tensor) => tf.mul(-2, tf.sum(tf.square(x), 1));
 * const flow = await fitToDensity(realNVP({ features: 2, layers: 2 }), logDensity, { steps: 20 });
 * const { logNormaliser } = await estimateNormaliser(flow, logDensity); // log(pi / 2)
 * await flow.dispose();
 */
export async function estimateNormaliser(
  trained: TrainedFlow,
  logDensity: UnnormalisedLogDensity,
  options: JitOptions & { readonly samples?: number; readonly seed?: number } = {},
): Promise<NormaliserEstimate> {
  const { samples = 16_384, seed = 0 } = options;
  wholeNumber('estimateNormaliser: samples', samples);
  const { flow, parameters, standardisation } = trained;
  const { shift, scale } = standardisation;
  const logScale = Array.from(scale.data).reduce((sum, value) => sum + Math.log(value), 0);
  // Samples in units of the data, and the flow's density there.
  const inUnits: UnnormalisedLogDensity = (z) =>
    tf.add(
      logDensity(tf.add(tf.mul(z, tf.tensor1d([...scale.data])), tf.tensor1d([...shift.data]))),
      logScale,
    );
  const noiseAt = (call: number) => flow.noise(foldIn(rootKey(seed), call), ROWS);
  const compiled = await compileTrees(
    (tree: never, noise: never) => scope(() => tf.neg(excess(flow, inUnits, tree, noise))),
    [parameters, noiseAt(0)],
    options,
  );
  try {
    const calls = Math.ceil(samples / ROWS);
    const logWeights = new Float32Array(calls * ROWS);
    for (let call = 0; call < calls; call++) {
      logWeights.set(((await compiled.run(parameters, noiseAt(call))) as NdArray).data, call * ROWS);
    }
    const { logMean, mean, standardError } = summarise(logWeights);
    return { logNormaliser: logMean, standardError, lowerBound: mean };
  } finally {
    await compiled.dispose();
  }
}

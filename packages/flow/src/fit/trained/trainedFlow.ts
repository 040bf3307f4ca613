import { requireOptions, type OptionNames } from '@hgn/options';
import { jitOptionNames } from '@hgn/jit';
import type { NdArray } from '@hgn/autodiff';
import { ndarray } from '@hgn/autodiff';
import type { JitOptions } from '@hgn/jit';
import { foldIn, key as rootKey } from '@hgn/nn';
import type { Tensor } from '@tensorflow/tfjs-core';
import { wholeNumber } from '../../core/check.ts';
import type { Parameters, ParameterTensors } from '../../core/parameters.ts';
import { scope } from '../../core/scope.ts';
import type { NoiseTensors } from '../../distributions/distribution.ts';
import type { Flow } from '../../flows/flow.ts';
import { compileTrees, type CompiledTrees, type HostTree } from './compiled.ts';
import { contextPoints } from './contextPoints.ts';
import { summarise } from './importanceWeights.ts';
import {
  identityStandardisation,
  logVolume,
  pointsOf,
  standardised,
  takeRows,
  type Samples,
  type Standardisation,
} from '../training/samples.ts';

/** How many rows one call of a compiled function holds. */
const ROWS = 4096;

/** Everything that decides a trained flow's densities and samples. */
export interface FlowState {
  readonly parameters: Parameters;
  readonly standardisation: Standardisation;
}

/** Options of the density of a trained flow. */
export interface DensityOptions {
  /** Draws of the latent variables for each point; default 64. Of no effect on an exact flow. */
  readonly importanceSamples?: number;
  /** Seed of these draws; default 0. */
  readonly seed?: number;
  /** One row of context a point, for a conditional flow. */
  readonly context?: Samples;
}

/** Log-densities in nats, one a point. */
export interface DensityEstimate {
  /** log of the mean weight: the log-density itself for an exact flow, else an estimate that lies a little low. */
  readonly logProb: Float32Array;
  /** Mean of the log-weights: the evidence lower bound; equal to `logProb` for an exact flow. */
  readonly lowerBound: Float32Array;
  /** Standard error of `logProb`, to first order; 0 for an exact flow. */
  readonly standardError: Float32Array;
}

/** A flow with its parameters, ready to be asked. Holds compiled functions: dispose it when done. */
export interface TrainedFlow extends FlowState {
  readonly flow: Flow;
  /** Log-densities of points in nats, in units of the data. */
  logProb(points: Samples, options?: DensityOptions): Promise<Float32Array>;
  /** The same with lower bound and standard error. */
  density(points: Samples, options?: DensityOptions): Promise<DensityEstimate>;
  /** Draws samples [count, features]; the same seed gives the same samples. */
  sample(count: number, options?: { readonly seed?: number; readonly context?: Samples }): Promise<NdArray>;
  /** The same samples one after the other in float64, for columns so far from 0 that float32 has too few digits. */
  sampleFloat64(
    count: number,
    options?: { readonly seed?: number; readonly context?: Samples },
  ): Promise<Float64Array>;
  /** Frees the compiled functions. */
  dispose(): Promise<void>;
}

const trainedFlowOptionNames: OptionNames<JitOptions> = { ...jitOptionNames };

/**
 * Puts a flow and its parameters together; without a standardisation, points are taken as they are.
 *
 * @example
 * import { key } from '@hgn/nn';
 * const flow = realNVP({ features: 2, layers: 2, hidden: [8] });
 * const untrained = trainedFlow(flow, { parameters: flow.init(key(0)) });
 * await untrained.sample(10, { seed: 1 });
 * await untrained.dispose();
 */
export function trainedFlow(
  flow: Flow,
  state: Pick<FlowState, 'parameters'> & Partial<FlowState>,
  options: JitOptions = {},
): TrainedFlow {
  requireOptions('trainedFlow', options, trainedFlowOptionNames);
  const { parameters, standardisation = identityStandardisation(flow.features) } = state;
  const compiled = new Map<string, Promise<CompiledTrees>>();

  /** Runs a function of the parameters, the standardisation and some arrays, compiled when it is first needed. */
  async function run(
    name: string,
    fn: (...args: never[]) => Tensor,
    given: HostTree[],
  ): Promise<Float32Array> {
    const args: HostTree[] = [parameters, ...given];
    const ready = compiled.get(name) ?? compileTrees(fn, args, options);
    compiled.set(name, ready);
    return ((await (await ready).run(...args)) as NdArray).data as Float32Array;
  }

  const optional = (context: NoiseTensors) => (flow.context > 0 ? (context as Tensor) : undefined);
  const weigh = (tree: ParameterTensors, points: Tensor, noise: NoiseTensors, context: NoiseTensors) =>
    scope(() => flow.logWeight(tree, points, noise, optional(context)));
  const draw = (tree: ParameterTensors, noise: NoiseTensors, context: NoiseTensors) =>
    scope(() => flow.sample(tree, noise, optional(context)));

  async function density(points: Samples, density: DensityOptions = {}): Promise<DensityEstimate> {
    // Standardised in float64 here, so that points far from 0 keep their digits.
    const x = standardised(pointsOf('density', points, flow.features, 'points'), standardisation);
    const { importanceSamples = 64, seed = 0 } = density;
    wholeNumber('density: importanceSamples', importanceSamples);
    const count = x.shape[0];
    const context = contextPoints('density', flow, density.context, count);
    const draws = flow.exact ? 1 : importanceSamples;
    const offset = logVolume(standardisation);
    const result = {
      logProb: new Float32Array(count),
      lowerBound: new Float32Array(count),
      standardError: new Float32Array(count),
    };
    // One point and one draw is a row; a call takes ROWS of them, so draws of one point may stand in several calls.
    const total = count * draws;
    const all = new Float32Array(total);
    for (let begin = 0; begin < total; begin += ROWS) {
      const rows = Int32Array.from({ length: ROWS }, (_, i) => Math.min(begin + i, total - 1));
      const owners = rows.map((row) => Math.floor(row / draws));
      const noise = flow.latentNoise(foldIn(rootKey(seed), begin / ROWS), ROWS);
      const given = context === undefined ? [] : takeRows(context, owners);
      const weights = await run('weigh', weigh, [takeRows(x, owners), noise, given]);
      all.set(weights.subarray(0, Math.min(ROWS, total - begin)), begin);
    }
    for (let i = 0; i < count; i++) {
      const weights = all.subarray(i * draws, (i + 1) * draws);
      // So far out, infinities of a network cancel to NaN; no base density reaches there.
      if (isBeyond(x.data, i, flow.features)) weights.fill(-Infinity);
      const { logMean, mean, standardError } = summarise(weights);
      result.logProb[i] = logMean + offset;
      result.lowerBound[i] = mean + offset;
      result.standardError[i] = Number.isNaN(standardError) && logMean === -Infinity ? 0 : standardError;
    }
    return result;
  }

  return {
    flow,
    parameters,
    standardisation,
    density,
    logProb: async (points, options) => (await density(points, options)).logProb,
    async sample(count, drawing) {
      return ndarray(Float32Array.from(await this.sampleFloat64(count, drawing)), [count, flow.features]);
    },
    async sampleFloat64(count, { seed = 0, context: contexts } = {}) {
      wholeNumber('sample: the number of samples', count, 0);
      const given = contextPoints('sample', flow, contexts, count);
      const { shift, scale } = standardisation;
      const out = new Float64Array(count * flow.features);
      for (let begin = 0; begin < count; begin += ROWS) {
        const noise = flow.noise(foldIn(rootKey(seed), begin / ROWS), ROWS);
        const rows = Int32Array.from({ length: ROWS }, (_, i) => Math.min(begin + i, count - 1));
        const context = given === undefined ? [] : takeRows(given, rows);
        const data = await run('draw', draw, [noise, context]);
        const length = Math.min(ROWS, count - begin) * flow.features;
        out.set(data.subarray(0, length), begin * flow.features);
      }
      return out.map((z, i) => z * scale.data[i % flow.features] + shift.data[i % flow.features]);
    },
    async dispose() {
      const all = [...compiled.values()];
      compiled.clear();
      for (const each of all) await (await each).dispose();
    },
  };
}

/** Farther from 0, in deviations, than any base density or its float32 logarithm reaches. */
const beyond = 1e18;

function isBeyond(z: ArrayLike<number>, row: number, features: number): boolean {
  for (let i = row * features; i < (row + 1) * features; i++) if (!(Math.abs(z[i]) < beyond)) return true;
  return false;
}

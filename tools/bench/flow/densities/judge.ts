import { treeLeaves, type NdArray } from '@hgn/autodiff';
import { fit, type Flow } from '@hgn/flow';
import { key } from '@hgn/nn';
import type { Density } from './density.ts';

const engine = { engine: 'onnx-cpu', threads: 1 } as const;

/** Samples that every flow is trained on. */
export const TRAINING_SAMPLES = 50_000;

/** How one flow is trained and judged. */
export interface Budget {
  /** Seconds of processor time that training steps may take; compilation and judging come on top. */
  readonly seconds: number;
  readonly seed: number;
  readonly learningRate: number;
  /** Fresh points to judge on. */
  readonly points: number;
  /** Draws of the momentum for each of them. */
  readonly draws: number;
}

/** What one training came to. Nats a point, seconds of processor time. */
export interface Judgement {
  /** Mean of log p - log flow over fresh points, the forward Kullback-Leibler divergence, and its standard error. */
  readonly belowExact: number;
  readonly standardError: number;
  /** The same with the evidence lower bound in place of the flow's density; no other where the density is exact. */
  readonly boundBelowExact: number;
  readonly parameters: number;
  readonly steps: number;
  readonly millisecondsPerStep: number;
  readonly seconds: number;
}

/** Processor time of this process so far, in seconds: what other programs do beside it does not count. */
function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Steps of calibration: the first of them warm up. */
const WARM = 20;
const TIMED = 60;

/** Seconds of processor time of one step, compilation left out. */
async function secondsPerStep(flow: Flow, samples: NdArray, learningRate: number): Promise<number> {
  let begin = 0;
  let end = 0;
  const trained = await fit(flow, samples, {
    ...engine,
    learningRate,
    steps: WARM + TIMED,
    logEvery: WARM,
    onProgress: ({ step }) => {
      end = processorSeconds();
      if (step === WARM) begin = end;
    },
  });
  await trained.dispose();
  return (end - begin) / TIMED;
}

/** Trains for as many steps as fit into the seconds, and judges by importance weights on fresh points. */
export async function judge(
  flow: Flow,
  density: Density,
  { seconds, seed, learningRate, points, draws }: Budget,
): Promise<Judgement> {
  const samples = await density.draw(TRAINING_SAMPLES, 1000 + seed);
  const fresh = await density.draw(points, 2000 + seed);
  // The schedule of the learning rate must know the steps before the first.
  const steps = Math.max(1, Math.round(seconds / (await secondsPerStep(flow, samples, learningRate))));
  let [begin, first] = [0, 0];
  const trained = await fit(flow, samples, {
    ...engine,
    seed,
    learningRate,
    steps,
    logEvery: WARM,
    onProgress: ({ step }) => {
      if (begin === 0) [begin, first] = [processorSeconds(), step];
    },
  });
  const perStep = (processorSeconds() - begin) / Math.max(1, steps - first);
  const truth = await density.logDensity(fresh);
  const found = await trained.density(fresh, { importanceSamples: draws, seed });
  await trained.dispose();
  const { mean, standardError } = distanceOf(truth, found.logProb);
  return {
    belowExact: mean,
    standardError,
    boundBelowExact: average(Array.from(found.lowerBound, (value, i) => truth[i] - value)),
    parameters: treeLeaves<NdArray>(flow.init(key(0))).reduce((sum, { data }) => sum + data.length, 0),
    steps,
    millisecondsPerStep: 1000 * perStep,
    seconds: perStep * steps,
  };
}

/** Mean over points of what log-densities lie below the exact ones, and its standard error. */
export function distanceOf(
  exact: ArrayLike<number>,
  found: ArrayLike<number>,
): { readonly mean: number; readonly standardError: number } {
  const below = Array.from(found, (value, i) => exact[i] - value);
  const mean = average(below);
  return {
    mean,
    standardError: Math.sqrt(average(below.map((value) => (value - mean) ** 2)) / below.length),
  };
}

/** The arithmetic mean. */
function average(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

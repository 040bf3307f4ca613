import { treeLeaves, type NdArray } from '@hgn/autodiff';
import { fit, type FitOptions, type Flow } from '@hgn/flow';
import { key } from '@hgn/nn';
import type { Density } from './density.ts';

const engine = { engine: 'onnx-cpu', threads: 1 } as const;

/** Samples that every flow is trained on. */
export const TRAINING_SAMPLES = 50_000;

/** What of {@link fit} a flow is trained with. */
export type TrainingSettings = Pick<FitOptions, 'learningRate' | 'batchSize'>;

/** How long one flow is trained, and how it is judged. */
export interface Budget {
  /** Seconds of processor time that training steps may take; compilation and judging come on top. */
  readonly seconds: number;
  readonly seed: number;
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

/** Steps of another training before the one that counts: the first of a process are slow. */
const WARM = 20;

/** What tells a training how much of its time is gone, counted from the first asking, and how long it took. */
export interface Stopwatch {
  shareDone(step: number): number;
  /** Of the latest asking. */
  readonly steps: () => number;
  readonly seconds: () => number;
}

/** A stopwatch for so many seconds of a clock. */
export function stopwatch(budget: number, clock: () => number): Stopwatch {
  let [begin, steps, seconds] = [NaN, 0, 0];
  return {
    shareDone(step) {
      const now = clock();
      if (Number.isNaN(begin)) begin = now;
      [steps, seconds] = [step, now - begin];
      return seconds / budget;
    },
    steps: () => steps,
    seconds: () => seconds,
  };
}

/**
 * Trains until the seconds are used up, the learning rate by the share of them that is gone, and judges by importance weights
 * on fresh points.
 *
 * @param clock seconds; the processor time of this process unless told
 */
export async function judge(
  flow: Flow,
  density: Density,
  { seconds, seed, training, points, draws }: Budget & { readonly training: TrainingSettings },
  clock: () => number = processorSeconds,
): Promise<Judgement> {
  const samples = await density.draw(TRAINING_SAMPLES, 1000 + seed);
  const fresh = await density.draw(points, 2000 + seed);
  const options = { ...engine, ...training };
  await (await fit(flow, samples, { ...options, steps: WARM })).dispose();
  const watch = stopwatch(seconds, clock);
  const trained = await fit(flow, samples, { ...options, seed, steps: Infinity, shareDone: watch.shareDone });
  const truth = await density.logDensity(fresh);
  const found = await trained.density(fresh, { importanceSamples: draws, seed });
  await trained.dispose();
  const { mean, standardError } = distanceOf(truth, found.logProb);
  return {
    belowExact: mean,
    standardError,
    boundBelowExact: average(Array.from(found.lowerBound, (value, i) => truth[i] - value)),
    parameters: treeLeaves<NdArray>(flow.init(key(0))).reduce((sum, { data }) => sum + data.length, 0),
    steps: watch.steps(),
    millisecondsPerStep: (1000 * watch.seconds()) / watch.steps(),
    seconds: watch.seconds(),
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
export function average(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

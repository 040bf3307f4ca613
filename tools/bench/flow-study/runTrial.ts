import { treeLeaves, type NdArray } from '@hgn/autodiff';
import { draw, fit, logDensity, targets, type TrainedFlow } from '@hgn/flow';
import { describeMachine, type Machine } from '../lib/machine.ts';
import { flows, protocol, settingsOf, type Settings, type Trial } from './trials.ts';

/** What a trial found, as it is kept. Divergences and bounds in nats, times in seconds. */
export interface TrialRecord extends Trial {
  readonly settings: Settings;
  readonly parameters: number;
  /** Mean of log p(x) - log flow(x) over the judged points, and its standard error. */
  readonly forwardDivergence: number;
  readonly standardError: number;
  /** The same with the evidence lower bound in place of the flow's density. */
  readonly boundDivergence: number;
  /** Percent of the samples nearest to each of the eight modes. */
  readonly modeShares: readonly number[] | null;
  readonly trainingSeconds: number;
  readonly machine: Machine;
}

// One thread: at these sizes a second one gains nothing and would wait for the first.
const engine = { engine: 'onnx-cpu', threads: 1 } as const;

/** Seeds of what is drawn: no two of training, judging and sampling are alike in the study. */
const seedsOf = (seed: number) => ({ training: 1000 + seed, judging: 2000 + seed, sampling: 3000 + seed });

/** Trains and judges; the flow is for pictures, and to be disposed of. */
export async function runTrial(trial: Trial): Promise<{ record: TrialRecord; trained: TrainedFlow }> {
  const target = targets[trial.target]();
  const seeds = seedsOf(trial.seed);
  const flow = flows[trial.flow];
  const samples = await draw(target, protocol.trainingSamples, { seed: seeds.training, ...engine });
  const judged = await draw(target, protocol.judgedPoints, { seed: seeds.judging, ...engine });
  const { steps, batchSize, learningRate, importanceSamples } = protocol;
  const begin = performance.now();
  const trained = await fit(flow, samples, { steps, batchSize, learningRate, seed: trial.seed, ...engine });
  const trainingSeconds = (performance.now() - begin) / 1000;
  const truth = await logDensity(target, judged, engine);
  const found = await trained.density(judged, { importanceSamples, seed: seeds.judging });
  const excess = truth.map((log, i) => log - found.logProb[i]);
  const mean = average(excess);
  const variance = average(excess.map((value) => (value - mean) ** 2));
  const record: TrialRecord = {
    ...trial,
    settings: settingsOf(trial),
    parameters: treeLeaves<NdArray>(trained.parameters).reduce((sum, { data }) => sum + data.length, 0),
    forwardDivergence: rounded(mean),
    standardError: rounded(Math.sqrt(variance / excess.length)),
    boundDivergence: rounded(average(truth.map((log, i) => log - found.lowerBound[i]))),
    modeShares:
      trial.target === 'eightGaussians'
        ? sharesOf(await trained.sample(protocol.modeSamples, { seed: seeds.sampling }))
        : null,
    trainingSeconds: Math.round(trainingSeconds),
    machine: describeMachine(),
  };
  return { record, trained };
}

/** Percent of points nearest to each of eight modes on a circle, the first at angle 0. */
export function sharesOf({ data, shape }: NdArray): number[] {
  const counts = new Array<number>(8).fill(0);
  for (let i = 0; i < shape[0]; i++) {
    const turn = Math.round(Math.atan2(data[2 * i + 1], data[2 * i]) / (Math.PI / 4));
    counts[(turn + 8) % 8]++;
  }
  return counts.map((count) => (100 * count) / shape[0]);
}

/** The arithmetic mean. */
export function average(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;

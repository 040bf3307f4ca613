import type { NdArray } from '@hgn/autodiff';
import { jitOptionNames, type JitOptions } from '@hgn/jit';
import { foldIn, key as rootKey, warmupCosine, type Schedule } from '@hgn/nn';
import type { OptionNames } from '@hgn/options';
import { train, type MetricsRecord, type Moment } from '@hgn/training';
import type { Tensor } from '@tensorflow/tfjs-core';
import { positive, wholeNumber } from '../../core/check.ts';
import type { Parameters, ParameterTensors } from '../../core/parameters.ts';
import type { Flow } from '../../flows/flow.ts';
import { compileTrees, type HostTree } from '../trained/compiled.ts';
import { createTrainer, type FitState } from './trainingStep.ts';

/** A training at one moment: all that a checkpoint must hold. */
export type FitMoment = Moment<FitState<NdArray>>;

/** How training runs, whatever it learns from. */
export interface TrainingOptions extends JitOptions {
  /** Training steps; with `shareDone` the most there may be, or Infinity. */
  readonly steps: number;
  /**
   * What share of a budget is used up, from 0 up: of time, say. Asked before every step with the steps done. The learning
   * rate then follows that share in place of the steps, rising over its first twentieth, and training ends when it is 1.
   * Unseen samples judge at every record. A clock gives no two trainings the same bits.
   */
  readonly shareDone?: (step: number) => number;
  /** Points in a step; default 256. */
  readonly batchSize?: number;
  /** Decides first parameters, batches and noise; default 0. */
  readonly seed?: number;
  /** The highest learning rate of Adam; default 5e-3. It rises over `warmup` steps and falls along half a cosine. */
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
  /** Gets each moment to go on from. */
  readonly onCheckpoint?: (moment: FitMoment) => Promise<void> | void;
  /** A checkpoint to go on from, in the same bits as without a break if the other options are the same. */
  readonly from?: FitMoment;
  /** Stops after the step at hand. */
  readonly signal?: AbortSignal;
}

/** The names of {@link TrainingOptions}. */
export const trainingOptionNames: OptionNames<TrainingOptions> = {
  ...jitOptionNames,
  steps: true,
  shareDone: true,
  batchSize: true,
  seed: true,
  learningRate: true,
  warmup: true,
  clipNorm: true,
  logEvery: true,
  onProgress: true,
  checkpointEvery: true,
  onCheckpoint: true,
  from: true,
  signal: true,
};

/** A loss to walk down, and what it is fed with. */
export interface TrainingTask {
  /** Who asks, for errors. */
  readonly caller: string;
  readonly flow: Flow;
  readonly options: TrainingOptions;
  readonly loss: (parameters: ParameterTensors, batch: never) => Tensor;
  readonly batchAt: (step: number) => HostTree;
  /** Added to the loss in reports. */
  readonly offset: number;
  /** A fixed batch of unseen data: training then ends with the parameters whose loss on it was smallest. */
  readonly unseen?: HostTree;
}

/** How often the loss on unseen data is looked at, in a whole training. */
const EVALUATIONS = 40;

/** Compiles a loss of a flow and walks down it; returns the parameters at the end. */
export async function runTraining(task: TrainingTask): Promise<Parameters> {
  const { caller, flow, options, loss, batchAt, offset, unseen } = task;
  const { steps, batchSize = 256, seed = 0, clipNorm = 10, logEvery = 100, from, shareDone } = options;
  if (shareDone === undefined || steps !== Infinity) wholeNumber(`${caller}: steps`, steps);
  wholeNumber(`${caller}: batchSize`, batchSize);
  positive(`${caller}: clipNorm`, clipNorm);
  const rateAt = schedule(caller, options);
  const usedUp = new AbortController();
  const key = rootKey(seed);
  const trainer = createTrainer((initKey) => flow.init(initKey), loss, clipNorm, key);
  const { best: bestBefore, ...initial } = from?.state ?? trainer.init(foldIn(key, 'parameters'));
  const step = (state: FitState<Tensor>, batch: never, rate: Tensor) => trainer.step(state, batch, rate);
  const judge = (vector: Tensor, batch: never) => trainer.loss(vector, batch);
  const compiled = await compileTrees(step, [initial, batchAt(0), 0], options);
  const judging =
    unseen === undefined ? undefined : await compileTrees(judge, [initial.parameters, unseen], options);
  try {
    let best = bestBefore ?? initial.parameters;
    const { state, memory } = await train<FitState<NdArray>, HostTree>({
      step: async (before, batch, index, rateFactor) => {
        const learningRate = rateFactor * rateAt(index);
        const result = (await compiled.run(before, batch, learningRate)) as {
          state: FitState<NdArray>;
          loss: NdArray;
          gradientNorm: NdArray;
        };
        const metrics = {
          loss: result.loss.data[0] + offset,
          gradientNorm: result.gradientNorm.data[0],
          learningRate,
        };
        if (shareDone !== undefined && shareDone(index + 1) >= 1) usedUp.abort();
        return { state: result.state, metrics };
      },
      batch: batchAt,
      state: initial,
      steps,
      logEvery,
      onDivergence: 'rollback',
      ...(judging &&
        unseen !== undefined && {
          evaluateEvery: shareDone === undefined ? Math.max(1, Math.floor(steps / EVALUATIONS)) : logEvery,
          evaluate: async (moment: FitMoment) =>
            ((await judging.run(moment.state.parameters, unseen)) as NdArray).data[0] + offset,
          onBest: (moment: FitMoment) => {
            best = moment.state.parameters;
          },
        }),
      ...(from && { from: from.step, memory: from.memory }),
      ...(options.checkpointEvery !== undefined && { checkpointEvery: options.checkpointEvery }),
      ...(options.onProgress && { onMetrics: options.onProgress }),
      onCheckpoint: (moment: FitMoment) =>
        options.onCheckpoint?.(judging ? { ...moment, state: { ...moment.state, best } } : moment),
      signal: AbortSignal.any([usedUp.signal, ...(options.signal ? [options.signal] : [])]),
      ...(options.clock && { clock: options.clock }),
    });
    // A training that ends before unseen samples were asked has nothing but its last parameters.
    return trainer.unravel(memory.best === null ? state.parameters : best);
  } finally {
    await compiled.dispose();
    await judging?.dispose();
  }
}

/** Units that a share of a budget is counted in. */
const WHOLE = 10_000;

/** The learning rate at each step: by the steps done, or by the share of the budget that is used up before it. */
function schedule(
  caller: string,
  { steps, learningRate: peak = 5e-3, warmup, shareDone }: TrainingOptions,
): Schedule {
  if (shareDone !== undefined) {
    if (warmup !== undefined)
      throw new RangeError(
        `${caller}: warmup must be left out beside shareDone, whose first twentieth is the rise, but got ${warmup}`,
      );
    const byShare = warmupCosine({ peak, warmup: WHOLE / 20, steps: WHOLE, final: peak / 100 });
    return (step) => {
      const share = shareDone(step);
      if (!(share >= 0))
        throw new RangeError(`${caller}: shareDone must give a number from 0 up, but gave ${share}`);
      return byShare(Math.floor(WHOLE * Math.min(share, 1)));
    };
  }
  const rise = Math.min(warmup ?? Math.min(200, Math.floor(steps / 20)), steps - 1);
  return warmupCosine({ peak, warmup: rise, steps, final: peak / 100 });
}

import type { NdArray } from '@hgn/autodiff';
import type { EngineName, JitOptions, Statistics } from '@hgn/jit';
import { jitInParts } from '@hgn/jit';
import { constant, key, split, warmupCosine, type Schedule } from '@hgn/nn';
import type { DynamicsModel } from '../architecture/model.ts';
import { createModel } from '../architecture/model.ts';
import { makeBatch } from '../data/batch.ts';
import { partsOfBatch } from '../data/partsOfBatch.ts';
import { backgroundColour, type Sequences } from '../data/sequences.ts';
import type { OptimiserConfig, Preset } from '../presets/preset.ts';
import { fitToData } from './fitToData.ts';
import { createTrainer, type StepMetrics, type Trainer, type TrainingState } from './trainingStep.ts';

/** A model, its starting state and its compiled step, bound to the data it learns from. */
export interface CompiledTraining {
  readonly model: DynamicsModel;
  readonly trainer: Trainer;
  /** State before the first step; the same seed gives the same bits. */
  readonly initial: TrainingState<NdArray>;
  /**
   * Step `index` (from 0) from `state`: a pure function of both, so a run resumed from a checkpoint repeats the
   * uninterrupted one bit for bit on the same engine and thread count. The state must not be written to meanwhile.
   *
   * @param rateFactor what the scheduled learning rate is multiplied with; default 1
   */
  step(
    state: TrainingState<NdArray>,
    index: number,
    rateFactor?: number,
  ): Promise<{
    readonly state: TrainingState<NdArray>;
    readonly metrics: StepMetrics<number> & { readonly learningRate: number };
  }>;
  /** Engine that runs the step. */
  readonly engine: EngineName;
  /** What compiling did, and how long each stage took; undefined with engine 'tfjs', which compiles nothing. */
  readonly stats: Statistics | undefined;
  dispose(): Promise<void>;
}

/**
 * Learning rate as a function of the step that a preset's optimiser asks for. A run of fewer than four times the
 * warm-up steps warms up for a quarter of its length.
 *
 * @example
 * import { learningRateSchedule, presets } from '@hgn/model';
 *
 * const rate = learningRateSchedule(presets.quickstart.optimiser, 2000);
 * console.log(rate(49), rate(1999)); // the peak of 5e-3, and a fifth of it
 */
export function learningRateSchedule(optimiser: OptimiserConfig, steps: number): Schedule {
  return optimiser.schedule === 'constant' && optimiser.warmup === 0
    ? constant(optimiser.learningRate)
    : warmupCosine({
        peak: optimiser.learningRate,
        warmup: Math.min(optimiser.warmup, Math.floor(steps / 4)),
        steps,
        final: optimiser.learningRate * (optimiser.schedule === 'constant' ? 1 : optimiser.finalFraction),
      });
}

/**
 * Compiles the whole training step of a preset: encoder, rollout, decoder, gradients of both orders and the optimiser.
 * In a page with a `wasmFolder`, `threads` workers share the batch (see `jitInParts`).
 *
 * Cost: one compilation (about a second for `quickstart`); dispose it when done.
 *
 * @throws Error when the sequences do not fit the preset
 * @example
 * import { generate, presets as datasets } from '@hgn/datasets';
 * import { compileTraining, presets } from '@hgn/model';
 *
 * const preset = { ...presets.quickstart, training: { ...presets.quickstart.training, batchSize: 2 } };
 * const sequences = generate(datasets['mass-spring'], { seed: 1, trajectories: 2, frames: 68 });
 * const training = await compileTraining({ preset, sequences, seed: 1 });
 *
 * const { state, metrics } = await training.step(training.initial, 0);
 * console.log(state.parameters.shape, metrics.loss);
 * await training.dispose();
 */
export async function compileTraining({
  preset,
  sequences,
  seed,
  ...options
}: JitOptions & {
  readonly preset: Preset;
  readonly sequences: Sequences;
  readonly seed: number;
}): Promise<CompiledTraining> {
  const model = createModel(fitToData(preset.model, sequences));
  const trainer = createTrainer(model, preset);
  const [initKey, batchKey] = split(key(seed), 2);
  const initial = trainer.init(initKey, { background: backgroundColour(sequences) });
  const learningRateAt = learningRateSchedule(preset.optimiser, preset.training.steps);
  const batchOptions = {
    protocol: preset.protocol,
    batchSize: preset.training.batchSize,
    sampling: preset.training.sampling,
    pairs: preset.objective.kind === 'hnn',
    trainingSteps: preset.training.steps,
  };
  const parts = inPage() ? partsInPage(preset.training, options) : 1;
  let batch = makeBatch(model, sequences, batchOptions, batchKey, 0);
  let batchIndex: number | undefined = 0;
  const partsAt = (index: number) => {
    // The first step takes the batch that the step was compiled for.
    if (index !== batchIndex) {
      batchIndex = undefined;
      batch = makeBatch(model, sequences, batchOptions, batchKey, index, batch);
      batchIndex = index;
    }
    return partsOfBatch(batch, parts);
  };
  // The batch of a step is written over by that of the next, so steps wait for each other.
  let last: Promise<unknown> = Promise.resolve();
  const afterLast = <T>(task: () => Promise<T>): Promise<T> => {
    const result = last.then(task);
    last = result.catch(() => undefined);
    return result;
  };
  const compiled = await jitInParts(trainer, [initial, partsAt(0), 0], options);
  return {
    model,
    trainer,
    initial,
    async step(state, index, rateFactor = 1) {
      const learningRate = rateFactor * learningRateAt(index);
      const result = await afterLast(() => compiled.lent(state, partsAt(index), learningRate));
      const { loss, mse, kl, gradientNorm } = result.metrics;
      return {
        state: result.state,
        metrics: {
          loss: loss.data[0],
          mse: mse.data[0],
          kl: kl.data[0],
          gradientNorm: gradientNorm.data[0],
          learningRate,
        },
      };
    },
    engine: compiled.engine,
    stats: compiled.stats,
    dispose: () => compiled.dispose(),
  };
}

const inPage = (): boolean => typeof process === 'undefined' || process.versions?.node === undefined;

/** As many parts as there are threads for, of the divisors of the batch. In Node, operators themselves use the threads. */
function partsInPage({ batchSize }: Preset['training'], { threads = 2, wasmFolder }: JitOptions): number {
  let parts = wasmFolder === undefined ? 1 : Math.max(1, Math.min(threads, batchSize));
  while (batchSize % parts !== 0) parts--;
  return parts;
}

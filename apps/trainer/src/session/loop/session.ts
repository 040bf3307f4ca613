import type { CompiledTraining } from '@hgn/model';
import type { Checkpoint, TrainState } from '../checkpoint.ts';

/** What a step of training measures. */
export type StepMetrics = Awaited<ReturnType<CompiledTraining['step']>>['metrics'];

/** A training ready to go on: where it stands, its compiled step, and a way to save a moment of it. */
export interface TrainingSession {
  /** Steps to do in all. */
  readonly total: number;
  /** Where it begins: the initial state, or that of a checkpoint. */
  readonly start: Checkpoint;
  /** Engine that runs the compiled step, with its backend where it is TensorFlow.js: `onnx-cpu`, `tfjs:cpu`. */
  readonly engine: string;
  /** How long compiling took and how large the work is, in words. */
  readonly about: string;
  readonly parameterCount: number;
  /** Step `index` (from 0) from a state, the learning rate multiplied with `rateFactor`. */
  step(
    state: TrainState,
    index: number,
    rateFactor: number,
  ): Promise<{ readonly state: TrainState; readonly metrics: StepMetrics }>;
  /** Writes a checkpoint into a run's checkpoint folder. */
  save(checkpoints: string, moment: Checkpoint): Promise<void>;
  /** Writes the best checkpoint so far, beside the latest ones. */
  saveBest(checkpoints: string, moment: Checkpoint): Promise<void>;
  dispose(): Promise<void>;
}

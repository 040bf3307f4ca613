import type { NdArray } from '@hgn/autodiff';
import {
  createGenerator,
  createModel,
  createTrainer,
  type DynamicsModel,
  type Generator,
  type Trainer,
} from '@hgn/model';
import type { RunConfig } from '../config/schema.ts';
import type { Io } from '../io.ts';
import { openRun, type OpenRun } from '../runs/open.ts';
import { readRecord } from '../runs/record.ts';
import { readCheckpoint } from '../session/checkpoint.ts';
import { prepareEngine, withEngine } from '../session/engine.ts';

/** A trained model as it lies in a run folder. */
export interface RunModel {
  readonly run: OpenRun;
  readonly config: RunConfig;
  readonly model: DynamicsModel;
  readonly trainer: Trainer;
  /** What the model is judged by: the averaged weights where the run averages them. */
  readonly parameters: NdArray;
  /** What its checkpoint tells beside the parameters. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Steps the model was trained for. */
  readonly step: number;
  /** Time between two frames of its training data. */
  readonly timeStep: number;
}

/** Which model of a run is wanted, and where it shall run. */
export interface RunModelOptions {
  readonly checkpoint?: string;
  readonly engine?: string;
  readonly threads?: number;
}

/**
 * Reads the model of a run.
 *
 * @throws CommandError when there is no run or it is damaged; the errors of `loadCheckpoint`
 */
export async function readRunModel(shown: string, options: RunModelOptions, io: Io): Promise<RunModel> {
  const run = await openRun(shown, io);
  const config = withEngine(run.config, options, io);
  const { step, state, metadata } = await readCheckpoint(run.paths.checkpoints, options.checkpoint, io);
  const { timeStep } = await readRecord(run.paths.record);
  const model = createModel(config.model);
  const trainer = createTrainer(model, config);
  return {
    run,
    config,
    model,
    trainer,
    parameters: trainer.judgedParameters(state),
    metadata,
    step,
    timeStep,
  };
}

/** Sets the model of a run to work; what is given to `task` is freed when it ends. */
export async function withGenerator<T>(
  { config, model, trainer, parameters }: RunModel,
  task: (generator: Generator) => Promise<T>,
): Promise<T> {
  const generator = createGenerator(model, trainer, parameters, await prepareEngine(config));
  try {
    return await task(generator);
  } finally {
    await generator.dispose();
  }
}

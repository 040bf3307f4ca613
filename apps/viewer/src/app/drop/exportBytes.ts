import { findPreset } from '@hgn/datasets';
import {
  createModel,
  createTrainer,
  exportOnnx,
  factsOfCheckpoint,
  type ModelConfig,
  type Trainer,
  type TrainingState,
} from '@hgn/model';
import type { NdArray } from '@hgn/autodiff';
import { decodeCheckpoint } from '@hgn/training';
import { ExportError, type RunFacts } from './exportError.ts';

type Preset = Parameters<typeof createTrainer>[1];

/** What this file reads of the configuration that travels in a checkpoint. */
type CheckpointConfig = Omit<Preset, 'name' | 'description'> & {
  readonly model: ModelConfig;
  readonly system: string;
  readonly data: { readonly folder: string | null };
};

/**
 * Exports a checkpoint of `hgn train`: the files, byte for byte, that `hgn export` writes.
 *
 * Without `facts` the time between two frames is that of the simulated system; a run on a data set of its own needs
 * its `run.json`. Cost: half a second for a small model; no engine is needed.
 *
 * @returns content by file name
 * @throws ExportError when the bytes are no checkpoint of ours, or the time between frames is not known
 */
export function exportBytes(bytes: Uint8Array, facts: RunFacts = {}): Readonly<Record<string, Uint8Array>> {
  const { state, config, metadata } = openCheckpoint(bytes);
  const model = createModel(config.model);
  const trainer = createTrainer(model, config);
  const parameters = judged(trainer, state);
  const dt = facts.timeStep ?? simulatedTimeStep(config);
  const known = factsOfCheckpoint(metadata, dt);
  return exportOnnx(model, trainer, parameters, { dt, protocol: config.protocol, ...known }).files;
}

function judged(trainer: Trainer, state: Partial<TrainingState<NdArray>>): NdArray {
  const wanted = trainer.parameterCount;
  const got = state.parameters?.shape?.[0];
  if (got !== wanted || state.average === undefined) {
    throw new ExportError(
      `exportBytes: the model of the checkpoint's configuration has ${wanted} parameters, but the file holds ${got ?? 'none'}; it was put together from two runs`,
    );
  }
  return trainer.judgedParameters(state as TrainingState<NdArray>);
}

function openCheckpoint(bytes: Uint8Array): {
  readonly state: TrainingState<NdArray>;
  readonly config: CheckpointConfig;
  readonly metadata: Readonly<Record<string, string>>;
} {
  let checkpoint;
  try {
    checkpoint = decodeCheckpoint(bytes);
  } catch (cause) {
    throw new ExportError(
      `exportBytes: the file must be a checkpoint of hgn train, but it is none: ${(cause as Error).message}`,
      { cause },
    );
  }
  const { config } = checkpoint.metadata;
  if (config === undefined) {
    throw new ExportError(
      'exportBytes: the checkpoint must carry its configuration, but got none; take a file from the checkpoints folder of a run',
    );
  }
  const parsed = JSON.parse(config) as Partial<CheckpointConfig>;
  if (parsed.model === undefined || parsed.protocol === undefined) {
    throw new ExportError(
      'exportBytes: the checkpoint must be of a model of moving pictures, but it is of another one, such as a flow',
    );
  }
  return {
    state: checkpoint.state as unknown as TrainingState<NdArray>,
    config: parsed as CheckpointConfig,
    metadata: checkpoint.metadata,
  };
}

function simulatedTimeStep({ system, data }: CheckpointConfig): number {
  if (data.folder !== null) {
    throw new ExportError(
      `exportBytes: the time between frames of a data set of one's own must be known, but a checkpoint alone does not tell it; drop the whole run folder, or its run.json beside the checkpoint`,
    );
  }
  return findPreset(system).dt;
}

import type { RunSource } from '../sources/runSource.ts';
import type { TrainingConfiguration } from './subjects.ts';

/**
 * What a run's training step is made of: the configuration that its newest checkpoint carries in its header. Reads the
 * header only, some kilobytes.
 *
 * @throws Error where the run has no checkpoint, or one of something else than a model of frames
 */
export async function configurationOf(source: RunSource): Promise<TrainingConfiguration> {
  const steps = (await source.files())
    .map(({ path }) => path)
    .filter((path) => /^checkpoints\/step-\d+\.safetensors$/.test(path))
    .sort();
  const newest = steps.at(-1);
  if (newest === undefined) {
    throw new Error(`graph: ${source.name} must have a checkpoint to tell its training step, but has none`);
  }
  const start = await source.read(newest, { start: 0, end: 8 });
  const length = Number(new DataView(start.buffer, start.byteOffset, 8).getBigUint64(0, true));
  // Names and shapes of a hundred tensors take 10 kB.
  if (length > 4_000_000) throw new Error(`graph: ${newest} must be a safetensors file, but is none`);
  const header = new TextDecoder().decode(await source.read(newest, { start: 8, end: 8 + length }));
  const { __metadata__: metadata } = JSON.parse(header) as {
    readonly __metadata__?: { readonly config?: string };
  };
  const configuration = JSON.parse(metadata?.config ?? '{}') as Partial<TrainingConfiguration>;
  const { model, protocol, objective, optimiser, training } = configuration;
  if (!(model && protocol && objective && optimiser && training)) {
    throw new Error(`graph: ${newest} must carry the configuration of a model of frames, but does not`);
  }
  return { model, protocol, objective, optimiser, training };
}

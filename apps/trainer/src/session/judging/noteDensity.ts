import { createGenerator, createModel, createTrainer } from '@hgn/model';
import { fitDensity } from '../../generation/density.ts';
import type { Io } from '../../io.ts';
import { annotateCheckpoint, readCheckpoint } from '../checkpoint.ts';
import { prepareEngine } from '../engine.ts';
import type { TrainedRun } from '../sitting.ts';

/** Ends a training with a density of the states that it encodes its sequences to, in the last checkpoint: what `hgn sample` draws from. */
export async function noteDensity(
  { shown, paths, config, record, data }: TrainedRun,
  io: Pick<Io, 'stderr' | 'clock'>,
): Promise<void> {
  const { metadata, state } = await readCheckpoint(paths.checkpoints);
  if (metadata.density !== undefined) return;
  const model = createModel(config.model);
  const trainer = createTrainer(model, config);
  const parameters = trainer.judgedParameters(state);
  const generator = createGenerator(model, trainer, parameters, await prepareEngine(config));
  try {
    const { seed } = config;
    const density = await fitDensity(generator, data.training, { seed, timeStep: record.timeStep }, io);
    await annotateCheckpoint(paths.checkpoints, { density });
  } catch (error) {
    // States that are not finite or all the same have no density; everything else can be done all the same.
    if (!(error instanceof RangeError)) throw error;
    io.stderr.write(`${shown}: no density of its states: ${error.message}\n`);
  } finally {
    await generator.dispose();
  }
}

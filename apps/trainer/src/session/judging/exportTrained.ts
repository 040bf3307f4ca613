import { createGenerator, createModel, createTrainer, measuredText, measureStates } from '@hgn/model';
import { CommandError } from '../../errors.ts';
import { assertReplaceable, writeExport } from '../../generation/export/writeExport.ts';
import type { Io } from '../../io.ts';
import { annotateCheckpoint, readCheckpoint } from '../checkpoint.ts';
import { prepareEngine } from '../engine.ts';
import type { TrainedRun } from '../sitting.ts';

/**
 * Ends a training with files that can be played: measures the states that the model infers from unseen frames, notes
 * them in the last checkpoint, so that this file alone exports to the same bytes, and writes `export/`. Files of others
 * in that folder are left alone, with a word.
 */
export async function exportTrained(
  { shown, paths, config, record, data }: TrainedRun,
  io: Pick<Io, 'stderr'>,
): Promise<void> {
  io.stderr.write('exporting the model\n');
  const model = createModel(config.model);
  const trainer = createTrainer(model, config);
  const dt = record.timeStep;
  const checkpoint = await readCheckpoint(paths.checkpoints);
  const parameters = trainer.judgedParameters(checkpoint.state);
  if (checkpoint.metadata.measured === undefined) {
    const generator = createGenerator(model, trainer, parameters, await prepareEngine(config));
    try {
      const measured = await measureStates(generator, data.test, { dt, protocol: config.protocol });
      await annotateCheckpoint(paths.checkpoints, { measured: measuredText(measured) });
    } catch (error) {
      // States that are not finite have no plane; the model can be exported all the same.
      if (!(error instanceof RangeError)) throw error;
      io.stderr.write(`${shown}: the export says nothing of its states: ${error.message}\n`);
    } finally {
      await generator.dispose();
    }
  }
  try {
    await assertReplaceable(paths.export, `${shown}/export`, true);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    io.stderr.write(`${error.message}\n`);
    return;
  }
  const { metadata } = await readCheckpoint(paths.checkpoints);
  await writeExport({ config, model, trainer, parameters, metadata, timeStep: dt }, paths.export);
}

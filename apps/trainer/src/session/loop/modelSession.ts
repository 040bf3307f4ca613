import { compileTraining, multiplyAdds, type Sequences } from '@hgn/model';
import { newMemory } from '@hgn/training';
import type { RunConfig } from '../../config/schema.ts';
import { engineInUse, wasmLacks } from '../../engines/eager.ts';
import type { Io } from '../../io.ts';
import { duration } from '../../terminal/format.ts';
import { bestFolder, type Checkpoint, writeCheckpoint } from '../checkpoint.ts';
import { prepareEngine } from '../engine.ts';
import { keptSteps } from './keep.ts';
import type { TrainingSession } from './session.ts';

/**
 * A training of @hgn/model: compiled, at its start or at a checkpoint.
 *
 * @throws Error when the configuration gives no working model; CheckpointMismatchError when the checkpoint is of
 * another one
 */
export async function openModelSession(
  config: RunConfig,
  sequences: Sequences,
  io: Io,
  from?: Checkpoint,
): Promise<TrainingSession> {
  const start = io.clock.now();
  const compiled = await compileTraining({
    preset: { ...config, name: config.preset, description: '' },
    sequences,
    seed: config.seed,
    ...(await prepareEngine(config, io)),
  });
  const { parameterCount } = compiled.trainer;
  const compiling = duration((io.clock.now() - start) / 1000);
  const engine = engineInUse(compiled.engine);
  if (engine === 'tfjs:wasm') io.stderr.write(`${wasmLacks}\n`);
  return {
    total: config.training.steps,
    start: from ?? { step: 0, state: compiled.initial, memory: newMemory() },
    engine,
    about: `compiled in ${compiling}, ${parameterCount.toLocaleString('en')} parameters, ${gigaflops(config)} GFLOP a step`,
    parameterCount,
    step: (state, index, rateFactor) => compiled.step(state, index, rateFactor),
    save: (checkpoints, moment) =>
      writeCheckpoint(checkpoints, moment, config, { keep: keptSteps(config.training) }),
    saveBest: (checkpoints, moment) => writeCheckpoint(bestFolder(checkpoints), moment, config, { keep: 1 }),
    dispose: () => compiled.dispose(),
  };
}

function gigaflops(config: RunConfig): string {
  return ((2 * multiplyAdds(config)) / 1e9).toLocaleString('en', { maximumSignificantDigits: 3 });
}

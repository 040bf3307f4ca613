import { resolve } from 'node:path';
import type { TrainOptions } from '../commands/train.ts';
import { writeResolvedConfig } from '../config/resolve.ts';
import type { RunConfig } from '../config/schema.ts';
import { UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { assertUsable } from '../runs/create.ts';
import { openRun } from '../runs/open.ts';
import { concludeRun } from './conclude.ts';
import { configure } from './configure.ts';
import { withEngine } from './engine.ts';
import { continueRun, startRun } from './sitting.ts';

/** Runs `hgn train`. */
export async function train(options: TrainOptions, io: Io): Promise<void> {
  if (options.printConfig === true) {
    const config = await configure(options, io);
    io.stdout.write(options.json === true ? `${JSON.stringify(config)}\n` : writeResolvedConfig(config));
    return;
  }
  const run = options.resume === true ? await resume(options, io) : await start(options, io);
  await concludeRun(run, { evaluate: options.report, json: options.json ?? false }, io);
}

async function start(options: TrainOptions, io: Io) {
  const config = await configure(options, io);
  const shown = options.out ?? `runs/${config.system}`;
  await assertUsable(resolve(io.cwd, shown), shown, options.force ?? false);
  return startRun(config, shown, io);
}

async function resume(options: TrainOptions, io: Io) {
  if (options.out === undefined) {
    throw new UsageError('--resume needs --out, the run folder to continue');
  }
  const fixed = (['system', 'preset', 'config', 'set', 'seed', 'data', 'force'] as const).filter(
    (name) => options[name] !== undefined,
  );
  if (fixed.length > 0) {
    throw new UsageError(
      `--resume continues with the run's own config.yaml; leave out ${fixed.map((name) => `--${name}`).join(', ')}`,
    );
  }
  const run = await openRun(options.out, io);
  const { training } = run.config;
  const config: RunConfig = {
    ...withEngine(run.config, options, io),
    training: { ...training, steps: options.steps ?? training.steps },
  };
  return continueRun({ ...run, config }, io);
}

import { resolve } from 'node:path';
import type { TrainOptions } from '../commands/train.ts';
import { adjustConfig, writeResolvedConfig } from '../config/resolve.ts';
import type { RunConfig } from '../config/schema.ts';
import { UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { assertUsable } from '../runs/create.ts';
import { openRun } from '../runs/open.ts';
import { concludeRun } from './judging/conclude.ts';
import { configure } from './configure.ts';
import { withEngine } from './engine.ts';
import { continueRun, startRun, type TrainedRun } from './sitting.ts';
import type { Tracking } from './loop/tracking.ts';

/** Runs `hgn train`. */
export async function train(options: TrainOptions, io: Io): Promise<void> {
  if (options.printConfig === true) {
    const config = await configure(options, io);
    io.stdout.write(options.json === true ? `${JSON.stringify(config)}\n` : writeResolvedConfig(config));
    return;
  }
  const { tensorboard, mlflow } = options;
  const tracking: Tracking = { tensorboard, ...(mlflow === undefined ? {} : { mlflow }) };
  const run =
    options.resume === true ? await resume(options, tracking, io) : await start(options, tracking, io);
  await concludeRun(
    run,
    {
      evaluate: options.report,
      exported: options.export,
      json: options.json ?? false,
      ...(options.theme && { theme: options.theme }),
    },
    io,
  );
}

async function start(options: TrainOptions, tracking: Tracking, io: Io): Promise<TrainedRun> {
  const config = await configure(options, io);
  const shown = options.out ?? `runs/${config.system}`;
  await assertUsable(resolve(io.cwd, shown), shown, options.force ?? false);
  return startRun(config, shown, io, tracking);
}

async function resume(options: TrainOptions, tracking: Tracking, io: Io): Promise<TrainedRun> {
  if (options.out === undefined) {
    throw new UsageError('--resume needs --out, the run folder to continue');
  }
  const fixed = (['system', 'preset', 'config', 'seed', 'data', 'force'] as const).filter(
    (name) => options[name] !== undefined,
  );
  if (fixed.length > 0) {
    throw new UsageError(
      `--resume continues with the run's own config.yaml; leave out ${fixed.map((name) => `--${name}`).join(', ')}`,
    );
  }
  const run = await openRun(options.out, io);
  const adjusted = adjustConfig(run.config, options.set ?? []);
  const { training } = adjusted;
  const config: RunConfig = {
    ...withEngine(adjusted, options, io),
    training: { ...training, steps: options.steps ?? training.steps },
  };
  return continueRun({ ...run, config }, io, tracking);
}

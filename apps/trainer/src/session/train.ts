import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { presets } from '@hgn/model';
import type { TrainOptions } from '../commands/train.ts';
import { fitWarmup, resolveConfig } from '../config/resolve.ts';
import type { RunConfig } from '../config/schema.ts';
import { findSystem } from '../data/systems.ts';
import { UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { assertUsable } from '../runs/create.ts';
import { openRun } from '../runs/open.ts';
import { concludeRun } from './conclude.ts';
import { continueRun, startRun } from './sitting.ts';

/** Runs `hgn train`. */
export async function train(options: TrainOptions, io: Io): Promise<void> {
  const run = options.resume === true ? await resume(options, io) : await start(options, io);
  await concludeRun(run, { evaluate: options.report, json: options.json ?? false }, io);
}

async function start(options: TrainOptions, io: Io) {
  const config = await configOf(options, io);
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
  const { steps, engine, threads } = options;
  const config = fitWarmup({
    ...run.config,
    ...(engine === undefined ? {} : { engine: engine as RunConfig['engine'] }),
    ...(threads === undefined ? {} : { threads }),
    training: { ...run.config.training, ...(steps === undefined ? {} : { steps }) },
  });
  return continueRun({ ...run, config }, io);
}

async function configOf(options: TrainOptions, io: Io): Promise<RunConfig> {
  const { system, preset, config: file, set, steps, seed, data, engine, threads } = options;
  const given = (name: string, value: unknown): Record<string, unknown> =>
    value === undefined ? {} : { [name]: value };
  const config = resolveConfig({
    presets: { ...presets },
    ...(preset === undefined ? {} : { preset }),
    ...(file === undefined
      ? {}
      : { file: { name: file, text: await readFile(resolve(io.cwd, file), 'utf8') } }),
    options: {
      ...given('system', system),
      ...given('seed', seed),
      ...given('engine', engine ?? io.env.HGN_ENGINE),
      ...given('threads', threads),
      ...given('data', data === undefined ? undefined : { folder: data }),
      ...given('training', steps === undefined ? undefined : { steps }),
    },
    ...(set === undefined ? {} : { overrides: set }),
  });
  findSystem(config.system);
  return config;
}

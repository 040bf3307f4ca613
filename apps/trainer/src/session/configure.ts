import { resolve } from 'node:path';
import { presets } from '@hgn/model';
import { fitToData, sayWhatFits } from '../data/fitData.ts';
import { resolveConfig, type ConfigSources } from '../config/resolve.ts';
import type { RunConfig } from '../config/schema.ts';
import { findSystem } from '../data/systems.ts';
import { readBounded } from '../files/readBounded.ts';
import type { Io } from '../io.ts';
import { wantedEngine } from './engine.ts';

/** What a command line says about a new run. */
export interface RunOptions {
  readonly system?: string;
  readonly preset?: string;
  /** YAML file. */
  readonly config?: string;
  readonly set?: readonly string[];
  readonly steps?: number;
  readonly seed?: number;
  /** Data set folder. */
  readonly data?: string;
  readonly engine?: string;
  readonly threads?: number;
}

/**
 * The configuration of a new run; on a data set, what the user left open fits it, and a line says what was taken.
 *
 * @throws CommandError when anything is unknown or of the wrong type, the system included
 */
export async function configure(
  options: RunOptions,
  io: Pick<Io, 'cwd' | 'env' | 'stderr'>,
): Promise<RunConfig> {
  const { system, preset, config: file, set, steps, seed, data, threads } = options;
  const engine = wantedEngine(options.engine, io);
  const sources: ConfigSources = {
    presets: { ...presets },
    ...(preset === undefined ? {} : { preset }),
    ...(file === undefined
      ? {}
      : {
          file: {
            name: file,
            text: (await readBounded(resolve(io.cwd, file), file, { isNamed: true })).toString(),
          },
        }),
    options: {
      ...(system === undefined ? {} : { system }),
      ...(seed === undefined ? {} : { seed }),
      ...(engine === undefined ? {} : { engine }),
      ...(threads === undefined ? {} : { threads }),
      ...(data === undefined ? {} : { data: { folder: data } }),
      ...(steps === undefined ? {} : { training: { steps } }),
    },
    ...(set === undefined ? {} : { overrides: set }),
  };
  const config = resolveConfig(sources);
  const { folder } = config.data;
  if (folder === null) {
    findSystem(config.system);
    return config;
  }
  const fitting = resolveConfig({ ...sources, fitted: await fitToData(config, folder, io) });
  io.stderr.write(`${await sayWhatFits(fitting, config, folder, io)}\n`);
  return fitting;
}

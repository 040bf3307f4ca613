import { resolve } from 'node:path';
import { readResolvedConfig } from '../config/resolve.ts';
import type { RunConfig } from '../config/schema.ts';
import { CommandError, UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { occupantOf } from './create.ts';
import { type RunPaths, runPaths } from './layout.ts';

/** A run on disk, opened for reading. */
export interface OpenRun {
  /** The folder as the user wrote it. */
  readonly shown: string;
  readonly paths: RunPaths;
  readonly config: RunConfig;
}

/**
 * Opens the run in a folder.
 *
 * @throws CommandError when there is none or its configuration is damaged
 */
export async function openRun(shown: string, io: Pick<Io, 'cwd'>): Promise<OpenRun> {
  const folder = resolve(io.cwd, shown);
  const paths = runPaths(folder);
  if ((await occupantOf(folder)) === 'nothing') {
    throw new UsageError(`${shown}: no run is there; train one with: hgn train --out ${shown}`);
  }
  try {
    return { shown, paths, config: await readResolvedConfig(paths.config) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new CommandError(`${shown}: not a run folder, config.yaml is missing; check the path`, {
      cause: error,
    });
  }
}

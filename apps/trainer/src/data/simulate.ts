import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Preset } from '@hgn/datasets';
import { generateDataset, readManifest } from '@hgn/datasets/node';
import type { SimulateOptions } from '../commands/simulate.ts';
import { CommandError, InterruptedError } from '../errors.ts';
import type { Io } from '../io.ts';
import { bytes, count, duration } from '../terminal/format.ts';
import { createProgress } from '../terminal/progress.ts';
import { findSystem } from './systems.ts';

/** Runs `hgn simulate`. */
export async function simulate(system: string, options: SimulateOptions, io: Io): Promise<void> {
  const found = findSystem(system);
  const recipe: Preset = options.dt === undefined ? found : { ...found, dt: options.dt };
  const shown = options.out ?? `data/${recipe.name}`;
  const folder = resolve(io.cwd, shown);
  await assertReplaceable(folder, shown, options.force ?? false);

  const start = io.clock.now();
  const progress = createProgress(io, { label: 'simulate', total: options.trajectories, unit: 'trajectories' });
  const manifest = await generateDataset(folder, recipe, {
    seed: options.seed,
    trajectories: options.trajectories,
    frames: options.frames,
    overwrite: options.force ?? false,
    signal: io.signal,
    onProgress: (done) => progress.update(done),
  })
    .catch((error: unknown) => {
      if (!io.signal.aborted) throw error;
      throw new InterruptedError(`stopped; ${shown} was not written`);
    })
    .finally(() => progress.end());

  const { trajectories, length, height, width, channels, coordinates, dt, seed } = manifest;
  const size = Object.values(manifest.files).reduce((sum, file) => sum + file.bytes, 0);
  const seconds = (io.clock.now() - start) / 1000;
  if (options.json === true) {
    const document = {
      folder: shown,
      system: recipe.name,
      seed,
      dt,
      trajectories,
      frames: length,
      height,
      width,
      channels,
      coordinates,
      bytes: size,
      seconds,
    };
    io.stdout.write(`${JSON.stringify(document)}\n`);
    return;
  }
  io.stdout.write(
    `${shown}: ${count(trajectories, 'trajectory', 'trajectories')} of ${count(length, 'frame')}, ${height}x${width}x${channels}, dt ${dt}, seed ${seed} (${bytes(size)} in ${duration(seconds)})\n`,
  );
}

/** Refuses a folder that holds anything but a data set, and a data set unless it may be replaced. */
async function assertReplaceable(folder: string, shown: string, force: boolean): Promise<void> {
  let entries: string[];
  try {
    entries = await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (entries.length === 0) return;
  const isDataset = entries.includes('manifest.json') && entries.length === 2;
  if (isDataset) {
    const known = Object.keys((await readManifest(folder)).files);
    if (entries.every((name) => name === 'manifest.json' || known.includes(name))) {
      if (force) return;
      throw new CommandError(`${shown}: holds a data set already; replace it with --force or choose another --out`);
    }
  }
  throw new CommandError(`${shown}: holds files that are no data set, so nothing is written there; choose another --out`);
}

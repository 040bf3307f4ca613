import { requireOptions, type OptionNames } from '@hgn/options';
import { stat, open } from 'node:fs/promises';
import { join } from 'node:path';
import { findPreset } from '../../presets/registry.ts';
import type { Preset } from '../../presets/preset.ts';
import type { Dataset } from '../../simulation/dataset.ts';
import type { GenerateOptions } from '../../simulation/generate.ts';
import { simulate } from '../../simulation/simulate.ts';
import {
  arraysName,
  arraySpecs,
  fileChecksum,
  manifestChecksum,
  manifestName,
  type Manifest,
} from './manifest.ts';
import { newFolder, type NewFolderOptions } from '../newFolder.ts';
import { NpzWriter } from './npzWriter.ts';
import type { SourceHeader } from '../source.ts';
import { generateHere, generateOnWorkers } from '../threads/workers.ts';

/** A dataset's description without its arrays. */
type Header = Omit<SourceHeader, 'redrawn'> & { readonly redrawn?: number };

/** The arrays of one or more trajectories in order, and how many were redrawn for them. */
type Piece = Pick<Dataset, 'frames' | 'q' | 'p' | 'energy'> & {
  readonly redrawn?: number;
  readonly parameters: Readonly<Record<string, number | Float64Array>>;
};

function bytesOf(values: Float64Array | number): Uint8Array {
  const array = typeof values === 'number' ? Float64Array.of(values) : values;
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

async function writeText(path: string, text: string): Promise<void> {
  const handle = await open(path, 'wx');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Writes the two files of a dataset into a folder that exists. */
export async function writeFiles(
  folder: string,
  {
    preset,
    dt,
    seed,
    first,
    trajectories,
    length,
    height,
    width,
    channels,
    coordinates,
    parameters,
    recipe,
    redrawn: before = 0,
  }: Header,
  pieces: AsyncIterable<Piece>,
): Promise<Manifest> {
  const shape = { trajectories, length, height, width, channels, coordinates };
  const header = {
    ...{ preset, dt, seed, ...(first !== undefined && { first }) },
    ...{ ...shape, parameters, ...(recipe && { recipe }) },
  };
  const path = join(folder, arraysName);
  const npz = await NpzWriter.create(path, arraySpecs(header, header.parameters));
  let redrawn = before;
  try {
    for await (const piece of pieces) {
      await npz.append('frames', piece.frames);
      await npz.append('q', bytesOf(piece.q));
      await npz.append('p', bytesOf(piece.p));
      await npz.append('energy', bytesOf(piece.energy));
      for (const name of header.parameters)
        await npz.append(`parameters/${name}`, bytesOf(piece.parameters[name]));
      redrawn += piece.redrawn ?? 0;
    }
  } catch (error) {
    await npz.abandon();
    throw error;
  }
  await npz.close();
  const files = { [arraysName]: { bytes: (await stat(path)).size, sha256: await fileChecksum(path) } };
  const content = { format: 'hgn-dataset', version: 1, ...header, redrawn, files } as const;
  const manifest: Manifest = { ...content, checksum: manifestChecksum(content) };
  await writeText(join(folder, manifestName), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

async function* once(piece: Piece): AsyncGenerator<Piece> {
  yield await Promise.resolve(piece);
}

/**
 * Writes a dataset as a new folder: `data.npz`, which NumPy reads, and `manifest.json` with its checksum.
 *
 * The folder appears whole or not at all, also after a kill or with a full disk.
 * @throws DatasetExistsError when the folder holds files and `overwrite` is not set; DatasetWriteError, naming the
 * file, when it cannot be written
 * @example
 * await writeDataset('data/spring', generate('mass-spring', { seed: 7, trajectories: 16, frames: 30 }));
 */
export async function writeDataset(
  folder: string,
  dataset: Dataset,
  options: NewFolderOptions = {},
): Promise<Manifest> {
  requireOptions('writeDataset', options, { overwrite: true });
  const { frames, q, p, energy, parameters, redrawn, ...rest } = dataset;
  const header = { ...rest, parameters: Object.keys(parameters) };
  return newFolder(folder, options, (temporary) =>
    writeFiles(temporary, header, once({ frames, q, p, energy, parameters, redrawn })),
  );
}

/** How a dataset is generated to disk. */
export interface GenerateDatasetOptions extends GenerateOptions, NewFolderOptions {
  /** Threads that simulate; 1, the default, is this one. The bytes are the same for any number. */
  readonly workers?: number;
  /** Called as trajectories come to be on disk, some at a time. */
  readonly onProgress?: (done: number, trajectories: number) => void;
  /** Stops the generation and removes what was written. */
  readonly signal?: AbortSignal;
}

async function* generated(
  preset: Preset,
  { seed, trajectories, first = 0, frames, workers = 1, onProgress, signal }: GenerateDatasetOptions,
): AsyncGenerator<Piece> {
  const task = { preset, seed, frames };
  const wanted = { first, trajectories };
  const made = workers > 1 ? generateOnWorkers(task, wanted, workers) : generateHere(task, wanted);
  let done = 0;
  for await (const piece of made) {
    signal?.throwIfAborted();
    yield piece;
    done += piece.trajectories;
    onProgress?.(done, trajectories);
  }
}

const generateDatasetOptionNames: OptionNames<GenerateDatasetOptions> = {
  workers: true,
  onProgress: true,
  signal: true,
  seed: true,
  trajectories: true,
  first: true,
  frames: true,
  overwrite: true,
};

/**
 * Generates a dataset straight to disk, in constant memory: the same `data.npz` as `writeDataset` of `generate`.
 * @param preset - a preset or its name
 * @throws what `generate` and `writeDataset` throw, and the signal's reason when it aborts
 * @example
 * await generateDataset('data/pendulum', 'pendulum', { seed: 1, trajectories: 1000, frames: 30 });
 */
export async function generateDataset(
  folder: string,
  preset: Preset | string,
  options: GenerateDatasetOptions,
): Promise<Manifest> {
  requireOptions('generateDataset', options, generateDatasetOptionNames);
  const recipe = typeof preset === 'string' ? findPreset(preset) : preset;
  const { seed, trajectories, first = 0, frames, workers = 1 } = options;
  if (!Number.isInteger(trajectories) || trajectories < 1) {
    throw new RangeError(`generateDataset: trajectories must be an integer from 1, but got ${trajectories}`);
  }
  if (!Number.isInteger(workers) || workers < 1) {
    throw new RangeError(`generateDataset: workers must be an integer from 1, but got ${workers}`);
  }
  // Tells how many coordinates and which parameters there are.
  const probe = simulate(recipe, { seed, index: first, frames: 1 });
  const { size, channels } = recipe.camera;
  const header: Header = {
    preset: recipe.name,
    dt: recipe.dt,
    seed,
    first,
    trajectories,
    length: frames,
    height: size,
    width: size,
    channels,
    coordinates: probe.q.length,
    parameters: Object.keys(probe.parameters),
    recipe,
  };
  return newFolder(folder, options, (temporary) => writeFiles(temporary, header, generated(recipe, options)));
}

import { pickOptions, requireOptions, type OptionNames } from '@hgn/options';
import { basename, dirname, extname, join } from 'node:path';
import { openHdf5, writeHdf5 } from './hdf5.ts';
import type { ImportOptions } from '../import/importOptions.ts';
import { openImport } from '../import/openImport.ts';
import { manifestName } from '../folder/manifest.ts';
import { exists, newFile, newFolder, type NewFolderOptions } from '../newFolder.ts';
import type { DatasetSource, SourceHeader, StoredTrajectory } from '../source.ts';
import { StoredDataset } from '../folder/storedDataset.ts';
import { openTfRecords, writeTfRecords, type TfRecordSplit } from './tfrecordDataset.ts';
import { writeFiles } from '../folder/writeDataset.ts';

/** A dataset folder (npz and manifest), one HDF5 file, or a folder in the layout of the DeepMind suite. */
export type DatasetFormat = 'npz' | 'hdf5' | 'tfrecord';

/** How a dataset is converted; the options of an import are for frames of one's own. */
export interface ConvertOptions extends NewFolderOptions, ImportOptions {
  /** Of what is written; `hdf5` unless told where `to` ends in .h5 or .hdf5, else `npz`. */
  readonly format?: DatasetFormat;
  /** Which file of the suite's layout is written: `train`, unless told, or `test`. */
  readonly split?: TfRecordSplit;
  /** Called after each trajectory. */
  readonly onProgress?: (done: number, trajectories: number) => void;
  /** Stops the conversion and removes what was written. */
  readonly signal?: AbortSignal;
}

function isHdf5(path: string): boolean {
  return ['.h5', '.hdf5'].includes(extname(path).toLowerCase());
}

/** Opens a dataset in one of this package's formats; nothing where it is in none. */
async function openFormat(path: string, { dt }: ImportOptions): Promise<DatasetSource | undefined> {
  const time = dt === undefined ? {} : { dt };
  if (isHdf5(path)) return openHdf5(path);
  if (extname(path) === '.tfrecord') return openTfRecords(dirname(path), { file: basename(path), ...time });
  if (await exists(join(path, manifestName))) return StoredDataset.open(path);
  if (await exists(join(path, 'features.txt'))) return openTfRecords(path, time);
  return undefined;
}

const openSourceOptionNames: OptionNames<ImportOptions> = {
  dt: true,
  size: true,
  channels: true,
  frames: true,
  every: true,
  layout: true,
  ffmpeg: true,
};

/**
 * Opens any dataset that this package reads: its own folders, HDF5 files, folders of the DeepMind suite
 * (`features.txt` and .tfrecord), and frames of one's own: videos, animated GIFs, PNG sequences, .npz files (see
 * `ImportOptions`).
 * @throws MissingDatasetError, CorruptDatasetError, MissingDecoderError, which name the file; RangeError for an option that
 * is out of its range or not for this dataset
 * @example
 * await generateDataset('data', 'mass-spring', { seed: 1, trajectories: 2, frames: 5 });
 * const source = await openSource('data');
 * const { length, coordinates } = source.header;
 * await source.close();
 */
export async function openSource(path: string, options: ImportOptions = {}): Promise<DatasetSource> {
  requireOptions('openSource', options, openSourceOptionNames);
  const source = await openFormat(path, options);
  if (!source) return openImport(path, options);
  for (const name of ['size', 'channels', 'frames', 'every', 'layout'] as const) {
    if (options[name] === undefined) continue;
    await source.close();
    throw new RangeError(
      `openSource: the option ${name} is for frames of one's own, but ${path} is a dataset already; generate it anew`,
    );
  }
  return source;
}

async function* counted(
  source: DatasetSource,
  { onProgress, signal }: ConvertOptions,
): AsyncGenerator<StoredTrajectory> {
  let done = 0;
  for await (const trajectory of source.trajectories()) {
    signal?.throwIfAborted();
    yield trajectory;
    done++;
    onProgress?.(done, source.header.trajectories);
  }
}

const convertDatasetOptionNames: OptionNames<ConvertOptions> = {
  ...openSourceOptionNames,
  format: true,
  split: true,
  onProgress: true,
  signal: true,
  overwrite: true,
};

/**
 * Rewrites a dataset in another format, one trajectory at a time; also imports frames of one's own (see `openSource`).
 * What is written appears whole or not at all.
 * @returns what is known of the dataset
 * @throws what `openSource` throws, and the signal's reason; DatasetExistsError, DatasetWriteError
 * @example
 * await generateDataset('data', 'mass-spring', { seed: 1, trajectories: 2, frames: 5 });
 * await convertDataset('data', 'data.h5');
 * await convertDataset('data.h5', 'suite', { format: 'tfrecord' });
 */
export async function convertDataset(
  from: string,
  to: string,
  options: ConvertOptions = {},
): Promise<SourceHeader> {
  requireOptions('convertDataset', options, convertDatasetOptionNames);
  const { overwrite = false } = options;
  const format = options.format ?? (isHdf5(to) ? 'hdf5' : 'npz');
  const source = await openSource(from, pickOptions<ImportOptions>(options, openSourceOptionNames));
  try {
    const trajectories = counted(source, options);
    const { header } = source;
    if (format === 'hdf5') await newFile(to, { overwrite }, (file) => writeHdf5(file, header, trajectories));
    else if (format === 'tfrecord') {
      await newFolder(to, { overwrite }, (folder) =>
        writeTfRecords(folder, header, trajectories, options.split),
      );
    } else await newFolder(to, { overwrite }, (folder) => writeFiles(folder, header, trajectories));
    return header;
  } finally {
    await source.close();
  }
}

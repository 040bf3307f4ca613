import { basename, dirname, extname, join } from 'node:path';
import { openHdf5, writeHdf5 } from './hdf5.ts';
import { openImport } from '../import/importFrames.ts';
import { manifestName } from '../folder/manifest.ts';
import { exists, newFile, newFolder, type NewFolderOptions } from '../newFolder.ts';
import type { DatasetSource, StoredTrajectory } from '../source.ts';
import { StoredDataset } from '../folder/storedDataset.ts';
import { openTfRecords, writeTfRecords, type TfRecordSplit } from './tfrecordDataset.ts';
import { writeFiles } from '../folder/writeDataset.ts';

/** A dataset folder (npz and manifest), one HDF5 file, or a folder in the layout of the DeepMind suite. */
export type DatasetFormat = 'npz' | 'hdf5' | 'tfrecord';

/** How a dataset is converted. */
export interface ConvertOptions extends NewFolderOptions {
  /** Of what is written; `hdf5` unless told where `to` ends in .h5 or .hdf5, else `npz`. */
  readonly format?: DatasetFormat;
  /** Which file of the suite's layout is written: `train`, unless told, or `test`. */
  readonly split?: TfRecordSplit;
  /** Time between frames, for sources that do not say it; 0.05 unless told. */
  readonly dt?: number;
  /** Called after each trajectory. */
  readonly onProgress?: (done: number, trajectories: number) => void;
}

function isHdf5(path: string): boolean {
  return ['.h5', '.hdf5'].includes(extname(path).toLowerCase());
}

/**
 * Opens any dataset that this package reads: its own folders, HDF5 files, folders of the DeepMind suite
 * (`features.txt` and .tfrecord), folders of PNG sequences and .npz files of frames.
 * @param dt - time between frames, for sources that do not say it; 0.05 unless told
 * @throws MissingDatasetError, CorruptDatasetError, which name the file
 * @example
 * await generateDataset('data', 'mass-spring', { seed: 1, trajectories: 2, frames: 5 });
 * const source = await openSource('data');
 * const { length, coordinates } = source.header;
 * await source.close();
 */
export async function openSource(
  path: string,
  { dt = 0.05 }: { readonly dt?: number } = {},
): Promise<DatasetSource> {
  if (isHdf5(path)) return openHdf5(path);
  if (extname(path) === '.tfrecord') return openTfRecords(dirname(path), { file: basename(path), dt });
  if (await exists(join(path, manifestName))) return StoredDataset.open(path);
  if (await exists(join(path, 'features.txt'))) return openTfRecords(path, { dt });
  return openImport(path, { dt });
}

async function* counted(
  source: DatasetSource,
  onProgress: ConvertOptions['onProgress'],
): AsyncGenerator<StoredTrajectory> {
  let done = 0;
  for await (const trajectory of source.trajectories()) {
    yield trajectory;
    done++;
    onProgress?.(done, source.header.trajectories);
  }
}

/**
 * Rewrites a dataset in another format, one trajectory at a time; also imports frames of one's own (see `openSource`).
 * What is written appears whole or not at all.
 * @throws what `openSource` throws; DatasetExistsError, DatasetWriteError
 * @example
 * await generateDataset('data', 'mass-spring', { seed: 1, trajectories: 2, frames: 5 });
 * await convertDataset('data', 'data.h5');
 * await convertDataset('data.h5', 'suite', { format: 'tfrecord' });
 */
export async function convertDataset(from: string, to: string, options: ConvertOptions = {}): Promise<void> {
  const { overwrite = false, onProgress } = options;
  const format = options.format ?? (isHdf5(to) ? 'hdf5' : 'npz');
  const source = await openSource(from, options);
  try {
    const trajectories = counted(source, onProgress);
    const { header } = source;
    if (format === 'hdf5') await newFile(to, { overwrite }, (file) => writeHdf5(file, header, trajectories));
    else if (format === 'tfrecord') {
      await newFolder(to, { overwrite }, (folder) =>
        writeTfRecords(folder, header, trajectories, options.split),
      );
    } else await newFolder(to, { overwrite }, (folder) => writeFiles(folder, header, trajectories));
  } finally {
    await source.close();
  }
}

import { createHash, type Hash } from 'node:crypto';
import type * as H5 from 'h5wasm';
import { CorruptDatasetError, DatasetWriteError } from '../errors.ts';
import { arraySpecs, headerProblem } from '../folder/manifest.ts';
import { eraseTimes } from './eraseTimes.ts';
import { checkFilters, checkSignature, library, reading, reasonOf } from './hdf5Library.ts';
import { naming } from '../folder/readDataset.ts';
import type { DatasetSource, SourceHeader, StoredTrajectory } from '../source.ts';

/** Does something that may fail to write. */
function writing<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new DatasetWriteError(
      `writeHdf5: cannot write ${path}: ${reasonOf(error)}; nothing was left behind`,
      {
        cause: error,
      },
    );
  }
}

const types = { '|u1': '<B', '<f4': '<f', '<f8': '<d' } as const;

/**
 * Writes trajectories as one HDF5 file: `frames`, `q`, `p`, `energy`, `parameters/…` with the shapes of the npz,
 * chunked by trajectory; the attributes `manifest` and `checksums` (SHA-256 of the data of each) are JSON. Memory: one
 * trajectory.
 */
export async function writeHdf5(
  path: string,
  header: SourceHeader,
  trajectories: AsyncIterable<StoredTrajectory>,
): Promise<void> {
  const { File } = await library();
  const file = writing(path, () => new File(path, 'w'));
  try {
    writing(path, () => {
      file.create_attribute('manifest', JSON.stringify(header));
      file.create_group('parameters');
    });
    const sets = new Map<string, H5.Dataset>();
    const checksums = new Checksums();
    let index = 0;
    for await (const trajectory of trajectories) {
      writing(path, () => appendRow(file, sets, header, trajectory, index));
      for (const name of Object.keys(arraySpecs(header, header.parameters))) {
        checksums.add(name, rowOf(trajectory, name));
      }
      index++;
    }
    writing(path, () => file.create_attribute('checksums', JSON.stringify(checksums.all())));
    // Closing writes too, but does not say when it fails.
    writing(path, () => file.flush());
  } finally {
    close(file);
  }
  await eraseTimes(path);
}

/** SHA-256 of the data of each array. */
class Checksums {
  readonly #hashes = new Map<string, Hash>();

  add(name: string, { buffer, byteOffset, byteLength }: Uint8Array | Float64Array): void {
    const hash = this.#hashes.get(name) ?? createHash('sha256');
    this.#hashes.set(name, hash.update(new Uint8Array(buffer, byteOffset, byteLength)));
  }

  all(): Record<string, string> {
    return Object.fromEntries([...this.#hashes].map(([name, hash]) => [name, hash.copy().digest('hex')]));
  }
}

/** Closes a file that is flushed or given up. */
function close(file: H5.File): void {
  try {
    file.close();
  } catch {
    // A file that could not be written cannot be closed either; why has been said.
  }
}

/** Appends a trajectory to every array, making the arrays for the first. */
function appendRow(
  file: H5.File,
  sets: Map<string, H5.Dataset>,
  header: SourceHeader,
  trajectory: StoredTrajectory,
  index: number,
): void {
  for (const [name, { dtype, shape }] of Object.entries(arraySpecs(header, header.parameters))) {
    const row = [1, ...shape.slice(1)];
    const data = rowOf(trajectory, name);
    if (data.length === 0) {
      if (index === 0) file.create_dataset({ name, data, shape: [...shape], dtype: types[dtype] });
      continue;
    }
    const known = sets.get(name);
    if (known) {
      known.resize([index + 1, ...row.slice(1)]);
      known.write_slice(
        [[index, index + 1], ...row.slice(1).map((extent): [number, number] => [0, extent])],
        data,
      );
      continue;
    }
    const maxshape = [null, ...row.slice(1)];
    // One number per chunk would be slow to read; a parameter has 1024.
    const chunks = shape.length === 1 ? [1024] : row;
    sets.set(name, file.create_dataset({ name, data, shape: row, dtype: types[dtype], maxshape, chunks }));
  }
}

function rowOf(trajectory: StoredTrajectory, name: string): Uint8Array | Float64Array {
  if (name === 'frames') return trajectory.frames;
  if (name === 'q' || name === 'p' || name === 'energy') return trajectory[name];
  return Float64Array.of(trajectory.parameters[name.replace('parameters/', '')]);
}

function attribute(file: H5.File, name: string, path: string): unknown {
  const text = Object.hasOwn(file.attrs, name) ? file.attrs[name].value : undefined;
  if (typeof text !== 'string') {
    throw new CorruptDatasetError(
      `openHdf5: ${path} must have an attribute '${name}'; it was not written by this package`,
    );
  }
  return JSON.parse(text);
}

function readRow(file: H5.File, header: SourceHeader, name: string, index: number, path: string) {
  const set = file.get(name) as H5.Dataset | null;
  const shape = arraySpecs(header, header.parameters)[name].shape;
  if (set?.shape?.join() !== shape.join()) {
    throw new CorruptDatasetError(
      `openHdf5: ${path}: '${name}' must have shape [${shape.join(', ')}], but has [${set?.shape?.join(', ') ?? ''}]`,
    );
  }
  if (shape.includes(0)) return new Float64Array();
  checkFilters(set, name, path);
  return set.slice([[index, index + 1], ...shape.slice(1).map((extent): [number, number] => [0, extent])]) as
    | Float64Array
    | Uint8Array;
}

/**
 * Opens an HDF5 file that `writeHdf5` made. Whoever reads all of its trajectories has its checksums compared too.
 * @throws MissingDatasetError, CorruptDatasetError, which name the file
 */
export async function openHdf5(path: string): Promise<DatasetSource> {
  await naming(path, () => checkSignature(path));
  const { File } = await library();
  const file = reading(path, () => new File(path, 'r'));
  const header = reading(path, () => attribute(file, 'manifest', path) as SourceHeader);
  const problem = headerProblem(header ?? {});
  if (problem !== undefined) {
    throw new CorruptDatasetError(
      `openHdf5: ${path}: in its attribute 'manifest', ${problem}; convert the dataset again`,
    );
  }
  const expected = reading(path, () => attribute(file, 'checksums', path) as Record<string, string>);
  const trajectory = (index: number, checksums: Checksums): StoredTrajectory => {
    const read = (name: string): Uint8Array | Float64Array => {
      const row = reading(path, () => readRow(file, header, name, index, path));
      checksums.add(name, row);
      return row;
    };
    return {
      frames: read('frames') as Uint8Array,
      q: read('q') as Float64Array,
      p: read('p') as Float64Array,
      energy: read('energy') as Float64Array,
      parameters: Object.fromEntries(header.parameters.map((name) => [name, read(`parameters/${name}`)[0]])),
    };
  };
  return {
    header,
    async *trajectories() {
      const checksums = new Checksums();
      for (let index = 0; index < header.trajectories; index++) {
        yield await Promise.resolve(trajectory(index, checksums));
      }
      for (const [name, checksum] of Object.entries(checksums.all())) {
        if (checksum === expected[name]) continue;
        throw new CorruptDatasetError(`openHdf5: ${path} is damaged: '${name}' does not match its SHA-256`);
      }
    },
    close: () => {
      file.close();
      return Promise.resolve();
    },
  };
}

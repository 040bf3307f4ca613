import { open } from 'node:fs/promises';
import type * as H5 from 'h5wasm';
import { CorruptDatasetError } from './errors.ts';
import { arraySpecs } from './manifest.ts';
import { naming } from './readDataset.ts';
import type { DatasetSource, SourceHeader, StoredTrajectory } from './source.ts';

/** Loaded when first needed: it brings 4 MB of WebAssembly. */
async function library(): Promise<typeof H5> {
  const module = await import('h5wasm/node');
  await module.ready;
  return module;
}

const types = { '|u1': '<B', '<f4': '<f', '<f8': '<d' } as const;

/**
 * Writes trajectories as one HDF5 file: `frames`, `q`, `p`, `energy`, `parameters/…` with the shapes of the npz,
 * chunked by trajectory, and the header as JSON in the attribute `manifest`. Memory: one trajectory.
 */
export async function writeHdf5(
  path: string,
  header: SourceHeader,
  trajectories: AsyncIterable<StoredTrajectory>,
): Promise<void> {
  const { File } = await library();
  const file = new File(path, 'w');
  try {
    file.create_attribute('manifest', JSON.stringify(header));
    file.create_group('parameters');
    const sets = new Map<string, H5.Dataset>();
    const specs = Object.entries(arraySpecs(header, header.parameters));
    let index = 0;
    for await (const trajectory of trajectories) {
      for (const [name, { dtype, shape }] of specs) {
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
        } else {
          const maxshape = [null, ...row.slice(1)];
          // One number per chunk would be slow to read; a parameter has 1024.
          const chunks = shape.length === 1 ? [1024] : row;
          sets.set(
            name,
            file.create_dataset({ name, data, shape: row, dtype: types[dtype], maxshape, chunks }),
          );
        }
      }
      index++;
    }
  } finally {
    file.close();
  }
}

function rowOf(trajectory: StoredTrajectory, name: string): Uint8Array | Float64Array {
  if (name === 'frames') return trajectory.frames;
  if (name === 'q' || name === 'p' || name === 'energy') return trajectory[name];
  return Float64Array.of(trajectory.parameters[name.replace('parameters/', '')]);
}

async function checkSignature(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    const { buffer } = await handle.read(Buffer.alloc(8), 0, 8, 0);
    if (buffer.toString('latin1') !== '\x89HDF\r\n\x1a\n') {
      throw new CorruptDatasetError(`openHdf5: ${path} is no HDF5 file: its signature is missing`);
    }
  } finally {
    await handle.close();
  }
}

function parseHeader(file: H5.File, path: string): SourceHeader {
  const text = Object.hasOwn(file.attrs, 'manifest') ? file.attrs.manifest.value : undefined;
  if (typeof text !== 'string') {
    throw new CorruptDatasetError(
      `openHdf5: ${path} must have an attribute 'manifest'; it was not written by this package`,
    );
  }
  return JSON.parse(text) as SourceHeader;
}

/**
 * Opens an HDF5 file that `writeHdf5` made.
 * @throws MissingDatasetError, CorruptDatasetError, which name the file
 */
export async function openHdf5(path: string): Promise<DatasetSource> {
  await naming(path, () => checkSignature(path));
  const { File } = await library();
  let file: H5.File;
  try {
    file = new File(path, 'r');
  } catch (error) {
    throw new CorruptDatasetError(`openHdf5: ${path} is truncated or damaged`, { cause: error });
  }
  const header = parseHeader(file, path);
  const read = (name: string, index: number): Uint8Array | Float64Array => {
    const set = file.get(name) as H5.Dataset | null;
    const shape = arraySpecs(header, header.parameters)[name].shape;
    if (set?.shape?.join() !== shape.join()) {
      throw new CorruptDatasetError(
        `openHdf5: ${path}: '${name}' must have shape [${shape.join(', ')}], but has [${set?.shape?.join(', ') ?? ''}]`,
      );
    }
    if (shape.includes(0)) return new Float64Array();
    return set.slice([
      [index, index + 1],
      ...shape.slice(1).map((extent): [number, number] => [0, extent]),
    ]) as Float64Array;
  };
  return {
    header,
    async *trajectories() {
      for (let index = 0; index < header.trajectories; index++) {
        yield await Promise.resolve({
          frames: read('frames', index) as Uint8Array,
          q: read('q', index) as Float64Array,
          p: read('p', index) as Float64Array,
          energy: read('energy', index) as Float64Array,
          parameters: Object.fromEntries(
            header.parameters.map((name) => [name, read(`parameters/${name}`, index)[0]]),
          ),
        });
      }
    },
    close: () => {
      file.close();
      return Promise.resolve();
    },
  };
}

import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { NpyError } from '../../formats/npy.ts';
import { ForeignTypeError } from '../../formats/numpy.ts';
import { ZipError } from '../../formats/zip.ts';
import type { Dataset } from '../../simulation/dataset.ts';
import { CorruptDatasetError, isSystemError, MissingDatasetError } from '../errors.ts';
import { arraysName, arraySpecs, manifestName, parseManifest, type Manifest } from './manifest.ts';
import { NpzReader } from './npzReader.ts';

/** Turns what goes wrong with one file of a dataset into an error that names it, and who reads. */
export async function naming<T>(path: string, work: () => Promise<T>, caller = 'readDataset'): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isSystemError(error) && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) {
      throw new MissingDatasetError(
        `${caller}: ${path} is missing; ${caller === 'readDataset' ? 'generate the dataset or check the path' : 'check the path'}`,
        {
          cause: error,
        },
      );
    }
    if (error instanceof ForeignTypeError) {
      throw new CorruptDatasetError(`${caller}: ${path}: ${error.message}`, { cause: error });
    }
    if (error instanceof ZipError || error instanceof NpyError || error instanceof RangeError) {
      throw new CorruptDatasetError(`${caller}: ${path} is damaged: ${error.message}`, { cause: error });
    }
    throw error;
  }
}

/**
 * Reads a dataset's manifest.
 * @throws MissingDatasetError, CorruptDatasetError
 * @example
 * await generateDataset('data/spring', 'mass-spring', { seed: 7, trajectories: 2, frames: 3 });
 * const { files } = await readManifest('data/spring');
 */
export async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, manifestName);
  return parseManifest(await naming(path, () => readFile(path, 'utf8')), path);
}

/**
 * Reads a dataset folder into memory; sizes, shapes and each array's CRC-32 are checked.
 * @throws MissingDatasetError when the folder or one of its files is not there; CorruptDatasetError when a file is
 * truncated, damaged or disagrees with the manifest; both name the file
 * @example
 * await generateDataset('data/spring', 'mass-spring', { seed: 7, trajectories: 2, frames: 3 });
 * const { frames, q, trajectories } = await readDataset('data/spring');
 */
export async function readDataset(folder: string): Promise<Dataset> {
  const manifest = await readManifest(folder);
  const path = join(folder, arraysName);
  return naming(path, async () => {
    const { size } = await stat(path);
    const { bytes } = manifest.files[arraysName];
    if (size !== bytes) {
      throw new CorruptDatasetError(
        `readDataset: ${path} must have ${bytes} bytes, but has ${size}; it is truncated`,
      );
    }
    const npz = await NpzReader.open(path);
    try {
      const specs = arraySpecs(manifest, manifest.parameters);
      const read = async (name: string): Promise<Uint8Array<ArrayBuffer>> => {
        const array = await npz.read(name);
        const spec = specs[name];
        if (array.dtype !== spec.dtype || array.shape.join() !== spec.shape.join()) {
          throw new CorruptDatasetError(
            `readDataset: ${path}: '${name}' must be ${spec.dtype} [${spec.shape.join(', ')}] by the manifest, but is ${array.dtype} [${array.shape.join(', ')}]`,
          );
        }
        return array.bytes;
      };
      const floats = async (name: string): Promise<Float64Array> => {
        const { buffer, byteOffset, byteLength } = await read(name);
        return new Float64Array(buffer, byteOffset, byteLength / 8);
      };
      const frames = await read('frames');
      const [q, p, energy] = [await floats('q'), await floats('p'), await floats('energy')];
      const parameters: Record<string, Float64Array> = {};
      for (const name of manifest.parameters) parameters[name] = await floats(`parameters/${name}`);
      const { preset, dt, seed, first, trajectories, length, height, width, channels, coordinates, redrawn } =
        manifest;
      const shape = { trajectories, length, height, width, channels, coordinates };
      return {
        ...{ preset, dt, seed, ...(first !== undefined && { first }) },
        ...shape,
        frames,
        q,
        p,
        energy,
        parameters,
        redrawn,
      };
    } finally {
      await npz.close();
    }
  });
}

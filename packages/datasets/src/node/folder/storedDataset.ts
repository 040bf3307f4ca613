import { join } from 'node:path';
import { dataBytes } from '../../formats/npy.ts';
import { arraysName, arraySpecs, type Manifest } from './manifest.ts';
import { NpzReader } from './npzReader.ts';
import { naming, readManifest } from './readDataset.ts';
import type { DatasetSource, StoredTrajectory } from '../source.ts';

/**
 * A dataset folder that is open for reading single trajectories, in memory of one trajectory.
 * @example
 * await generateDataset('data', 'pendulum', { seed: 1, trajectories: 2, frames: 5 });
 * const dataset = await StoredDataset.open('data');
 * for await (const { energy } of dataset.trajectories()) console.log(energy[0]);
 * await dataset.close();
 */
export class StoredDataset implements DatasetSource {
  readonly header: Manifest;
  readonly #path: string;
  readonly #npz: NpzReader;

  private constructor(header: Manifest, path: string, npz: NpzReader) {
    this.header = header;
    this.#path = path;
    this.#npz = npz;
  }

  /** @throws MissingDatasetError, CorruptDatasetError, which name the file */
  static async open(folder: string): Promise<StoredDataset> {
    const manifest = await readManifest(folder);
    const path = join(folder, arraysName);
    const npz = await naming(path, () => NpzReader.open(path));
    return new StoredDataset(manifest, path, npz);
  }

  /**
   * Reads trajectory `index`.
   * @throws RangeError for an index that is not there; CorruptDatasetError
   */
  async trajectory(index: number): Promise<StoredTrajectory> {
    const { trajectories, parameters } = this.header;
    if (!Number.isInteger(index) || index < 0 || index >= trajectories) {
      throw new RangeError(
        `StoredDataset.trajectory: index must be from 0 to ${trajectories - 1}, but got ${index}`,
      );
    }
    const specs = arraySpecs(this.header, parameters);
    const rows = async (name: string): Promise<Uint8Array<ArrayBuffer>> => {
      const bytes = dataBytes(specs[name]) / trajectories;
      return naming(this.#path, () => this.#npz.readRange(name, specs[name], index * bytes, bytes));
    };
    const floats = async (name: string): Promise<Float64Array> => new Float64Array((await rows(name)).buffer);
    const drawn: Record<string, number> = {};
    for (const name of parameters) drawn[name] = (await floats(`parameters/${name}`))[0];
    return {
      frames: await rows('frames'),
      q: await floats('q'),
      p: await floats('p'),
      energy: await floats('energy'),
      parameters: drawn,
    };
  }

  async *trajectories(): AsyncGenerator<StoredTrajectory> {
    for (let index = 0; index < this.header.trajectories; index++) yield await this.trajectory(index);
  }

  async close(): Promise<void> {
    await this.#npz.close();
  }
}

/**
 * Opens a dataset folder for reading one trajectory at a time; `readDataset` reads all of it into memory.
 * @throws MissingDatasetError, CorruptDatasetError, which name the file
 * @example
 * await generateDataset('data', 'mass-spring', { seed: 1, trajectories: 3, frames: 5 });
 * const dataset = await openDataset('data');
 * const { q } = await dataset.trajectory(2);
 * await dataset.close();
 */
export async function openDataset(folder: string): Promise<StoredDataset> {
  return StoredDataset.open(folder);
}

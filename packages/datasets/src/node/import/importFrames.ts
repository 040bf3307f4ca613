import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { convertIndexedToRgb, decode } from 'fast-png';
import { CorruptDatasetError } from '../errors.ts';
import { NpzReader } from '../folder/npzReader.ts';
import { naming } from '../folder/readDataset.ts';
import type { DatasetSource, SourceHeader, StoredTrajectory } from '../source.ts';

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

/** An 8-bit picture without alpha; 16 bits lose their lower half. */
async function readPng(path: string): Promise<Picture> {
  let png: ReturnType<typeof decode>;
  try {
    png = decode(await readFile(path));
  } catch (error) {
    throw new CorruptDatasetError(`importFrames: ${path} is no readable PNG`, { cause: error });
  }
  const { width, height } = png;
  const shift = png.depth === 16 ? 8 : 0;
  const stored = png.palette ? convertIndexedToRgb(png) : png.data;
  const perPixel = stored.length / (width * height);
  const channels = perPixel >= 3 ? 3 : 1;
  const data = new Uint8Array(width * height * channels);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let c = 0; c < channels; c++) data[pixel * channels + c] = stored[pixel * perPixel + c] >> shift;
  }
  return { width, height, channels, data };
}

const byNumber = new Intl.Collator('en', { numeric: true });

async function pngsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names
    .filter((name) => extname(name).toLowerCase() === '.png')
    .sort(byNumber.compare)
    .map((name) => join(folder, name));
}

/** Each sub-folder with PNG files is a trajectory; without sub-folders the folder itself is one. */
async function sequences(folder: string): Promise<string[][]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const folders = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort(byNumber.compare);
  const found = await Promise.all(folders.map((name) => pngsIn(join(folder, name))));
  const own = await pngsIn(folder);
  return [...(own.length > 0 ? [own] : []), ...found.filter((files) => files.length > 0)];
}

function withoutStates(frames: Uint8Array, length: number): StoredTrajectory {
  return {
    frames,
    q: new Float64Array(),
    p: new Float64Array(),
    energy: new Float64Array(length).fill(NaN),
    parameters: {},
  };
}

/** What the frames themselves do not say. */
export interface ImportOptions {
  /** Time between two frames. */
  readonly dt: number;
}

async function pngSource(folder: string, { dt }: ImportOptions): Promise<DatasetSource> {
  const lists = await naming(folder, () => sequences(folder));
  if (lists.length === 0)
    throw new CorruptDatasetError(`importFrames: ${folder} must hold PNG files or folders of them`);
  const { width, height, channels } = await readPng(lists[0][0]);
  const [{ length }] = lists;
  const uneven = lists.find((list) => list.length !== length);
  if (uneven) {
    throw new CorruptDatasetError(
      `importFrames: every sequence must have ${length} frames like the first, but ${join(uneven[0], '..')} has ${uneven.length}`,
    );
  }
  return {
    header: {
      ...{ preset: basename(folder), dt, seed: 0, redrawn: 0, parameters: [] },
      ...{ trajectories: lists.length, length, width, height, channels, coordinates: 0 },
    },
    async *trajectories() {
      for (const list of lists) {
        const frames = new Uint8Array(length * height * width * channels);
        for (const [i, path] of list.entries()) {
          const picture = await readPng(path);
          if (picture.width !== width || picture.height !== height || picture.channels !== channels) {
            throw new CorruptDatasetError(
              `importFrames: every frame must be ${width}x${height}x${channels} like the first, but ${path} is ${picture.width}x${picture.height}x${picture.channels}`,
            );
          }
          frames.set(picture.data, i * picture.data.length);
        }
        yield withoutStates(frames, length);
      }
    },
    close: () => Promise.resolve(),
  };
}

async function npzSource(path: string, { dt }: ImportOptions): Promise<DatasetSource> {
  return naming(path, async () => {
    const npz = await NpzReader.open(path);
    try {
      const { dtype, shape, bytes: frames } = await npz.read('frames');
      if (dtype !== '|u1' || shape.length !== 5 || (shape[4] !== 1 && shape[4] !== 3)) {
        throw new CorruptDatasetError(
          `importFrames: ${path}: 'frames' must be uint8 [trajectory, frame, height, width, 1 or 3], but is ${dtype} [${shape.join(', ')}]`,
        );
      }
      const [trajectories, length, height, width, channels] = shape;
      const optional = async (name: string): Promise<Float64Array | undefined> => {
        if (!npz.names.includes(name)) return undefined;
        const array = await npz.read(name);
        if (array.shape[0] !== trajectories || array.shape[1] !== length || array.dtype !== '<f8') {
          throw new CorruptDatasetError(
            `importFrames: ${path}: '${name}' must be float64 [${trajectories}, ${length}, …], but is ${array.dtype} [${array.shape.join(', ')}]`,
          );
        }
        return new Float64Array(array.bytes.buffer, array.bytes.byteOffset, array.bytes.byteLength / 8);
      };
      const [q, p, energy] = [await optional('q'), await optional('p'), await optional('energy')];
      if ((q === undefined) !== (p === undefined) || q?.length !== p?.length) {
        throw new CorruptDatasetError(
          `importFrames: ${path} must hold both 'q' and 'p', equally large, or neither`,
        );
      }
      const coordinates = (q?.length ?? 0) / trajectories / length;
      const header: SourceHeader = {
        ...{ preset: basename(path, '.npz'), dt, seed: 0, redrawn: 0, parameters: [] },
        ...{ trajectories, length, height, width, channels, coordinates },
      };
      const row = <A extends Uint8Array | Float64Array>(values: A, i: number): A =>
        values.slice((i * values.length) / trajectories, ((i + 1) * values.length) / trajectories) as A;
      return {
        header,
        async *trajectories() {
          for (let i = 0; i < trajectories; i++) {
            const bare = withoutStates(row(frames, i), length);
            yield await Promise.resolve({
              ...bare,
              ...(q && p && { q: row(q, i), p: row(p, i) }),
              ...(energy && { energy: row(energy, i) }),
            });
          }
        },
        close: () => Promise.resolve(),
      };
    } finally {
      await npz.close();
    }
  });
}

/**
 * Opens frames of one's own: a folder of PNG files, a folder of such folders (one per trajectory, frames in the order
 * of their numbers), or an .npz file with `frames` uint8 [trajectory, frame, height, width, channel] and optionally
 * `q`, `p` float64 [trajectory, frame, coordinate] and `energy` [trajectory, frame]. Alpha is dropped.
 * @throws MissingDatasetError, CorruptDatasetError, which name the file
 */
export async function openImport(path: string, options: ImportOptions): Promise<DatasetSource> {
  if (!(options.dt > 0)) throw new RangeError(`importFrames: dt must be positive, but got ${options.dt}`);
  const isFolder = (await naming(path, () => stat(path))).isDirectory();
  return isFolder ? pngSource(path, options) : npzSource(path, options);
}

import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { ForeignTypeError, readNumpy, readNumpyLayout } from '../../formats/numpy.ts';
import { CorruptDatasetError } from '../errors.ts';
import { naming } from '../folder/readDataset.ts';
import { NpzReader } from '../folder/npzReader.ts';
import type { DatasetSource } from '../source.ts';
import { isInOrder, layoutsOf, parseFrameLayout, placesOf, type FrameAxis } from './frameLayout.ts';
import type { ImportOptions } from './importOptions.ts';
import { importSequences } from './importSequences.ts';
import type { Picture } from './picture.ts';
import type { Sequence } from './sequences.ts';
import { statesIn } from './states.ts';

function layoutOf(shape: readonly number[], path: string, told: string | undefined): FrameAxis[] {
  const fail = (rule: string): never => {
    throw new CorruptDatasetError(`importFrames: ${path}: 'frames' [${shape.join(', ')}] ${rule}`);
  };
  const layout = told === undefined ? undefined : parseFrameLayout(told);
  const possible = layout ? [layout] : layoutsOf(shape);
  if (layout && layout.length !== shape.length) {
    return fail(`has ${shape.length} axes, but the layout ${layout.join(',')} has ${layout.length}`);
  }
  if (possible.length === 0) {
    return fail(
      'must be [trajectory, frame, height, width, channel] with 1 or 3 channels, without trajectories or channels if there is one of them; say another order with the option layout',
    );
  }
  if (possible.length > 1) {
    return fail(
      `could be ${possible.map((each) => each.join(',')).join(' or ')}; say which with the option layout`,
    );
  }
  const { channel } = placesOf(shape, possible[0]).extent;
  if (channel !== 1 && channel !== 3) return fail(`must have 1 or 3 channels, but has ${channel}`);
  if (shape.includes(0)) return fail('holds no pixels');
  return possible[0];
}

/** Says why values that are no bytes are not taken for pixels, and how they become such. */
function requireBytes(descr: string, path: string): void {
  if (/^[<>|=]?(u1|b1)$/.test(descr)) return;
  const how = descr.includes('f')
    ? 'convert values from 0 to 1 with np.uint8(np.round(255 * frames))'
    : descr.includes('u2')
      ? 'convert 16 bits with np.uint8(frames >> 8)'
      : 'convert values from 0 to 255 with frames.astype(np.uint8)';
  throw new CorruptDatasetError(
    `importFrames: ${path}: 'frames' must be bytes from 0 to 255 or booleans, but is ${descr}; ${how}`,
  );
}

function sequencesOf(
  path: string,
  shape: readonly number[],
  layout: readonly FrameAxis[],
  read: (start: number, length: number) => Promise<Uint8Array>,
  interval?: number,
): Sequence[] {
  const { extent, stride } = placesOf(shape, layout);
  const { trajectory: trajectories, frame: count, height, width } = extent;
  const channels = extent.channel === 3 ? 3 : 1;
  const bytes = height * width * channels;
  const inOrder = isInOrder(layout);
  const all = shape.reduce((product, each) => product * each, 1);
  return Array.from({ length: trajectories }, (_, i) => ({
    path: trajectories === 1 ? path : `${path} (trajectory ${i})`,
    count,
    async *pictures(): AsyncGenerator<Picture> {
      if (inOrder) {
        const data = await read(i * count * bytes, count * bytes);
        for (let t = 0; t < count; t++)
          yield { width, height, channels, data: data.subarray(t * bytes, (t + 1) * bytes) };
        return;
      }
      const data = await read(0, all);
      for (let t = 0; t < count; t++) {
        const start = i * stride.trajectory + t * stride.frame;
        const pixels = Uint8Array.from({ length: bytes }, (__, k) => {
          const [y, x, c] = [
            Math.floor(k / (width * channels)),
            Math.floor(k / channels) % width,
            k % channels,
          ];
          return data[start + y * stride.height + x * stride.width + c * stride.channel];
        });
        yield { width, height, channels, data: pixels };
      }
    },
    interval: () => Promise.resolve(interval),
  }));
}

/** The pixels of a .npy file, row-major; of booleans, 0 and 255. */
function pixelsIn(file: Uint8Array, path: string) {
  const { descr, isColumnMajor, shape, dataStart } = readNumpyLayout(file);
  if (typeof descr !== 'string')
    throw new ForeignTypeError("'frames' must be an array of bytes, but holds records");
  requireBytes(descr, path);
  const isPlain = descr.endsWith('u1') && !isColumnMajor;
  const [{ values }] = isPlain ? [{ values: undefined }] : readNumpy(file);
  const scale = descr.endsWith('b1') ? 255 : 1;
  return {
    shape,
    data: values ? Uint8Array.from(values, (value) => scale * value) : file.subarray(dataStart),
  };
}

/** The pictures of every trajectory: read as they are asked for, or all at once from a file of another order or packed. */
async function npzSequences(
  npz: NpzReader,
  path: string,
  { layout: told }: ImportOptions,
): Promise<Sequence[]> {
  const interval = await intervalIn(npz, path);
  const spec = await npz.spec('frames').catch((error: unknown) => {
    if (error instanceof ForeignTypeError) return undefined;
    throw error;
  });
  if (spec?.dtype === '|u1' && npz.isStored('frames')) {
    const layout = layoutOf(spec.shape, path, told);
    await npz.verify('frames');
    const read = (start: number, length: number) => npz.readRange('frames', spec, start, length);
    return sequencesOf(path, spec.shape, layout, read, interval);
  }
  const { shape, data } = pixelsIn(await npz.file('frames'), path);
  const read = (start: number, length: number) => Promise.resolve(data.subarray(start, start + length));
  return sequencesOf(path, shape, layoutOf(shape, path, told), read, interval);
}

/** The time between two frames, where the file says it in an array `dt` of one number. */
async function intervalIn(npz: NpzReader, path: string): Promise<number | undefined> {
  if (!npz.names.includes('dt')) return undefined;
  const [{ values }] = readNumpy(await npz.file('dt'));
  const interval = values[0];
  if (values.length !== 1 || !(interval > 0 && Number.isFinite(interval))) {
    throw new CorruptDatasetError(
      `importFrames: ${path}: 'dt' must be one positive number, the time between two frames, but is ${values.length === 1 ? interval : `${values.length} numbers`}; leave it out and say dt as an option`,
    );
  }
  return interval;
}

async function importNpz(path: string, options: ImportOptions): Promise<DatasetSource> {
  const npz = await NpzReader.open(path);
  try {
    const sequences = await npzSequences(npz, path, options);
    const states = await statesIn(npz, path);
    const source = await importSequences(path.replace(/\.npz$/, ''), sequences, states, options);
    return { ...source, close: () => npz.close() };
  } catch (error) {
    await npz.close();
    throw error;
  }
}

async function importNpy(path: string, options: ImportOptions): Promise<DatasetSource> {
  const { shape, data } = pixelsIn(new Uint8Array(await readFile(path)), path);
  const layout = layoutOf(shape, path, options.layout);
  const expected = shape.reduce((product, each) => product * each, 1);
  if (data.length !== expected)
    throw new RangeError(`it must have ${expected} bytes of pixels, but has ${data.length}`);
  const read = (start: number, length: number) => Promise.resolve(data.subarray(start, start + length));
  return importSequences(
    path.replace(/\.npy$/, ''),
    sequencesOf(path, shape, layout, read),
    undefined,
    options,
  );
}

/** An .npz file of frames, optionally with states, or an .npy file of frames, as a dataset. */
export async function importArrays(path: string, options: ImportOptions): Promise<DatasetSource> {
  return naming(
    path,
    () => (extname(path).toLowerCase() === '.npy' ? importNpy : importNpz)(path, options),
    'importFrames',
  );
}

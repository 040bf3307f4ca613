import { open, readdir, readFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { decodeExample, encodeExample, type Feature } from '../../formats/protobuf.ts';
import { checkedRecord, frameRecord, recordLength, TfRecordError } from '../../formats/tfrecord.ts';
import { presets } from '../../presets/registry.ts';
import { decodePng } from '../import/picture.ts';
import { systems } from '../../systems/registry.ts';
import type { System } from '../../systems/system.ts';
import { CorruptDatasetError, isSystemError } from '../errors.ts';
import { readBytes } from '../folder/npzReader.ts';
import { naming } from '../folder/readDataset.ts';
import type { DatasetSource, SourceHeader, StoredTrajectory } from '../source.ts';
import { featureLine, fromSuite, parseFeatures, toSuite, type FeatureLine } from './suiteFeatures.ts';

const featuresName = 'features.txt';

/** Which of the suite's files: `train.tfrecord` or `test.tfrecord`. */
export type TfRecordSplit = 'train' | 'test';

function bits(values: Float64Array): BigInt64Array {
  return new BigInt64Array(values.buffer, values.byteOffset, values.length);
}

/** (q, p) per frame, as the suite's `x`. */
function joinStates(q: Float64Array, p: Float64Array, n: number): Float64Array {
  const x = new Float64Array(2 * q.length);
  for (let start = 0; start < q.length; start += n) {
    x.set(q.subarray(start, start + n), 2 * start);
    x.set(p.subarray(start, start + n), 2 * start + n);
  }
  return x;
}

/** dx/dt of every frame, where the preset is known; with friction, which the suite leaves out of it. */
function velocities(
  { recipe, preset, coordinates: n }: SourceHeader,
  trajectory: StoredTrajectory,
): Float64Array | undefined {
  const name = recipe?.system ?? (Object.hasOwn(presets, preset) ? presets[preset].system : undefined);
  if (name === undefined) return undefined;
  const system: System = systems[name];
  const { dHdq, dHdp } = system.hamiltonian(trajectory.parameters);
  const { friction = 0 } = trajectory.parameters;
  const velocity = new Float64Array(n);
  const force = new Float64Array(n);
  const dx = new Float64Array(2 * trajectory.q.length);
  for (let start = 0; start < trajectory.q.length; start += n) {
    const [q, p] = [trajectory.q.subarray(start, start + n), trajectory.p.subarray(start, start + n)];
    dHdp(q, p, velocity);
    dHdq(q, p, force);
    for (let i = 0; i < n; i++) {
      dx[2 * start + i] = velocity[i];
      dx[2 * start + n + i] = -force[i] - friction * velocity[i];
    }
  }
  return dx;
}

/**
 * Writes the layout of the DeepMind suite into a folder: `train.tfrecord` or `test.tfrecord` with one Example per
 * trajectory (frames below each other in one PNG, floats bit-cast to int64) and `features.txt` with a line
 * `key, shape, dtype` each: `x` is (q, p), `dx_dt` its derivative, `other/…` the parameters under the suite's names.
 */
export async function writeTfRecords(
  folder: string,
  header: SourceHeader,
  trajectories: AsyncIterable<StoredTrajectory>,
  split: TfRecordSplit = 'train',
): Promise<void> {
  const { length, height, width, channels, coordinates } = header;
  const lines = new Map<string, FeatureLine>();
  const handle = await open(join(folder, `${split}.tfrecord`), 'wx');
  try {
    for await (const trajectory of trajectories) {
      const features: Record<string, Feature> = {};
      const floats = (key: string, values: Float64Array, shape: readonly number[]): void => {
        features[key] = bits(values);
        lines.set(key, { shape, dtype: 'float64' });
      };
      if (coordinates > 0) {
        floats('x', joinStates(trajectory.q, trajectory.p, coordinates), [length, 2 * coordinates]);
        const dx = velocities(header, trajectory);
        if (dx) floats('dx_dt', dx, [length, 2 * coordinates]);
      }
      features.image = encode({
        width,
        height: length * height,
        data: trajectory.frames,
        channels,
        depth: 8,
      });
      lines.set('image', { shape: [length, height, width, channels], dtype: 'uint8' });
      for (const [name, { values, shape, dtype }] of Object.entries(toSuite(trajectory.parameters))) {
        features[`other/${name}`] =
          dtype === 'int64' ? BigInt64Array.from(values, BigInt) : bits(Float64Array.from(values));
        lines.set(`other/${name}`, { shape, dtype });
      }
      floats('other/energy', trajectory.energy, [length]);
      floats('other/dt', Float64Array.of(header.dt), [1]);
      await handle.appendFile(frameRecord(encodeExample(features)));
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  const list = await open(join(folder, featuresName), 'wx');
  try {
    await list.writeFile([...lines].map(([key, line]) => `${featureLine(key, line)}\n`).join(''));
    await list.sync();
  } finally {
    await list.close();
  }
}

/** The numbers of a feature; of float32, two were packed into each integer. */
function numbersOf(feature: BigInt64Array | Float32Array, { dtype }: FeatureLine): Float64Array {
  if (feature instanceof Float32Array) return Float64Array.from(feature);
  const { buffer, byteOffset, length } = feature;
  if (dtype === 'float64') return new Float64Array(buffer, byteOffset, length);
  if (dtype === 'float32') return Float64Array.from(new Float32Array(buffer, byteOffset, 2 * length));
  return Float64Array.from(feature, Number);
}

async function* records(handle: FileHandle): AsyncGenerator<Uint8Array> {
  const { size } = await handle.stat();
  for (let at = 0; at < size;) {
    const bytes = recordLength(await readBytes(handle, at, 12));
    if (at + 16 + bytes > size) throw new TfRecordError('records: the last record is cut off');
    yield checkedRecord(await readBytes(handle, at + 12, bytes + 4));
    at += 16 + bytes;
  }
}

/** A record's features by name, each checked against its line of `features.txt`; those without a line are left out. */
function featuresOf(record: Uint8Array, lines: Map<string, FeatureLine>, path: string) {
  const example = decodeExample(record);
  const fail = (rule: string): never => {
    throw new CorruptDatasetError(`openTfRecords: ${path} does not fit its ${featuresName}: ${rule}`);
  };
  const numbers: Record<string, Float64Array> = {};
  let frames = new Uint8Array();
  for (const [key, line] of lines) {
    const feature = Object.hasOwn(example, key) ? example[key] : undefined;
    const expected = line.shape.reduce((product, extent) => product * extent, 1);
    if (line.dtype === 'uint8') {
      if (!(feature instanceof Uint8Array)) return fail(`'${key}' must be a PNG`);
      if (key !== 'image') continue;
      const { data } = decodePng(feature);
      if (data.length !== expected) {
        return fail(`'image' must have ${expected} values, but has ${data.length}`);
      }
      frames = new Uint8Array(data);
      continue;
    }
    if (feature === undefined || feature instanceof Uint8Array) {
      return fail(
        `'${key}' must be integers, bit-cast floats or floats, but is ${feature ? 'bytes' : 'missing'}`,
      );
    }
    numbers[key] = numbersOf(feature, line);
    if (numbers[key].length !== expected) {
      fail(`'${key}' must have ${expected} values, but has ${numbers[key].length}`);
    }
  }
  return { frames, numbers };
}

/** Turns one Example of the suite's layout into a trajectory. */
function toTrajectory(record: Uint8Array, lines: Map<string, FeatureLine>, path: string) {
  const { frames, numbers } = featuresOf(record, lines, path);
  const [length] = lines.get('image')?.shape ?? [1];
  const x = numbers.x ?? new Float64Array();
  const n = x.length / length / 2;
  const half = (shift: number): Float64Array =>
    Float64Array.from({ length: length * n }, (_, i) => x[Math.floor(i / n) * 2 * n + shift + (i % n)]);
  const own = ['other/energy', 'other/dt'];
  const parameters = Object.entries(numbers)
    .filter(([key]) => key.startsWith('other/') && !own.includes(key))
    .map(([key, values]) => fromSuite(key.slice('other/'.length), values));
  const trajectory: StoredTrajectory = {
    frames,
    q: half(0),
    p: half(n),
    energy: numbers['other/energy'] ?? new Float64Array(length).fill(NaN),
    parameters: Object.assign({}, ...parameters) as Record<string, number>,
  };
  return { trajectory, dt: numbers['other/dt']?.[0] };
}

/** The records of a folder: those for training, else its only file, as in the suite's sets of long trajectories. */
async function recordsIn(folder: string): Promise<string> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.tfrecord')).sort();
  if (files.includes('train.tfrecord') || files.length === 0) return 'train.tfrecord';
  if (files.length === 1) return files[0];
  throw new CorruptDatasetError(
    `openTfRecords: ${folder} must hold train.tfrecord or a single .tfrecord file, but holds ${files.join(', ')}; name one of them`,
  );
}

/**
 * Opens a folder in the suite's layout: `features.txt` beside `train.tfrecord`, or another .tfrecord file.
 * @param dt - time between frames, for files that do not say it
 * @throws MissingDatasetError, CorruptDatasetError, which name the file
 */
export async function openTfRecords(
  folder: string,
  { file, dt = 0.05 }: { readonly file?: string; readonly dt?: number } = {},
): Promise<DatasetSource> {
  const featuresPath = join(folder, featuresName);
  const lines = parseFeatures(await naming(featuresPath, () => readFile(featuresPath, 'utf8')), featuresPath);
  const path = join(folder, file ?? (await recordsIn(folder)));
  const image = lines.get('image')?.shape ?? [];
  const [length, height, width, channels] = image;
  if (image.length !== 4 || image.includes(0)) {
    throw new CorruptDatasetError(
      `openTfRecords: ${featuresPath} must list an 'image' of shape (frames, height, width, channels)`,
    );
  }
  const handle = await naming(path, () => open(path, 'r'));
  const damaged = (error: unknown): never => {
    if (error instanceof CorruptDatasetError || isSystemError(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new CorruptDatasetError(`openTfRecords: ${path} is damaged: ${reason}`, { cause: error });
  };
  try {
    let count = 0;
    let first: ReturnType<typeof toTrajectory> | undefined;
    for await (const record of records(handle)) {
      first ??= toTrajectory(record, lines, path);
      count++;
    }
    if (!first) throw new CorruptDatasetError(`openTfRecords: ${path} must hold records, but is empty`);
    const { trajectory } = first;
    return {
      header: {
        preset: 'tfrecord',
        dt: first.dt ?? dt,
        seed: 0,
        redrawn: 0,
        trajectories: count,
        ...{ length, height, width, channels },
        coordinates: trajectory.q.length / length,
        parameters: Object.keys(trajectory.parameters),
      },
      async *trajectories() {
        try {
          for await (const record of records(handle)) yield toTrajectory(record, lines, path).trajectory;
        } catch (error) {
          damaged(error);
        }
      },
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    return damaged(error);
  }
}

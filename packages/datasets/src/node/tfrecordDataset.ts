import { open, readFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { decode, encode } from 'fast-png';
import { decodeExample, encodeExample, ProtobufError, type Feature } from '../formats/protobuf.ts';
import { checkedRecord, frameRecord, recordLength, TfRecordError } from '../formats/tfrecord.ts';
import { ZipError } from '../formats/zip.ts';
import { presets } from '../presets/registry.ts';
import { systems } from '../systems/registry.ts';
import type { System } from '../systems/system.ts';
import { CorruptDatasetError } from './errors.ts';
import { readBytes } from './npzReader.ts';
import { naming } from './readDataset.ts';
import type { DatasetSource, SourceHeader, StoredTrajectory } from './source.ts';

const recordsName = 'train.tfrecord';
const featuresName = 'features.txt';

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

/** dx/dt of every frame, where the preset is known. */
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
 * Writes the layout of the DeepMind suite into a folder: `train.tfrecord` with one Example per trajectory (frames
 * below each other in one PNG, floats bit-cast to int64) and `features.txt` with a line `key, shape, dtype` each.
 */
export async function writeTfRecords(
  folder: string,
  header: SourceHeader,
  trajectories: AsyncIterable<StoredTrajectory>,
): Promise<void> {
  const { length, height, width, channels, coordinates } = header;
  const lines = new Map<string, string>();
  const handle = await open(join(folder, recordsName), 'wx');
  try {
    for await (const trajectory of trajectories) {
      const features: Record<string, Feature> = {};
      const add = (key: string, values: Float64Array, shape: readonly number[]): void => {
        features[key] = bits(values);
        lines.set(key, `${key}, (${shape.length === 1 ? `${shape[0]},` : shape.join(', ')}), float64`);
      };
      features.image = encode({
        width,
        height: length * height,
        data: trajectory.frames,
        channels,
        depth: 8,
      });
      lines.set('image', `image, (${[length, height, width, channels].join(', ')}), uint8`);
      if (coordinates > 0) {
        add('x', joinStates(trajectory.q, trajectory.p, coordinates), [length, 2 * coordinates]);
        const dx = velocities(header, trajectory);
        if (dx) add('dx_dt', dx, [length, 2 * coordinates]);
      }
      add('other/energy', trajectory.energy, [length]);
      add('other/dt', Float64Array.of(header.dt), []);
      for (const [name, value] of Object.entries(trajectory.parameters))
        add(`other/${name}`, Float64Array.of(value), []);
      await handle.appendFile(frameRecord(encodeExample(features)));
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  const list = await open(join(folder, featuresName), 'wx');
  try {
    await list.writeFile(`${[...lines.values()].join('\n')}\n`);
    await list.sync();
  } finally {
    await list.close();
  }
}

interface FeatureLine {
  readonly shape: readonly number[];
  readonly dtype: string;
}

function parseFeatures(text: string, path: string): Map<string, FeatureLine> {
  const lines = new Map<string, FeatureLine>();
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const match = /^([^,]+),\s*[([]?([\d,\s]*)[)\]]?,?\s*([a-z]\w*)\s*$/.exec(line);
    if (!match)
      throw new CorruptDatasetError(
        `openTfRecords: ${path}: a line must be 'key, shape, dtype', but is '${line}'`,
      );
    const shape = match[2].split(',').flatMap((part) => (part.trim() === '' ? [] : [Number(part)]));
    lines.set(match[1].trim(), { shape, dtype: match[3] });
  }
  return lines;
}

/** Floats from their bit-cast integers; float32 are in the low half. */
function floatsOf(feature: Feature | undefined, dtype: string): Float64Array | undefined {
  if (!(feature instanceof BigInt64Array)) return undefined;
  if (dtype === 'float64') return new Float64Array(feature.buffer, feature.byteOffset, feature.length);
  if (dtype !== 'float32') return Float64Array.from(feature, Number);
  const halves = new Float32Array(feature.buffer, feature.byteOffset, 2 * feature.length);
  return Float64Array.from({ length: feature.length }, (_, i) => halves[2 * i]);
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

/** Turns one Example of the suite's layout into a trajectory; nested parameters lose their `other/`. */
function toTrajectory(record: Uint8Array, lines: Map<string, FeatureLine>, path: string): StoredTrajectory {
  const example = decodeExample(record);
  const { image } = example;
  if (!(image instanceof Uint8Array))
    throw new CorruptDatasetError(`openTfRecords: ${path}: 'image' must be a PNG`);
  const png = decode(image);
  const [length] = lines.get('image')?.shape ?? [1];
  const floats = (key: string): Float64Array | undefined =>
    floatsOf(example[key], lines.get(key)?.dtype ?? 'float64');
  const x = floats('x') ?? new Float64Array();
  const n = x.length / length / 2;
  const half = (shift: number): Float64Array =>
    Float64Array.from({ length: length * n }, (_, i) => x[Math.floor(i / n) * 2 * n + shift + (i % n)]);
  const parameters: Record<string, number> = {};
  for (const key of lines.keys()) {
    if (!key.startsWith('other/') || key === 'other/energy' || key === 'other/dt') continue;
    const values = floats(key) ?? new Float64Array();
    const name = key.slice('other/'.length);
    values.forEach((value, i) => (parameters[values.length === 1 ? name : `${name}${i + 1}`] = value));
  }
  return {
    frames: new Uint8Array(png.data.buffer, png.data.byteOffset, png.data.byteLength),
    q: half(0),
    p: half(n),
    energy: floats('other/energy') ?? new Float64Array(length).fill(NaN),
    parameters,
  };
}

/**
 * Opens a folder in the suite's layout: `features.txt` beside `train.tfrecord`, or another .tfrecord file.
 * @param dt - time between frames, for files that do not say it
 * @throws MissingDatasetError, CorruptDatasetError, which name the file
 */
export async function openTfRecords(
  folder: string,
  { file = recordsName, dt = 0.05 }: { readonly file?: string; readonly dt?: number } = {},
): Promise<DatasetSource> {
  const featuresPath = join(folder, featuresName);
  const lines = parseFeatures(await naming(featuresPath, () => readFile(featuresPath, 'utf8')), featuresPath);
  const path = join(folder, file);
  const handle = await naming(path, () => open(path, 'r'));
  const damaged = (error: unknown): never => {
    if (error instanceof TfRecordError || error instanceof ProtobufError || error instanceof ZipError) {
      throw new CorruptDatasetError(`openTfRecords: ${path} is damaged: ${error.message}`, { cause: error });
    }
    throw error;
  };
  try {
    let count = 0;
    let first: { readonly trajectory: StoredTrajectory; readonly dt: number } | undefined;
    for await (const record of records(handle)) {
      const said = first ? undefined : floatsOf(decodeExample(record)['other/dt'], 'float64');
      first ??= { trajectory: toTrajectory(record, lines, path), dt: said?.[0] ?? dt };
      count++;
    }
    const [length, height, width, channels = 1] = lines.get('image')?.shape ?? [];
    if (!first || !height)
      throw new CorruptDatasetError(`openTfRecords: ${path} must hold records with an 'image'`);
    const { trajectory } = first;
    return {
      header: {
        preset: 'tfrecord',
        dt: first.dt,
        seed: 0,
        redrawn: 0,
        trajectories: count,
        ...{ length, height, width, channels },
        coordinates: trajectory.q.length / length,
        parameters: Object.keys(trajectory.parameters),
      },
      async *trajectories() {
        try {
          for await (const record of records(handle)) yield toTrajectory(record, lines, path);
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

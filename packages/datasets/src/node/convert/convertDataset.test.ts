import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { encodeExample } from '../../formats/protobuf.ts';
import { frameRecord } from '../../formats/tfrecord.ts';
import { generate } from '../../simulation/generate.ts';
import { convertDataset, openSource } from './convertDataset.ts';
import { CorruptDatasetError, DatasetExistsError, MissingDatasetError } from '../errors.ts';
import { readDataset } from '../folder/readDataset.ts';
import { openDataset } from '../folder/storedDataset.ts';
import { verifyDataset } from '../verifyDataset.ts';
import { generateDataset, writeDataset } from '../folder/writeDataset.ts';

let root: string;
let folder: string;
const preset = 'suite-two-body-colors';
const options = { seed: 7, trajectories: 3, frames: 4 };

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'hgn-convert-'));
  folder = join(root, 'original');
  await generateDataset(folder, preset, options);
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function damage(path: string, at: number): Promise<void> {
  const bytes = await readFile(path);
  bytes[at] ^= 1;
  await writeFile(path, bytes);
}

describe('openDataset', () => {
  test('reads any trajectory alone', async () => {
    const all = generate(preset, options);
    const dataset = await openDataset(folder);
    const { frames, q, p, energy, parameters } = await dataset.trajectory(1);
    await dataset.close();
    expect(frames).toEqual(all.frames.slice(all.frames.length / 3, (2 * all.frames.length) / 3));
    expect(q).toEqual(all.q.slice(16, 32));
    expect(p).toEqual(all.p.slice(16, 32));
    expect(energy).toEqual(all.energy.slice(4, 8));
    expect(parameters.mass2).toBe(all.parameters.mass2[1]);
  });

  test('a trajectory that is not there is told', async () => {
    const dataset = await openDataset(folder);
    await expect(dataset.trajectory(3)).rejects.toThrow('index must be from 0 to 2, but got 3');
    await dataset.close();
  });
});

describe('verifyDataset', () => {
  test('passes a whole dataset', async () => {
    expect((await verifyDataset(folder)).trajectories).toBe(3);
  });

  test('finds one flipped byte anywhere in the arrays, and names the file', async () => {
    const path = join(folder, 'data.npz');
    const { length } = await readFile(path);
    for (const at of [0, 40, Math.floor(length / 2), length - 30, length - 1]) {
      await damage(path, at);
      await expect(verifyDataset(folder)).rejects.toThrow(/data\.npz.*SHA-256/);
      await damage(path, at);
    }
  });

  test('finds a truncated file and a changed manifest, and names them', async () => {
    const manifest = join(folder, 'manifest.json');
    const text = await readFile(manifest, 'utf8');
    await writeFile(manifest, text.replace('"dt": 0.05', '"dt": 0.06'));
    await expect(verifyDataset(folder)).rejects.toThrow(/manifest\.json: .* own checksum/);
    await writeFile(manifest, text);
    await truncate(join(folder, 'data.npz'), 1000);
    await expect(verifyDataset(folder)).rejects.toThrow(/data\.npz: must have .* but has 1000/);
    await rm(join(folder, 'data.npz'));
    await expect(verifyDataset(folder)).rejects.toThrow(MissingDatasetError);
  });
});

describe('convertDataset', () => {
  test('to HDF5 and back gives the same arrays, byte for byte', async () => {
    await convertDataset(folder, join(root, 'x.h5'));
    await convertDataset(join(root, 'x.h5'), join(root, 'back'));
    expect(await readFile(join(root, 'back', 'data.npz'))).toEqual(await readFile(join(folder, 'data.npz')));
  });

  test('to HDF5 gives the same bytes every time', async () => {
    await convertDataset(folder, join(root, 'x.h5'));
    // The library notes times in whole seconds.
    await new Promise((resume) => setTimeout(resume, 1100));
    await convertDataset(folder, join(root, 'y.h5'));
    expect((await readFile(join(root, 'x.h5'))).equals(await readFile(join(root, 'y.h5')))).toBe(true);
    expect((await verifyDataset(join(root, 'y.h5'))).trajectories).toBe(3);
  });

  test('to the layout of the suite and back keeps frames, states, energies and parameters', async () => {
    await convertDataset(folder, join(root, 'suite'), { format: 'tfrecord' });
    expect((await readdir(join(root, 'suite'))).sort()).toEqual(['features.txt', 'train.tfrecord']);
    // As the suite's own reader takes it apart: split at ', ', the shape between parentheses.
    expect((await readFile(join(root, 'suite', 'features.txt'), 'utf8')).split('\n')).toEqual([
      'x, (4, 8), float64',
      'dx_dt, (4, 8), float64',
      'image, (4, 32, 32, 3), uint8',
      'other/m, (1, 2), float64',
      'other/color_index, (1, 2), int64',
      'other/bodies, (1,), float64',
      'other/g, (1,), float64',
      'other/friction, (1,), float64',
      'other/energy, (4,), float64',
      'other/dt, (1,), float64',
      '',
    ]);
    await convertDataset(join(root, 'suite'), join(root, 'back'));
    const [original, back] = [await readDataset(folder), await readDataset(join(root, 'back'))];
    for (const name of ['frames', 'q', 'p', 'energy', 'parameters', 'dt', 'length'] as const) {
      expect(back[name]).toEqual(original[name]);
    }
  });

  test('the test split has a file of its own, which is found alone', async () => {
    await convertDataset(folder, join(root, 'suite'), { format: 'tfrecord', split: 'test' });
    expect((await readdir(join(root, 'suite'))).sort()).toEqual(['features.txt', 'test.tfrecord']);
    expect((await verifyDataset(join(root, 'suite'))).trajectories).toBe(3);
    expect((await verifyDataset(join(root, 'suite', 'test.tfrecord'))).trajectories).toBe(3);
  });

  test.each([
    'suite-pendulum-colors',
    'suite-double-pendulum-colors',
    'suite-mass-spring',
    'fput-alpha',
    'suite-lj-4',
  ])('the parameters of %s come back under their names', async (name) => {
    const data = generate(name, { seed: 1, trajectories: 2, frames: 2 });
    await writeDataset(join(root, 'one'), data);
    await convertDataset(join(root, 'one'), join(root, 'suite'), { format: 'tfrecord' });
    await convertDataset(join(root, 'suite'), join(root, 'back'));
    expect((await readDataset(join(root, 'back'))).parameters).toEqual(data.parameters);
  });

  test('float32 features, two to an integer, and types written as Python classes are read', async () => {
    const [length, size] = [2, 4];
    const pixels = Uint8Array.from({ length: length * size * size * 3 }, (_, i) => i);
    const x = Float32Array.of(0.5, -1.5, 2.25, 3);
    const record = encodeExample({
      image: encode({ width: size, height: length * size, channels: 3, depth: 8, data: pixels }),
      x: new BigInt64Array(x.buffer),
      'other/color_index': BigInt64Array.of(4n),
    });
    const own = join(root, 'own');
    await mkdir(own);
    await writeFile(join(own, 'test.tfrecord'), frameRecord(record));
    await writeFile(
      join(own, 'features.txt'),
      "x, (2, 2), float32\nimage, (2, 4, 4, 3), uint8\nother/color_index, (1, 1), <class 'numpy.int64'>\n",
    );
    const source = await openSource(own, { dt: 0.1 });
    expect(source.header).toMatchObject({ dt: 0.1, coordinates: 1, length: 2, parameters: ['hue1'] });
    for await (const trajectory of source.trajectories()) {
      expect(trajectory.frames).toEqual(pixels);
      expect([...trajectory.q, ...trajectory.p]).toEqual([0.5, 2.25, -1.5, 3]);
      expect(trajectory.parameters).toEqual({ hue1: 4 });
    }
    await source.close();
  });

  test('one flipped byte in HDF5 or TFRecord files is found, wherever data lie, and the file named', async () => {
    await convertDataset(folder, join(root, 'suite'), { format: 'tfrecord' });
    const records = join(root, 'suite', 'train.tfrecord');
    const { length } = await readFile(records);
    for (const at of [0, 9, 40, 5000, Math.floor(length / 2), length - 1]) {
      await damage(records, at);
      await expect(verifyDataset(join(root, 'suite'))).rejects.toThrow(/train\.tfrecord/);
      await damage(records, at);
    }
    await verifyDataset(join(root, 'suite'));
    await convertDataset(folder, join(root, 'x.h5'));
    const file = join(root, 'x.h5');
    const stored = await readFile(file);
    const { frames, q } = await readDataset(folder);
    const firstBytes = (data: Uint8Array) => stored.indexOf(data.subarray(0, 64));
    for (const at of [firstBytes(frames) + 20, firstBytes(new Uint8Array(q.buffer, q.byteOffset, 64)) + 3]) {
      expect(at).toBeGreaterThan(64);
      await damage(file, at);
      await expect(verifyDataset(file)).rejects.toThrow(/x\.h5 is damaged: '(frames|q)' does not match/);
      await damage(file, at);
    }
    await verifyDataset(file);
  });

  test('truncated, foreign and missing HDF5 and TFRecord files are named', async () => {
    await convertDataset(folder, join(root, 'suite'), { format: 'tfrecord' });
    await truncate(join(root, 'suite', 'train.tfrecord'), 5000);
    await expect(convertDataset(join(root, 'suite'), join(root, 'y'))).rejects.toThrow(
      /train\.tfrecord is damaged/,
    );
    const list = join(root, 'suite', 'features.txt');
    await writeFile(list, (await readFile(list, 'utf8')).replace('(4, 8)', '(5, 8)'));
    await expect(openSource(join(root, 'suite'))).rejects.toThrow(CorruptDatasetError);
    await writeFile(list, 'nonsense');
    await expect(openSource(join(root, 'suite'))).rejects.toThrow(/features\.txt: a line must be/);
    await convertDataset(folder, join(root, 'x.h5'));
    await truncate(join(root, 'x.h5'), 5000);
    await expect(verifyDataset(join(root, 'x.h5'))).rejects.toThrow(/x\.h5 is truncated or damaged/);
    await writeFile(join(root, 'x.h5'), 'no');
    await expect(openSource(join(root, 'x.h5'))).rejects.toThrow(/x\.h5 is no HDF5 file/);
    await expect(openSource(join(root, 'z.h5'))).rejects.toThrow(MissingDatasetError);
    expect((await readdir(root)).sort()).toEqual(['original', 'suite', 'x.h5']);
  });

  test('does not overwrite unless told', async () => {
    await convertDataset(folder, join(root, 'x.h5'));
    await expect(convertDataset(folder, join(root, 'x.h5'))).rejects.toThrow(DatasetExistsError);
    await convertDataset(folder, join(root, 'x.h5'), { overwrite: true });
  });
});

import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { generate } from '../simulation/generate.ts';
import { convertDataset, openSource } from './convertDataset.ts';
import { CorruptDatasetError, DatasetExistsError, MissingDatasetError } from './errors.ts';
import { readDataset } from './readDataset.ts';
import { openDataset, verifyDataset } from './storedDataset.ts';
import { generateDataset, writeDataset } from './writeDataset.ts';

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

  test('to the layout of the suite and back keeps frames, states, energies and parameters', async () => {
    await convertDataset(folder, join(root, 'suite'), { format: 'tfrecord' });
    expect((await readdir(join(root, 'suite'))).sort()).toEqual(['features.txt', 'train.tfrecord']);
    expect(await readFile(join(root, 'suite', 'features.txt'), 'utf8')).toMatch(
      /^image, \(4, 32, 32, 3\), uint8\nx, \(4, 8\), float64\ndx_dt, /,
    );
    await convertDataset(join(root, 'suite'), join(root, 'back'));
    const [original, back] = [await readDataset(folder), await readDataset(join(root, 'back'))];
    for (const name of ['frames', 'q', 'p', 'energy', 'parameters', 'dt', 'length'] as const) {
      expect(back[name]).toEqual(original[name]);
    }
  });

  test('damaged HDF5 and TFRecord files are named', async () => {
    await convertDataset(folder, join(root, 'suite'), { format: 'tfrecord' });
    await damage(join(root, 'suite', 'train.tfrecord'), 5000);
    await expect(convertDataset(join(root, 'suite'), join(root, 'y'))).rejects.toThrow(
      /train\.tfrecord is damaged/,
    );
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

describe('frames of one’s own', () => {
  const picture = (value: number, width = 5) =>
    encode({ width, height: 4, channels: 3, depth: 8, data: new Uint8Array(width * 12).fill(value) });

  test('folders of PNG files become trajectories, in the order of their numbers', async () => {
    for (const run of ['run2', 'run10']) {
      await mkdir(join(root, 'own', run), { recursive: true });
      for (const frame of [1, 2, 10]) {
        await writeFile(join(root, 'own', run, `${frame}.png`), picture(frame + (run === 'run2' ? 0 : 100)));
      }
    }
    await convertDataset(join(root, 'own'), join(root, 'imported'), { dt: 0.25 });
    const { frames, dt, trajectories, length, height, width, channels, q, energy } = await readDataset(
      join(root, 'imported'),
    );
    expect({ dt, trajectories, length, height, width, channels }).toEqual({
      dt: 0.25,
      trajectories: 2,
      length: 3,
      height: 4,
      width: 5,
      channels: 3,
    });
    expect([0, 60, 120, 180, 240, 300].map((at) => frames[at])).toEqual([1, 2, 10, 101, 102, 110]);
    expect(q.length).toBe(0);
    expect(energy.every(Number.isNaN)).toBe(true);
    await verifyDataset(join(root, 'imported'));
  });

  test('frames of different sizes, uneven sequences and broken pictures are named', async () => {
    const own = join(root, 'own');
    await mkdir(join(own, 'a'), { recursive: true });
    await mkdir(join(own, 'b'));
    await writeFile(join(own, 'a', '1.png'), picture(1));
    await writeFile(join(own, 'a', '2.png'), picture(1, 6));
    await writeFile(join(own, 'b', '1.png'), picture(1));
    await expect(openSource(own)).rejects.toThrow(/every sequence must have 2 frames.*b has 1/);
    await rm(join(own, 'b'), { recursive: true });
    await expect(convertDataset(own, join(root, 'y'))).rejects.toThrow(/2\.png is 6x4x3/);
    await writeFile(join(own, 'a', '2.png'), 'broken');
    await expect(convertDataset(own, join(root, 'y'))).rejects.toThrow(/2\.png is no readable PNG/);
  });

  test('an npz of frames with states is taken as it is', async () => {
    await convertDataset(join(folder, 'data.npz'), join(root, 'imported'), { dt: 0.1 });
    const [original, imported] = [await readDataset(folder), await readDataset(join(root, 'imported'))];
    for (const name of ['frames', 'q', 'p', 'energy'] as const)
      expect(imported[name]).toEqual(original[name]);
    await writeFile(join(root, 'bad.npz'), 'PK');
    await expect(openSource(join(root, 'bad.npz'))).rejects.toThrow(CorruptDatasetError);
  });
});

/** A Python with the modules, or why there is none. */
function pythonWith(modules: string): string | undefined {
  const candidates = [process.env.HGN_PYTHON, 'python3'].filter((name) => name !== undefined);
  return candidates.find((name) => {
    try {
      execFileSync(name, ['-c', `import ${modules}`], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
}

const python = pythonWith('numpy, h5py');
if (!python)
  console.warn('SKIPPED: reading files in Python needs python3 with numpy and h5py (or HGN_PYTHON)');

test.skipIf(!python)('NumPy, h5py and a TFRecord reader in Python see the same values', async () => {
  const all = generate('pendulum', { seed: 3, trajectories: 2, frames: 3 });
  await writeDataset(join(root, 'p'), all);
  await convertDataset(join(root, 'p'), join(root, 'p.h5'));
  await convertDataset(join(root, 'p'), join(root, 'suite'), { format: 'tfrecord' });
  const script = new URL('../../test/read_dataset.py', import.meta.url).pathname;
  const said = execFileSync(python ?? '', [script, root], { encoding: 'utf8' });
  const values = JSON.parse(said) as Record<string, { q: number[]; frames: number; shape: number[] }>;
  const sum = all.frames.reduce((total, value) => total + value, 0);
  expect(values.npz).toEqual({ q: [...all.q], frames: sum, shape: [2, 3, 32, 32, 3] });
  expect(values.hdf5).toEqual(values.npz);
  expect(values.tfrecord.q).toEqual([...all.q]);
});

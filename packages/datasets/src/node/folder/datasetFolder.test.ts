import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { presets } from '../../presets/registry.ts';
import { generate } from '../../simulation/generate.ts';
import { OffCanvasError, simulate } from '../../simulation/simulate.ts';
import {
  CorruptDatasetError,
  DatasetExistsError,
  DatasetWriteError,
  MissingDatasetError,
} from '../errors.ts';
import { readDataset } from './readDataset.ts';
import { generateDataset, writeDataset } from './writeDataset.ts';

let root: string;
let folder: string;
const small = generate('mass-spring', { seed: 7, trajectories: 3, frames: 4 });

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'hgn-datasets-'));
  folder = join(root, 'spring');
});
afterEach(() => rm(root, { recursive: true, force: true }));

test('a dataset that was written is read back equal', async () => {
  await writeDataset(folder, small);
  expect(await readDataset(folder)).toEqual(small);
});

test('generating to disk gives the same arrays, byte for byte, as generating in memory', async () => {
  await generateDataset(folder, 'mass-spring', { seed: 7, trajectories: 3, frames: 4 });
  await writeDataset(join(root, 'memory'), small);
  expect(await readFile(join(folder, 'data.npz'))).toEqual(await readFile(join(root, 'memory', 'data.npz')));
});

test('a dataset that begins at a later trajectory is that part of the whole', async () => {
  await generateDataset(folder, 'mass-spring', { seed: 7, first: 1, trajectories: 2, frames: 4 });
  const part = await readDataset(folder);
  expect(part.first).toBe(1);
  expect(part.q).toEqual(small.q.slice(4));
  expect(part.frames).toEqual(small.frames.slice(small.frames.length / 3));
  expect(part.q.slice(0, 4)).toEqual(simulate('mass-spring', { seed: 7, index: 1, frames: 4 }).q);
});

test('a folder that is not there is missing', async () => {
  await expect(readDataset(join(root, 'nothing'))).rejects.toThrow(MissingDatasetError);
  await writeDataset(folder, small);
  await rm(join(folder, 'data.npz'));
  await expect(readDataset(folder)).rejects.toThrow(/data\.npz is missing/);
});

test('one flipped byte of any array is found', async () => {
  await writeDataset(folder, small);
  const path = join(folder, 'data.npz');
  const whole = await readFile(path);
  for (const share of [0.1, 0.5, 0.97]) {
    const damaged = Buffer.from(whole);
    damaged[Math.floor(share * whole.length)] ^= 1;
    await writeFile(path, damaged);
    const reading = readDataset(folder);
    await expect(reading).rejects.toThrow(CorruptDatasetError);
    await expect(reading).rejects.toThrow(/data\.npz/);
  }
});

test('truncated files are found and named', async () => {
  await writeDataset(folder, small);
  await truncate(join(folder, 'data.npz'), 5000);
  await expect(readDataset(folder)).rejects.toThrow(/data\.npz must have .* bytes, but has 5000/);
  await truncate(join(folder, 'manifest.json'), 100);
  await expect(readDataset(folder)).rejects.toThrow(/manifest\.json: the manifest is truncated/);
});

test('a manifest that disagrees with the arrays is found', async () => {
  await writeDataset(folder, small);
  const path = join(folder, 'manifest.json');
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace('"length": 4', '"length": 5'));
  await expect(readDataset(folder)).rejects.toThrow(/'frames' must be .* by the manifest/);
});

test('a folder with files in it is not overwritten unless asked', async () => {
  await writeDataset(folder, small);
  await expect(writeDataset(folder, small)).rejects.toThrow(DatasetExistsError);
  await writeDataset(folder, small, { overwrite: true });
  expect(await readdir(root)).toEqual(['spring']);
});

test('an aborted generation leaves nothing', async () => {
  const stop = new AbortController();
  const onProgress = (done: number) => {
    if (done >= 2) stop.abort(new Error('stopped'));
  };
  // Frames of more than 2 MB, so that they are made in several pieces.
  const options = { seed: 1, trajectories: 9, frames: 300, onProgress, signal: stop.signal };
  await expect(generateDataset(folder, 'pendulum', options)).rejects.toThrow('stopped');
  expect(await readdir(root)).toEqual([]);
});

test('a place that cannot be written to is named', async () => {
  await writeFile(join(root, 'file'), '');
  const writing = writeDataset(join(root, 'file', 'data'), small);
  await expect(writing).rejects.toThrow(DatasetWriteError);
  await expect(writing).rejects.toThrow(/cannot write .*file/);
});

test.each([2, 3])('%d worker threads give the same bytes as one', async (workers) => {
  const options = { seed: 5, trajectories: 11, frames: 200 };
  await generateDataset(folder, 'suite-two-body-colors', options);
  await generateDataset(join(root, 'threads'), 'suite-two-body-colors', { ...options, workers });
  for (const file of ['data.npz', 'manifest.json']) {
    const [threads, alone] = [
      await readFile(join(root, 'threads', file)),
      await readFile(join(folder, file)),
    ];
    expect(threads.equals(alone)).toBe(true);
  }
});

test('an error on a worker thread ends the generation with that error and leaves nothing', async () => {
  const { pendulum } = presets;
  // The probe of one frame passes on this canvas; trajectories that move do not.
  const fast = {
    ...pendulum,
    dt: 1,
    initial: { radius: [2.2, 2.3] },
    camera: { ...pendulum.camera, halfWidth: 0.95 },
  } as const;
  const making = generateDataset(folder, fast, { seed: 1, trajectories: 4, frames: 200, workers: 2 });
  await expect(making).rejects.toThrow(OffCanvasError);
  expect(await readdir(root)).toEqual([]);
});

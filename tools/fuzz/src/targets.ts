import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openSource } from '@hgn/datasets/node';
import { presets } from '@hgn/model';
import { loadCheckpoint } from '@hgn/training/node';
import { resolveConfig } from '../../../apps/trainer/src/config/resolve.ts';
import { readTable } from '../../../apps/trainer/src/flow/tables/samples.ts';
import { readRecord as readFlow } from '../../../apps/trainer/src/flow/runFolder.ts';
import { readRecord } from '../../../apps/trainer/src/runs/record.ts';
import { readMetrics } from '../../../apps/trainer/src/session/loop/metrics.ts';
import { learnTargets } from './learnTargets.ts';
import { digest, file, type Target } from './target.ts';
import { readDescription } from '../../../packages/player/src/description/readDescription.ts';

/** Reads all of a data set or of what can be imported as one. */
async function dataset(path: string): Promise<string> {
  const source = await openSource(path);
  try {
    const parts: Uint8Array[] = [];
    const { trajectories, length, height, width, channels, dt } = source.header;
    for await (const { frames, q, p } of source.trajectories()) {
      parts.push(
        frames,
        new Uint8Array(Float64Array.from(q).buffer),
        new Uint8Array(Float64Array.from(p).buffer),
      );
    }
    return digest(JSON.stringify([trajectories, length, height, width, channels, dt]), ...parts);
  } finally {
    await source.close();
  }
}

const seedFolder = new URL('../seeds/', import.meta.url);

/** Reads a valid file. */
export const seedOf = async (name: string): Promise<Uint8Array> =>
  // A copy: slices of a Buffer share its memory.
  new Uint8Array(await readFile(new URL(name, seedFolder)));

/** Every reader of files that come from elsewhere. */
export const targets: readonly Target[] = [
  { name: 'npz', seeds: ['frames.npz', 'deflated.npz'], isChecked: true, read: file('frames.npz', dataset) },
  { name: 'hdf5', seeds: ['dataset.h5'], isChecked: false, read: file('dataset.h5', dataset) },
  {
    name: 'tfrecord',
    seeds: ['train.tfrecord'],
    isChecked: true,
    read: async (bytes, folder) => {
      await writeFile(join(folder, 'features.txt'), await seedOf('features.txt'));
      await writeFile(join(folder, 'train.tfrecord'), bytes);
      return dataset(folder);
    },
  },
  {
    name: 'png',
    seeds: ['frame.png'],
    isChecked: true,
    read: async (bytes, folder) => {
      const films = join(folder, 'film');
      await mkdir(films, { recursive: true });
      for (const name of ['f1.png', 'f2.png']) await writeFile(join(films, name), await seedOf('frame.png'));
      await writeFile(join(films, 'f3.png'), bytes);
      return dataset(films);
    },
  },
  { name: 'gif', seeds: ['film.gif'], isChecked: false, read: file('film.gif', dataset) },
  {
    name: 'csv',
    seeds: ['table.csv'],
    isChecked: false,
    read: file('table.csv', async (_path, folder) => {
      const { columns, data } = await readTable({ data: 'table.csv' }, { cwd: folder });
      return digest(JSON.stringify(columns), JSON.stringify(Array.from(data)));
    }),
  },
  {
    name: 'safetensors',
    seeds: ['step-00000001.safetensors'],
    isChecked: true,
    // What other programs saved has none, and is taken as it is.
    isForeign: (bytes) => !Buffer.from(bytes).includes('"checksum":'),
    read: file('step-00000001.safetensors', async (path) => {
      const { step, state } = await loadCheckpoint(path);
      return digest(
        String(step),
        JSON.stringify(state, (_key, value: unknown) =>
          ArrayBuffer.isView(value) ? Array.from(value as Float32Array) : value,
        ),
      );
    }),
  },
  {
    name: 'yaml',
    seeds: ['config.yaml'],
    isChecked: false,
    read: (bytes) =>
      Promise.resolve(
        JSON.stringify(
          resolveConfig({
            presets: { ...presets },
            file: { name: 'config.yaml', text: new TextDecoder().decode(bytes) },
          }),
        ),
      ),
  },
  {
    name: 'model.json',
    seeds: ['model.json'],
    isChecked: false,
    read: (bytes) => Promise.resolve(JSON.stringify(readDescription(bytes))),
  },
  {
    name: 'metrics',
    seeds: ['metrics.jsonl'],
    isChecked: false,
    read: file('metrics.jsonl', async (path) => JSON.stringify(await readMetrics(path))),
  },
  {
    name: 'run.json',
    seeds: ['run.json'],
    isChecked: false,
    read: file('run.json', async (path) => JSON.stringify(await readRecord(path))),
  },
  {
    name: 'flow.json',
    seeds: ['flow.json'],
    isChecked: false,
    read: file('flow.json', async (_path, folder) =>
      JSON.stringify((await readFlow('.', { cwd: folder })).record),
    ),
  },
  ...learnTargets,
];

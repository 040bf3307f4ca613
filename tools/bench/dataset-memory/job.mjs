// One job of the memory benchmark: `node job.mjs JOB FOLDER TRAJECTORIES` prints its peak resident memory in MiB.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { convertDataset, generateDataset, verifyDataset } from '@hgn/datasets/node';

const [, , job, folder, trajectories] = process.argv;
const data = join(folder, 'data');
const options = { seed: 1, trajectories: Number(trajectories), frames: 30, overwrite: true };

const jobs = {
  nothing: () => undefined,
  generate: () => generateDataset(data, 'mass-spring', options),
  'generate with 2 workers': () => generateDataset(data, 'mass-spring', { ...options, workers: 2 }),
  'convert to HDF5': () => convertDataset(data, join(folder, 'data.h5')),
  'convert to TFRecord': () => convertDataset(data, join(folder, 'suite'), { format: 'tfrecord' }),
  verify: () => verifyDataset(data),
};
await jobs[job]();
for (const made of ['data.h5', 'suite']) await rm(join(folder, made), { recursive: true, force: true });
// In kilobytes on every system.
process.stdout.write(String(Math.round(process.resourceUsage().maxRSS / 1024)));

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchmarkOptions } from '../lib/benchmark.ts';

/** What it measures, in one line: shown by `npm run bench`. */
export const title = 'Peak memory of generating, converting and verifying datasets of growing size';

const sizes = [1_000, 4_000, 16_000];
const jobs = [
  'nothing',
  'generate',
  'generate with 2 workers',
  'convert to HDF5',
  'convert to TFRecord',
  'verify',
];

/** Does one job in a process of its own: the most memory that it ever had, in MiB. */
function peak(job: string, folder: string, trajectories: number): number {
  const program = fileURLToPath(new URL('job.mjs', import.meta.url));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [program, job, folder, String(trajectories)],
    {
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(`bench dataset-memory: '${job}' failed: ${stderr}`);
  return Number(stdout);
}

/** MiB of resident memory at most, by job and number of mass-spring trajectories of 30 frames of 32x32x3. */
export function run({ log }: BenchmarkOptions): Promise<object[]> {
  const root = mkdtempSync(join(tmpdir(), 'hgn-memory-'));
  try {
    const rows = sizes.map((trajectories) => {
      const folder = join(root, String(trajectories));
      const peaks = jobs.map((job) => {
        log(`${trajectories} trajectories: ${job}`);
        return [job, peak(job, folder, trajectories)] as const;
      });
      rmSync(folder, { recursive: true });
      return {
        trajectories,
        'frames, MiB': Math.round((trajectories * 30 * 3072) / 2 ** 20),
        ...Object.fromEntries(peaks),
      };
    });
    return Promise.resolve(rows);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

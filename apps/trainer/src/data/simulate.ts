import { availableParallelism } from 'node:os';
import { generate } from '@hgn/datasets';
import { generateDataset } from '@hgn/datasets/node';
import type { SimulateOptions } from './simulateOptions.ts';
import { InterruptedError } from '../errors.ts';
import type { Io } from '../io.ts';
import { asOnlyWriter } from '../runs/lock/writer.ts';
import { bytes, count, duration } from '../terminal/format.ts';
import { createProgress } from '../terminal/progress.ts';
import { previewed, previewFile, type WritePreview } from './preview.ts';
import { jobOf, type Job } from './job.ts';
import { assertReplaceable } from './replaceable.ts';

/** Runs `hgn simulate`. */
export async function simulate(system: string, options: SimulateOptions, io: Io): Promise<void> {
  const job = jobOf(system, options);
  const { recipe, ...numbers } = job;
  const { seed, preview, split, force = false } = options;
  const shown = options.out ?? `data/${recipe.name}${split === undefined ? '' : `-${split}`}`;
  const writePreview =
    preview === undefined
      ? undefined
      : await previewFile({ preview, force, ...(options.theme && { theme: options.theme }) }, io);

  const start = io.clock.now();
  const progress = createProgress(io, { label: 'simulate', total: job.trajectories, unit: 'trajectories' });
  const manifest = await asOnlyWriter({ shown, command: 'hgn simulate' }, io, async (writer) => {
    await assertReplaceable(writer.folder, shown, force);
    return generateDataset(writer.folder, recipe, {
      seed,
      ...numbers,
      workers: options.threads ?? availableParallelism(),
      overwrite: force,
      signal: writer.io.signal,
      onProgress: (done) => progress.update(done),
    });
  })
    .catch((error: unknown) => {
      if (!io.signal.aborted) throw error;
      throw new InterruptedError(`stopped; ${shown} was not written`);
    })
    .finally(() => progress.end());
  if (writePreview) await showFirst(job, seed, writePreview);

  const { trajectories, length, height, width, channels, coordinates, dt, redrawn } = manifest;
  const size = Object.values(manifest.files).reduce((sum, file) => sum + file.bytes, 0);
  const seconds = (io.clock.now() - start) / 1000;
  if (options.json === true) {
    const document = {
      folder: shown,
      system: recipe.name,
      seed,
      first: job.first,
      dt,
      trajectories,
      frames: length,
      height,
      width,
      channels,
      coordinates,
      redrawn,
      bytes: size,
      seconds,
      ...(preview !== undefined && { preview }),
    };
    io.stdout.write(`${JSON.stringify(document)}\n`);
    return;
  }
  const again = redrawn === 0 ? '' : `, ${redrawn} redrawn`;
  io.stdout.write(
    `${shown}: ${count(trajectories, 'trajectory', 'trajectories')} of ${count(length, 'frame')}, ${height}x${width}x${channels}, dt ${dt}, seed ${seed}${again} (${bytes(size)} in ${duration(seconds)})\n`,
  );
  if (preview !== undefined) io.stdout.write(`${preview}: preview\n`);
}

/** The first trajectories are made once more: each is a function of its number alone. */
async function showFirst({ recipe, ...job }: Job, seed: number, write: WritePreview): Promise<void> {
  await write(generate(recipe, { seed, ...job, trajectories: Math.min(previewed, job.trajectories) }));
}

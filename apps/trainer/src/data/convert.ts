import { resolve } from 'node:path';
import { convertDataset, openSource, type ImportOptions } from '@hgn/datasets/node';
import type { ConvertOptions, ImportingOptions } from '../commands/convert.ts';
import { InterruptedError } from '../errors.ts';
import type { Io } from '../io.ts';
import { count } from '../terminal/format.ts';
import { createProgress } from '../terminal/progress.ts';
import { assertReplaceable } from './replaceable.ts';

/** Runs `hgn dataset convert`, and with the options of an import `hgn dataset import`. */
export async function convert(
  { from, to }: { readonly from: string; readonly to: string },
  options: ConvertOptions & ImportingOptions,
  io: Io,
): Promise<void> {
  const [source, target] = [resolve(io.cwd, from), resolve(io.cwd, to)];
  const { force = false, json, format, split, channels, ...given } = options;
  const importing: ImportOptions = { ...given, ...(channels !== undefined && { channels: channels === '1' ? 1 : 3 }) };
  await assertReplaceable(target, to, force);

  const opened = await openSource(source, importing);
  await opened.close();
  const { header } = opened;
  const progress = createProgress(io, {
    label: 'convert',
    total: header.trajectories,
    unit: 'trajectories',
  });
  await convertDataset(source, target, {
    ...importing,
    ...(format !== undefined && { format }),
    ...(split !== undefined && { split }),
    overwrite: force,
    signal: io.signal,
    onProgress: (done) => progress.update(done),
  })
    .catch((error: unknown) => {
      if (!io.signal.aborted) throw error;
      throw new InterruptedError(`stopped; ${to} was not written`);
    })
    .finally(() => progress.end());

  const { trajectories, length, height, width, channels: planes, dt, coordinates } = header;
  if (json === true) {
    const document = { from, to, trajectories, frames: length, height, width, channels: planes, dt, coordinates };
    io.stdout.write(`${JSON.stringify(document)}\n`);
    return;
  }
  const states = coordinates === 0 ? 'no states' : 'with states';
  io.stdout.write(
    `${to}: ${count(trajectories, 'trajectory', 'trajectories')} of ${count(length, 'frame')}, ${height}x${width}x${planes}, dt ${dt}, ${states}\n`,
  );
}

import { basename, extname, resolve } from 'node:path';
import { convertDataset, type ImportOptions } from '@hgn/datasets/node';
import type { ConvertOptions, ImportingOptions } from './convertOptions.ts';
import { InterruptedError, UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { asOnlyWriter } from '../runs/lock/writer.ts';
import { count } from '../terminal/format.ts';
import { createProgress, type Progress } from '../terminal/progress.ts';
import { assertReplaceable } from './replaceable.ts';

/**
 * Refuses a name that ends like a file of a format that is not written, or of another than the one asked for.
 *
 * @throws UsageError
 */
function checkName(to: string, format: ConvertOptions['format']): void {
  const ending = extname(to).toLowerCase();
  const isHdf5 = ['.h5', '.hdf5'].includes(ending);
  if (isHdf5 && format !== undefined && format !== 'hdf5') {
    throw new UsageError(`${to}: ends in ${ending}, but --format ${format} writes a folder; leave one out`);
  }
  // A name such as spring.2 is one of a folder.
  if (isHdf5 || format !== undefined || !/^\.[a-z][a-z0-9]{1,7}$/.test(ending)) return;
  throw new UsageError(
    `${to}: ends in ${ending}, which is no format of data sets; end it in .h5 or .hdf5 for a file, leave the ending out for a folder, or say --format`,
  );
}

/** Runs `hgn dataset convert`, and with `isImport` and the options of an import `hgn dataset import`. */
export async function convert(
  { from, to, isImport = false }: { readonly from: string; readonly to: string; readonly isImport?: boolean },
  options: ConvertOptions & ImportingOptions,
  io: Io,
): Promise<void> {
  const [source, target] = [resolve(io.cwd, from), resolve(io.cwd, to)];
  const { force = false, json, format, split, channels, ...given } = options;
  const importing: ImportOptions = {
    ...given,
    ...(channels !== undefined && { channels: channels === '1' ? 1 : 3 }),
  };
  await assertReplaceable(target, to, force);
  checkName(to, format);

  const since = io.clock.now();
  let progress: Progress | undefined;
  const header = await asOnlyWriter({ shown: to, command: 'hgn dataset' }, io, async (writer) => {
    await assertReplaceable(writer.folder, to, force);
    return convertDataset(source, writer.folder, {
      ...importing,
      ...(format !== undefined && { format }),
      ...(split !== undefined && { split }),
      overwrite: force,
      signal: writer.io.signal,
      onProgress: (done, total) => {
        progress ??= createProgress(io, {
          label: isImport ? 'import' : 'convert',
          total,
          unit: 'trajectories',
          since,
        });
        progress.update(done);
      },
    });
  })
    .catch((error: unknown) => {
      if (!io.signal.aborted) throw error;
      throw new InterruptedError(`stopped; ${to} was not written`);
    })
    .finally(() => progress?.end());

  const { trajectories, length, height, width, channels: planes, dt, coordinates } = header;
  if (json === true) {
    const document = {
      from,
      to,
      trajectories,
      frames: length,
      height,
      width,
      channels: planes,
      dt,
      coordinates,
    };
    io.stdout.write(`${JSON.stringify(document)}\n`);
    return;
  }
  const states = coordinates === 0 ? 'no states' : 'with states';
  if (isImport && (format ?? 'npz') === 'npz' && extname(to) === '') {
    io.stderr.write(`next: hgn train --data ${to} --out runs/${basename(to)} to learn from it\n`);
  }
  io.stdout.write(
    `${to}: ${count(trajectories, 'trajectory', 'trajectories')} of ${count(length, 'frame')}, ${height}x${width}x${planes}, dt ${dt}, ${states}\n`,
  );
}

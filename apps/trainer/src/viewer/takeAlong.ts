import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { exportSite, shareRun } from '@hgn/viewer';
import type { ViewOptions } from './options.ts';
import { CommandError } from '../errors.ts';
import { readRunModel } from '../generation/runModel.ts';
import { exportedModel } from '../generation/export/writeExport.ts';
import type { Io } from '../io.ts';
import { bytes as sizeText } from '../terminal/format.ts';
import { requireFolders } from './view.ts';

/** Runs `hgn view --share` and `hgn view --export-site`: pages that play without this program. */
export async function takeAlong(folders: readonly string[], options: ViewOptions, io: Io): Promise<void> {
  const { share, exportSite: site, out, json = false } = options;
  if (share !== undefined && site !== undefined) {
    throw new CommandError('--share and --export-site write different things; give one of them');
  }
  if (share !== undefined) {
    await requireFolders([share], io);
    const file = out ?? `${basename(resolve(io.cwd, share))}.html`;
    const run = resolve(io.cwd, share);
    const exported = await exportWhereMissing(run, io);
    const size = await orCommandError(shareRun({ run, out: resolve(io.cwd, file), exported }));
    io.stdout.write(
      json
        ? `${JSON.stringify({ file, bytes: size })}\n`
        : `${file}: ${sizeText(size)}, opens in any browser\n`,
    );
    return;
  }
  if (site === undefined)
    throw new CommandError('--out names the file that --share writes; give --share <run> too');
  await requireFolders(folders, io);
  const runs = await orCommandError(
    exportSite({
      folders: folders.map((folder) => resolve(io.cwd, folder)),
      out: resolve(io.cwd, site),
      exportRun: async (folder) => exportedModel(await readRunModel(folder, {}, io)).files,
    }),
  );
  const names = runs.map(({ name }) => name);
  io.stdout.write(
    json
      ? `${JSON.stringify({ folder: site, runs: names })}\n`
      : `${site}: ${names.join(', ')}; copy it to any host of static files\n`,
  );
}

/** The export of a run that has none. */
async function exportWhereMissing(
  run: string,
  io: Io,
): Promise<Readonly<Record<string, Uint8Array>> | undefined> {
  const entries = await readdir(run);
  if (!entries.includes('run.json') || entries.includes('model.json')) return undefined;
  if (entries.includes('export') && (await readdir(join(run, 'export'))).includes('model.json'))
    return undefined;
  return exportedModel(await readRunModel(run, {}, io)).files;
}

async function orCommandError<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw new CommandError((cause as Error).message.replace(/^\w+: /, ''), { cause });
  }
}

import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { startViewer } from '@hgn/viewer';
import type { ViewOptions } from './options.ts';
import { CommandError } from '../errors.ts';
import type { Io } from '../io.ts';

/** Runs `hgn view`: serves the viewer until the user stops it, which is its proper end. */
export async function view(folders: readonly string[], options: ViewOptions, io: Io): Promise<void> {
  await requireFolders(folders, io);
  const { port, open, json = false } = options;
  const { address, opened, ended } = await startViewer({ folders, port, open: open && !json, io }).catch(
    (cause: unknown) => {
      throw new CommandError((cause as Error).message.replace(/^startViewer: /, ''), { cause });
    },
  );
  if (json) io.stdout.write(`${JSON.stringify({ address, folders })}\n`);
  else {
    io.stdout.write(`${address}\n`);
    io.stderr.write(`showing ${folders.join(', ')}${opened ? ' in your browser' : ''}; Ctrl-C ends it\n`);
  }
  await ended;
}

/** A folder that was named must be there; `runs`, which is only the habit, may come later. */
export async function requireFolders(folders: readonly string[], io: Io): Promise<void> {
  for (const folder of folders) {
    const stats = await stat(resolve(io.cwd, folder)).catch(() => undefined);
    if (stats?.isDirectory() === true || (stats === undefined && folder === 'runs')) continue;
    const what = stats === undefined ? 'no such folder' : 'is a file, not a folder';
    throw new CommandError(`${folder}: ${what}; name a run, or a folder of runs such as runs`);
  }
}

import { access } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { previewGif, previewPng } from '@hgn/datasets';
import type { Theme } from '../commands/options.ts';
import { CommandError, UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { paperOf } from '../output/theme.ts';
import { writeFileAtomic } from '../runs/writeFile.ts';

const encoders = { '.gif': previewGif, '.png': previewPng } as const;

/** How many trajectories a preview shows at most. */
export const previewed = 8;

/** Writes a preview of trajectories. */
export type WritePreview = (pictures: Parameters<typeof previewGif>[0]) => Promise<void>;

/**
 * The picture that `--preview` names, looked at before any work is done.
 *
 * @throws UsageError for an ending that means no format; CommandError when the file is there and `force` is not given
 */
export async function previewFile(
  {
    preview,
    force = false,
    theme,
  }: { readonly preview: string; readonly force?: boolean; readonly theme?: Theme },
  io: Pick<Io, 'cwd'>,
): Promise<WritePreview> {
  const ending = extname(preview).toLowerCase();
  if (ending !== '.gif' && ending !== '.png') {
    throw new UsageError(`--preview must end in .gif or .png, but got ${JSON.stringify(preview)}`);
  }
  const path = resolve(io.cwd, preview);
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (isThere && !force) {
    throw new CommandError(
      `${preview}: is there already; replace it with --force or choose another --preview`,
    );
  }
  return (pictures) =>
    writeFileAtomic(path, encoders[ending](pictures, { trajectories: previewed, paper: paperOf(theme) }));
}

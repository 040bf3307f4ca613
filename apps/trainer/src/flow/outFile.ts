import { access } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { CommandError, UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { writeFileAtomic } from '../runs/writeFile.ts';

const formats = ['.csv', '.npz', '.svg', '.png'] as const;

/** What a file that `--out` names may hold. */
export type OutFormat = (typeof formats)[number];

/** A file to write to. */
export interface OutFile {
  readonly format: OutFormat;
  /** Writes it, complete or not at all. */
  write(content: string | Uint8Array): Promise<void>;
}

/**
 * The file that `--out` names, looked at before any work is done.
 *
 * @throws UsageError for an ending that means no format; CommandError when the file is there and `force` is not given
 */
export async function outFile(
  { out, force = false }: { readonly out: string; readonly force?: boolean },
  io: Pick<Io, 'cwd'>,
): Promise<OutFile> {
  const format = formats.find((extension) => extension === extname(out).toLowerCase());
  if (format === undefined) {
    throw new UsageError(`--out must end in ${formats.join(', ')}, but got ${JSON.stringify(out)}`);
  }
  const path = resolve(io.cwd, out);
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (isThere && !force) {
    throw new CommandError(`${out}: is there already; replace it with --force or choose another --out`);
  }
  return { format, write: (content) => writeFileAtomic(path, content) };
}

/** Refuses a picture of points that have no place in a plane. */
export function assertPlane(format: OutFormat, columns: number): void {
  if ((format === '.svg' || format === '.png') && columns !== 2) {
    throw new CommandError(
      `pictures show two columns, but this flow has ${columns}; write a .csv or .npz file instead`,
    );
  }
}

import { access } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { filmStrips, type Colour, type Mode } from '@hgn/viz';
import { CommandError, UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { contactSheet, thinned } from '../output/film.ts';
import { encodeGif } from '../output/gif.ts';
import { encodeNpz, type NpzArray } from '../output/npz.ts';
import { encodePicture } from '../output/png.ts';
import { paperOf, svgFile } from '../output/theme.ts';
import { writeFileAtomic } from '../runs/writeFile.ts';

/** Films of equal length, and what else belongs to them. */
export interface Films {
  readonly title: string;
  readonly rows: readonly {
    /** Films with one label stand side by side in a .gif. */
    readonly label: string;
    /** Heading over rows that belong together. */
    readonly group: string;
    readonly colour: Colour;
    /** [frame, height, width, channel], 0 to 255. */
    readonly frames: Uint8Array;
  }[];
  /** Frames in each row. */
  readonly length: number;
  readonly image: { readonly height: number; readonly width: number; readonly channels: number };
  /** What the frames differ in, and its value for every frame. */
  readonly axis: { readonly name: string; readonly values: Float64Array };
  /** The arrays of a .npz file, by name. */
  arrays(): Promise<Readonly<Record<string, NpzArray>>>;
}

const formats = ['.npz', '.png', '.svg', '.gif'] as const;

/** A file to write films to. */
export interface FilmFile {
  /** Writes the films, complete or not at all, and gives the size in bytes. */
  write(films: Films): Promise<number>;
}

/**
 * The file that `--out` names, looked at before any work is done.
 *
 * @throws UsageError for an ending that means no format; CommandError when the file is there and `force` is not given
 */
export async function filmFile(
  { out, force = false, theme }: { readonly out: string; readonly force?: boolean; readonly theme?: Mode },
  io: Pick<Io, 'cwd'>,
): Promise<FilmFile> {
  const format = formats.find((extension) => extension === extname(out).toLowerCase());
  if (format === undefined) {
    throw new UsageError(`--out must end in ${formats.join(', ')}, but got ${JSON.stringify(out)}`);
  }
  const path = resolve(io.cwd, out);
  if (!force && (await exists(path))) {
    throw new CommandError(`${out}: is there already; replace it with --force or choose another --out`);
  }
  return {
    async write(films) {
      const content = await encoders[format](films, theme);
      await writeFileAtomic(path, content);
      return content.length;
    },
  };
}

/** A picture of more columns is wider than a page. */
const mostColumns = 16;

const encoders: Readonly<
  Record<
    (typeof formats)[number],
    (films: Films, theme: Mode | undefined) => Promise<string | Uint8Array> | string | Uint8Array
  >
> = {
  '.npz': async (films) => encodeNpz(await films.arrays()),
  '.png': ({ rows, length, image }, theme) =>
    encodePicture(
      contactSheet(thinned({ rows, length, ...image }, mostColumns), {
        scale: 2,
        gap: 2,
        paper: paperOf(theme),
      }),
    ),
  '.gif': ({ rows, length, image }, theme) =>
    encodeGif({ rows, length, ...image }, { scale: 4, delay: 80, paper: paperOf(theme) }),
  '.svg': ({ rows, image, axis, title }, theme) =>
    svgFile(
      filmStrips(
        { ...image, rows: rows.map((row) => ({ ...row, times: axis.values })) },
        { title, timeLabel: axis.name },
      ),
      theme,
    ),
};

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

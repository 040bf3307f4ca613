import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { CorruptDatasetError } from '../errors.ts';
import { readGif } from './gif/gif.ts';
import { readPng, type Picture } from './picture.ts';
import { videoInterval, videoPictures } from './video.ts';

/** Pictures in their order: a video, an animation, or a folder of PNG files. */
export interface Sequence {
  readonly path: string;
  /** How many there are, where that is known without decoding them. */
  readonly count?: number;
  /** Each call begins anew. */
  pictures(): AsyncIterable<Picture>;
  /** Seconds from one picture to the next, where the file says it. */
  interval(): Promise<number | undefined>;
}

const byNumber = new Intl.Collator('en', { numeric: true });
const videoTypes = ['.mp4', '.m4v', '.mov', '.avi', '.mkv', '.webm', '.mpg', '.mpeg', '.ogv', '.wmv'];

/** Pictures that nobody decodes here. */
const foreignTypes = ['.jpg', '.jpeg', '.bmp', '.tif', '.tiff', '.webp', '.heic'];

function typeOf(name: string): string {
  return extname(name).toLowerCase();
}

function pngSequence(path: string, files: readonly string[]): Sequence {
  return {
    path,
    count: files.length,
    async *pictures() {
      for (const file of files) yield await readPng(join(path, file));
    },
    interval: () => Promise.resolve(undefined),
  };
}

function gifSequence(path: string): Sequence {
  return {
    path,
    async *pictures() {
      yield* (await readGif(path)).pictures;
    },
    interval: async () => (await readGif(path)).interval,
  };
}

/** A file that is a sequence by itself, if it is one. */
export function fileSequence(path: string, ffmpeg: string): Sequence | undefined {
  if (typeOf(path) === '.gif') return gifSequence(path);
  if (!videoTypes.includes(typeOf(path))) return undefined;
  return {
    path,
    pictures: () => videoPictures(path, ffmpeg),
    interval: () => videoInterval(path, ffmpeg),
  };
}

/** Refuses a folder of pictures most of which are no PNG files: what is left of them would be another film. */
function requirePngs(folder: string, names: readonly string[], pngs: readonly string[]): void {
  const foreign = names.filter((name) => foreignTypes.includes(typeOf(name)));
  if (foreign.length <= pngs.length) return;
  const type = extname(foreign[0]);
  throw new CorruptDatasetError(
    `${folder} must hold its pictures as PNG files, but holds ${foreign.length} of other kinds (${foreign[0]}${foreign.length > 1 ? ', …' : ''}); make them a film with ffmpeg -framerate 30 -pattern_type glob -i '${join(folder, `*${type}`)}' film.mp4`,
  );
}

/**
 * The sequences in a folder, in the order of their numbers: its own PNG files, its videos and animations, and each
 * sub-folder of PNG files.
 *
 * @throws CorruptDatasetError for a folder of JPEG files and their like, with how to turn them into a film
 */
export async function sequencesIn(folder: string, ffmpeg: string): Promise<Sequence[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.map(({ name }) => name).sort(byNumber.compare);
  const folders = new Set(entries.filter((entry) => entry.isDirectory()).map(({ name }) => name));
  const pngs = (list: readonly string[]) =>
    list.filter((name) => typeOf(name) === '.png').sort(byNumber.compare);
  const files = names.filter((name) => !folders.has(name));
  const own = pngs(files);
  requirePngs(folder, files, own);
  const found: Sequence[] = own.length > 0 ? [pngSequence(folder, own)] : [];
  for (const name of names) {
    const path = join(folder, name);
    if (folders.has(name)) {
      const inside = await readdir(path);
      const pictures = pngs(inside);
      requirePngs(path, inside.sort(byNumber.compare), pictures);
      if (pictures.length > 0) found.push(pngSequence(path, pictures));
    } else {
      const sequence = fileSequence(path, ffmpeg);
      if (sequence) found.push(sequence);
    }
  }
  return found;
}

import { ClipError, keptSize, mostPictures, type Clip, type Picture } from './clip.ts';
import { readFilm } from './readFilm.ts';
import { readGif } from './readGif.ts';

/** What can be chosen as a clip. */
export const clipTypes =
  'video/mp4,video/webm,video/quicktime,.mkv,image/gif,image/png,image/jpeg,image/webp';

/**
 * Reads a clip: one film (MP4, MOV, WebM), one GIF, or several pictures in the order of their names.
 *
 * @param interval seconds between two pictures, which say nothing of time themselves
 * @throws ClipError when it is none of these
 */
export async function readClip(
  files: readonly File[],
  { interval, signal }: { readonly interval: number; readonly signal: AbortSignal },
): Promise<Clip> {
  const [first] = files;
  if (first === undefined) throw new ClipError('No file was chosen.');
  if (files.length > 1) return readPictures(files, interval);
  if (first.type === 'image/gif' || /\.gif$/i.test(first.name)) {
    return readGif(new Uint8Array(await first.arrayBuffer()), first.name);
  }
  if (first.type.startsWith('image/')) {
    throw new ClipError(
      `${first.name} is a single picture: choose a film, a GIF, or several pictures of one motion.`,
    );
  }
  return readFilm(first, first.name, signal);
}

/** Pictures in the order of their names, numbers in them by value. */
async function readPictures(files: readonly File[], interval: number): Promise<Clip> {
  const ordered = files
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
    .slice(0, mostPictures);
  const pictures: Picture[] = [];
  for (const file of ordered) {
    const bitmap = await createImageBitmap(file).catch((cause: unknown) => {
      throw new ClipError(`${file.name} cannot be read as a picture: take PNG, JPEG or WebP.`, { cause });
    });
    const size =
      pictures.length === 0
        ? keptSize(bitmap.width, bitmap.height)
        : { width: pictures[0].width, height: pictures[0].height };
    pictures.push(pictureOf(bitmap, size));
    bitmap.close();
  }
  return { name: `${pictures.length} pictures`, pictures, times: pictures.map((_, i) => i * interval) };
}

/** What an image, a film or a camera shows now, at a size. */
export function pictureOf(
  image: CanvasImageSource,
  { width, height }: { readonly width: number; readonly height: number },
): Picture {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('pictureOf: the browser must give a 2D canvas, but gave none');
  context.drawImage(image, 0, 0, width, height);
  return { width, height, data: context.getImageData(0, 0, width, height).data };
}

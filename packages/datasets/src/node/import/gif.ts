import { readFile } from 'node:fs/promises';
import { CorruptDatasetError } from '../errors.ts';
import type { Picture } from './picture.ts';

/** An animation in memory. */
export interface Animation {
  readonly pictures: readonly Picture[];
  /** Seconds from one picture to the next, where all are shown equally long. */
  readonly interval: number | undefined;
}

function withoutAlpha(rgba: Uint8Array, width: number, height: number): Picture {
  const data = new Uint8Array(3 * width * height);
  for (let i = 0; i < width * height; i++) data.set(rgba.subarray(4 * i, 4 * i + 3), 3 * i);
  return { width, height, channels: 3, data };
}

function clear(
  rgba: Uint8Array,
  width: number,
  box: { x: number; y: number; width: number; height: number },
): void {
  for (let row = box.y; row < box.y + box.height; row++) {
    const start = 4 * (row * width + box.x);
    rgba.fill(0, start, start + 4 * box.width);
  }
}

/**
 * All pictures of an animated GIF, each composed of those before it as the file says.
 * @throws CorruptDatasetError, naming the file
 */
export async function readGif(path: string): Promise<Animation> {
  const file = await readFile(path);
  const { GifReader } = await import('omggif');
  try {
    const gif = new GifReader(file);
    const { width, height } = gif;
    const canvas = new Uint8Array(4 * width * height);
    const pictures: Picture[] = [];
    const delays = new Set<number>();
    for (let i = 0; i < gif.numFrames(); i++) {
      const info = gif.frameInfo(i);
      const before = info.disposal === 3 ? canvas.slice() : undefined;
      gif.decodeAndBlitFrameRGBA(i, canvas);
      pictures.push(withoutAlpha(canvas, width, height));
      delays.add(info.delay);
      if (info.disposal === 2) clear(canvas, width, info);
      if (before) canvas.set(before);
    }
    const [delay] = delays;
    return { pictures, interval: delays.size === 1 && delay > 0 ? delay / 100 : undefined };
  } catch (error) {
    throw new CorruptDatasetError(`importFrames: ${path} is no readable GIF`, { cause: error });
  }
}

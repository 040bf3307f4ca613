import { readFile } from 'node:fs/promises';
import { CorruptDatasetError } from '../../errors.ts';
import { withControlBlocks } from './gifBlocks.ts';
import { holdsPixels } from './gifCodes.ts';
import { gifTiming } from './gifTiming.ts';
import type { Picture } from '../picture.ts';

/** An animation in memory. */
export interface Animation {
  readonly pictures: readonly Picture[];
  /** Seconds from one picture to the next, where the file says it. */
  readonly interval: number | undefined;
}

/** What a GIF ends with. */
const trailer = 0x3b;

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

/** Does something without what it prints: omggif speaks of pictures that are too long, on what may be a program's output. */
function silently(work: () => void): void {
  const { log } = console;
  console.log = () => undefined;
  try {
    work();
  } finally {
    console.log = log;
  }
}

/**
 * All frames of an animated GIF at even times: each picture composed of those before it as the file says, and as often as it
 * is shown for an interval.
 * @throws CorruptDatasetError, naming the file
 */
export async function readGif(path: string): Promise<Animation> {
  const file = await readFile(path);
  const { GifReader } = await import('omggif');
  const pictures: Picture[] = [];
  const delays: number[] = [];
  try {
    const bytes = withControlBlocks(file);
    const gif = new GifReader(bytes);
    const { width, height } = gif;
    if (!(width > 0 && height > 0)) throw new Error(`it has ${width}x${height} pixels`);
    // The reader takes the end of the file for the end of the film.
    if (file.findLast((byte) => byte !== 0) !== trailer)
      throw new Error('it ends without its last byte, and is cut off');
    const canvas = new Uint8Array(4 * width * height);
    for (let i = 0; i < gif.numFrames(); i++) {
      const info = gif.frameInfo(i);
      if (info.x + info.width > width || info.y + info.height > height) {
        throw new Error(
          `picture ${i + 1} has ${info.width}x${info.height} pixels from (${info.x}, ${info.y}), more than the ${width}x${height} of the film`,
        );
      }
      const before = info.disposal === 3 ? canvas.slice() : undefined;
      // What is too long is cut, as by other decoders.
      if (!holdsPixels(bytes, info.data_offset, info.width * info.height)) {
        throw new Error(`picture ${i + 1} is not whole`);
      }
      silently(() => gif.decodeAndBlitFrameRGBA(i, canvas));
      pictures.push(withoutAlpha(canvas, width, height));
      delays.push(info.delay);
      if (info.disposal === 2) clear(canvas, width, info);
      if (before) canvas.set(before);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CorruptDatasetError(`importFrames: ${path} is no readable GIF: ${reason}`, { cause: error });
  }
  const timing = gifTiming(delays);
  if (!timing) {
    const seconds = [...new Set(delays)].sort((a, b) => a - b).map((delay) => delay / 100);
    throw new CorruptDatasetError(
      `importFrames: ${path} shows its pictures for ${seconds.slice(0, 5).join(', ')}${seconds.length > 5 ? ', …' : ''} s, which are no even times; write its pictures as PNG files at even times`,
    );
  }
  return {
    interval: timing.interval,
    pictures: pictures.flatMap((picture, i) => Array.from({ length: timing.repeats[i] }, () => picture)),
  };
}

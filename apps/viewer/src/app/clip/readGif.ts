import { ClipError, mostPictures, type Clip, type Picture } from './clip.ts';

/**
 * Reads an animated GIF: each frame as a whole picture, over what earlier ones left.
 *
 * @throws ClipError when the bytes are no GIF
 */
export async function readGif(bytes: Uint8Array, name: string): Promise<Clip> {
  const { GifReader } = await import('omggif');
  try {
    const gif = new GifReader(bytes);
    const { width, height } = gif;
    const canvas = new Uint8Array(4 * width * height);
    const pictures: Picture[] = [];
    const times: number[] = [];
    let time = 0;
    for (let frame = 0; frame < Math.min(gif.numFrames(), mostPictures); frame++) {
      const info = gif.frameInfo(frame);
      const before = canvas.slice();
      gif.decodeAndBlitFrameRGBA(frame, canvas);
      pictures.push({ width, height, data: new Uint8ClampedArray(canvas) });
      times.push(time);
      // Browsers show frames of no time for a tenth of a second.
      time += (info.delay < 2 ? 10 : info.delay) / 100;
      if (info.disposal === 2) clear(canvas, width, info);
      if (info.disposal === 3) canvas.set(before);
    }
    if (pictures.length === 0) throw new Error('it has no frames');
    return { name, pictures, times };
  } catch (cause) {
    throw new ClipError(
      `${name} cannot be read as a GIF: ${cause instanceof Error ? cause.message : String(cause)}.`,
      { cause },
    );
  }
}

function clear(
  canvas: Uint8Array,
  width: number,
  {
    x,
    y,
    width: across,
    height: down,
  }: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): void {
  for (let row = y; row < y + down; row++)
    canvas.fill(0, 4 * (row * width + x), 4 * (row * width + x + across));
}

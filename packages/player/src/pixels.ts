import type { ModelDescription } from './description/types.ts';

/**
 * Writes a decoded frame as the pixels of a canvas: red, green, blue and opacity, 0 to 255. One channel is grey, of two
 * the second is blue, of more than three the first three are shown.
 *
 * @param frame `sizes.frame` numbers from 0 to 1
 * @param image of the model's description
 * @param into four bytes a pixel, such as the data of an ImageData; new when absent
 * @example
 * import { writePixels } from '@hgn/player';
 *
 * const image = { height: 1, width: 2, channels: 1 };
 * console.log(writePixels(Float32Array.of(0, 1), image)); // 0, 0, 0, 255, 255, 255, 255, 255
 */
export function writePixels(
  frame: Float32Array,
  { height, width, channels }: ModelDescription['image'],
  into: Uint8ClampedArray = new Uint8ClampedArray(4 * height * width),
): Uint8ClampedArray {
  const pixels = height * width;
  if (frame.length !== pixels * channels || into.length !== 4 * pixels) {
    throw new Error(
      `writePixels: a frame must have ${pixels * channels} numbers and its pixels ${4 * pixels} bytes, but got ${frame.length} and ${into.length}`,
    );
  }
  for (let i = 0; i < pixels; i++) {
    const red = frame[i * channels];
    into[4 * i] = 255 * red;
    into[4 * i + 1] = 255 * (channels === 1 ? red : channels === 2 ? 0 : frame[i * channels + 1]);
    into[4 * i + 2] =
      255 * (channels === 1 ? red : channels === 2 ? frame[i * channels + 1] : frame[i * channels + 2]);
    into[4 * i + 3] = 255;
  }
  return into;
}

import { interpolateInferno } from 'd3-scale-chromatic';
import type { Pixels } from './png.ts';

/** Pixel values of images: bytes 0 … 255 in a `Uint8Array`, or numbers 0 … 1 in any other array. */
export type PixelArray = Uint8Array | Uint8ClampedArray | Float32Array | Float64Array | readonly number[];

/** The size of each image; channels 1 (grey), 3 (RGB) or 4 (RGBA). */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * How many images of a shape an array holds.
 *
 * @throws RangeError if the shape is not whole positive numbers, channels are not 1, 3 or 4, or the array holds a part
 * of an image.
 */
export function countImages(name: string, label: string, data: PixelArray, shape: ImageShape): number {
  const { height, width, channels } = shape;
  if (![height, width].every((side) => Number.isInteger(side) && side > 0) || ![1, 3, 4].includes(channels)) {
    throw new RangeError(
      `${name}: height and width must be positive whole numbers and channels 1, 3 or 4, but got ${height} × ${width} × ${channels}`,
    );
  }
  const count = data.length / (height * width * channels);
  if (!Number.isInteger(count)) {
    throw new RangeError(
      `${name}: "${label}" must hold whole images of ${height} × ${width} × ${channels} values, but has ${data.length} values; check the shape`,
    );
  }
  return count;
}

/** A pixel value as a byte; not finite becomes `NaN`, which is drawn magenta so that it cannot be overlooked. */
function toByte(data: PixelArray, index: number): number {
  const value = data[index] ?? NaN;
  if (data instanceof Uint8Array || data instanceof Uint8ClampedArray) return value;
  return Math.round(255 * Math.max(0, Math.min(1, value)));
}

/** A colour of one pixel of one image, 0 … 255 each. */
type PixelColour = readonly [number, number, number, number];

/** Writes image number `image` as RGBA into rows of `targetWidth` pixels, from column `left` on. */
export function writeImage(
  target: Uint8Array | Uint8ClampedArray,
  targetWidth: number,
  left: number,
  data: PixelArray,
  shape: ImageShape,
  image: number,
): void {
  const { height, width, channels } = shape;
  const grey = channels === 1;
  let from = image * height * width * channels;
  for (let row = 0; row < height; row++) {
    let to = (row * targetWidth + left) * 4;
    for (let column = 0; column < width; column++, from += channels, to += 4) {
      const red = toByte(data, from);
      const green = grey ? red : toByte(data, from + 1);
      const blue = grey ? red : toByte(data, from + 2);
      const alpha = channels === 4 ? toByte(data, from + 3) : 255;
      const finite = red + green + blue + alpha;
      const missing = Number.isNaN(finite);
      target[to] = missing ? 255 : red;
      target[to + 1] = missing ? 0 : green;
      target[to + 2] = missing ? 255 : blue;
      target[to + 3] = missing ? 255 : alpha;
    }
  }
}

/**
 * Lays images side by side in one strip, `gap` transparent pixels between them.
 * An index that is undefined or has no image leaves its place transparent.
 */
export function imageStrip(
  data: PixelArray,
  shape: ImageShape,
  images: readonly (number | undefined)[],
  gap: number,
): Pixels {
  const { height } = shape;
  const width = images.length * (shape.width + gap) - gap;
  const pixels = new Uint8Array(width * height * 4);
  const count = data.length / (height * shape.width * shape.channels);
  images.forEach((image, place) => {
    if (image === undefined || image >= count) return;
    writeImage(pixels, width, place * (shape.width + gap), data, shape, image);
  });
  return { width, height, channels: 4, data: pixels };
}

/** How far two sets of images differ, pixel by pixel: mean absolute difference over the channels, 0 … 1. */
export function differences(data: PixelArray, target: PixelArray, shape: ImageShape): Float64Array {
  const length = Math.min(data.length, target.length) / shape.channels;
  return Float64Array.from({ length }, (_, pixel) => {
    let sum = 0;
    for (let channel = 0; channel < shape.channels; channel++) {
      const at = pixel * shape.channels + channel;
      sum += Math.abs(toByte(data, at) - toByte(target, at)) / 255;
    }
    return sum / shape.channels;
  });
}

/** A strip of differences: black where 0, through red and orange to pale yellow at `largest`. */
export function differenceStrip(
  difference: Float64Array,
  shape: ImageShape,
  images: readonly (number | undefined)[],
  gap: number,
  largest: number,
): Pixels {
  const size = shape.height * shape.width;
  return strip(shape, images, gap, (image, pixel) => {
    const value = difference[image * size + pixel] ?? NaN;
    return Number.isFinite(value) ? mapColour(interpolateInferno, value / largest) : [255, 0, 255, 255];
  });
}

/** A colour of a d3 colour map (any CSS rgb or hex text it returns) as bytes. */
export function mapColour(map: (fraction: number) => string, fraction: number): PixelColour {
  const text = map(Math.max(0, Math.min(1, fraction)));
  const parts = text.startsWith('#')
    ? [1, 3, 5].map((from) => parseInt(text.slice(from, from + 2), 16))
    : (text.match(/\d+/g) ?? []).map(Number);
  const [red = 0, green = 0, blue = 0] = parts;
  return [red, green, blue, 255];
}

function strip(
  shape: ImageShape,
  images: readonly (number | undefined)[],
  gap: number,
  colourOf: (image: number, pixel: number) => PixelColour,
): Pixels {
  const { height } = shape;
  const width = images.length * (shape.width + gap) - gap;
  const data = new Uint8Array(width * height * 4);
  images.forEach((image, place) => {
    if (image === undefined) return;
    for (let pixel = 0; pixel < height * shape.width; pixel++) {
      const row = Math.floor(pixel / shape.width);
      const column = place * (shape.width + gap) + (pixel % shape.width);
      data.set(colourOf(image, pixel), (row * width + column) * 4);
    }
  });
  return { width, height, channels: 4, data };
}

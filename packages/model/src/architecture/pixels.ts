/** Frame size in pixels and channels. */
export interface ImageSize {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Shape of a frame after `blockSize` x `blockSize` pixel blocks are folded into channels. */
export function foldedShape(image: ImageSize, blockSize: number): [number, number, number] {
  if (image.height % blockSize !== 0 || image.width % blockSize !== 0) {
    throw new Error(
      `foldedShape: height and width must be multiples of blockSize ${blockSize}, but got ${image.height}x${image.width}`,
    );
  }
  return [image.height / blockSize, image.width / blockSize, image.channels * blockSize * blockSize];
}

/**
 * Copies one uint8 frame [height, width, channels] into `out` as floats in [0, 1], folding pixel blocks into
 * channels: channel (dy * blockSize + dx) * channels + c holds colour c of pixel (dy, dx) of the block.
 *
 * Folding makes convolutions four times cheaper at the same quality, and costs nothing here.
 *
 * @param offset index of the first value in `out`
 * @param pixelStride distance in `out` between neighbouring folded pixels (more than their channels when
 *   several frames are stacked along channels)
 */
export function foldFrame(
  frame: Uint8Array,
  image: ImageSize,
  blockSize: number,
  out: Float32Array,
  offset: number,
  pixelStride: number,
): void {
  const { height, width, channels } = image;
  if (blockSize === 1) {
    spread(frame, channels, out, offset, pixelStride);
    return;
  }
  const foldedWidth = width / blockSize;
  let from = 0;
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / blockSize) * foldedWidth;
    const dy = y % blockSize;
    for (let x = 0; x < width; x++) {
      const dx = x % blockSize;
      let to = offset + (row + Math.floor(x / blockSize)) * pixelStride + (dy * blockSize + dx) * channels;
      for (let c = 0; c < channels; c++) out[to++] = fractions[frame[from++]];
    }
  }
}

/** What each byte is of 255, as a float: every step of training reads a million of them. */
const fractions = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);

/** Pixels as they are, `pixelStride` apart. */
function spread(
  frame: Uint8Array,
  channels: number,
  out: Float32Array,
  offset: number,
  pixelStride: number,
): void {
  const gap = pixelStride - channels;
  let to = offset;
  if (channels === 3) {
    for (let from = 0; from < frame.length; from += 3) {
      out[to] = fractions[frame[from]];
      out[to + 1] = fractions[frame[from + 1]];
      out[to + 2] = fractions[frame[from + 2]];
      to += pixelStride;
    }
    return;
  }
  for (let from = 0; from < frame.length; to += gap) {
    for (let c = 0; c < channels; c++) out[to++] = fractions[frame[from++]];
  }
}

/**
 * Inverse of {@link foldFrame} for decoded floats: folded [height/b, width/b, channels*b*b] back to
 * [height, width, channels].
 * @example
 * import { unfoldFrame } from '@hgn/model';
 *
 * const pixels = new Float32Array(4);
 * unfoldFrame(Float32Array.of(0.1, 0.2, 0.3, 0.4), { height: 2, width: 2, channels: 1 }, 2, pixels, 0);
 * console.log(pixels); // one 2x2 block, row by row
 */
export function unfoldFrame(
  folded: Float32Array,
  image: ImageSize,
  blockSize: number,
  out: Float32Array,
  offset: number,
): void {
  const { height, width, channels } = image;
  const foldedWidth = width / blockSize;
  const foldedChannels = channels * blockSize * blockSize;
  let to = offset;
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / blockSize) * foldedWidth;
    for (let x = 0; x < width; x++) {
      let from =
        (row + Math.floor(x / blockSize)) * foldedChannels +
        ((y % blockSize) * blockSize + (x % blockSize)) * channels;
      for (let c = 0; c < channels; c++) out[to++] = folded[from++];
    }
  }
}

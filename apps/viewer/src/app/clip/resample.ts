import type { Picture } from './clip.ts';

/** A part of a picture, in its pixels. */
export interface Crop {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The pictures that a model sees. */
export interface FrameSize {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * A part of a picture as a model sees it: every pixel is the mean over its area, each pixel of the picture by the share
 * that lies in it. Colours are taken as they are stored; of one channel it is their luma (BT.709).
 *
 * @param invert light becomes dark
 * @param into [height, width, channels] from `offset` on, 0 to 1
 */
export function resample(
  picture: Picture,
  crop: Crop,
  size: FrameSize,
  {
    invert,
    into,
    offset,
  }: { readonly invert: boolean; readonly into: Float32Array; readonly offset: number },
): void {
  const [dx, dy] = [crop.width / size.width, crop.height / size.height];
  const colour = new Float64Array(3);
  for (let y = 0, at = offset; y < size.height; y++) {
    const [top, bottom] = [crop.top + y * dy, crop.top + (y + 1) * dy];
    for (let x = 0; x < size.width; x++, at += size.channels) {
      mean(picture, crop.left + x * dx, crop.left + (x + 1) * dx, top, bottom, colour);
      if (invert) for (let c = 0; c < 3; c++) colour[c] = 1 - colour[c];
      if (size.channels === 1) into[at] = 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2];
      else for (let c = 0; c < size.channels; c++) into[at + c] = colour[Math.min(c, 2)];
    }
  }
}

/** Mean colour over an area, 0 to 1. */
function mean(
  { width, height, data }: Picture,
  left: number,
  right: number,
  top: number,
  bottom: number,
  colour: Float64Array,
): void {
  colour.fill(0);
  let area = 0;
  for (let y = Math.max(0, Math.floor(top)); y < Math.min(height, Math.ceil(bottom)); y++) {
    const tall = Math.min(bottom, y + 1) - Math.max(top, y);
    for (let x = Math.max(0, Math.floor(left)); x < Math.min(width, Math.ceil(right)); x++) {
      const share = tall * (Math.min(right, x + 1) - Math.max(left, x));
      const from = 4 * (y * width + x);
      for (let c = 0; c < 3; c++) colour[c] += share * data[from + c];
      area += share;
    }
  }
  if (area > 0) for (let c = 0; c < 3; c++) colour[c] /= 255 * area;
}

/** The largest part in the middle of a picture that has the shape of the model's pictures. */
export function middleCrop({ width, height }: Pick<Picture, 'width' | 'height'>, size: FrameSize): Crop {
  const scale = Math.min(width / size.width, height / size.height);
  const crop = { width: scale * size.width, height: scale * size.height };
  return { left: (width - crop.width) / 2, top: (height - crop.height) / 2, ...crop };
}

/** A crop of another size and place: `scale` from 0 to 1 of the largest, `x` and `y` from 0 to 1 over the room that is left. */
export function placeCrop(
  picture: Pick<Picture, 'width' | 'height'>,
  size: FrameSize,
  { scale, x, y }: { readonly scale: number; readonly x: number; readonly y: number },
): Crop {
  const largest = middleCrop(picture, size);
  const [width, height] = [largest.width * scale, largest.height * scale];
  return { left: x * (picture.width - width), top: y * (picture.height - height), width, height };
}

import { readFile } from 'node:fs/promises';
import { convertIndexedToRgb, decode } from 'fast-png';
import { CorruptDatasetError } from '../errors.ts';

/** An 8-bit picture, rows from the top, channels last. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

/** A PNG file as 8 bits without alpha; 16 bits lose their lower half. */
export async function readPng(path: string): Promise<Picture> {
  const file = await readFile(path);
  let png: ReturnType<typeof decode>;
  try {
    png = decode(file);
  } catch (error) {
    throw new CorruptDatasetError(`importFrames: ${path} is no readable PNG`, { cause: error });
  }
  const { width, height } = png;
  const shift = png.depth === 16 ? 8 : 0;
  const stored = png.palette ? convertIndexedToRgb(png) : png.data;
  const perPixel = stored.length / (width * height);
  const channels = perPixel >= 3 ? 3 : 1;
  const data = new Uint8Array(width * height * channels);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let c = 0; c < channels; c++) data[pixel * channels + c] = stored[pixel * perPixel + c] >> shift;
  }
  return { width, height, channels, data };
}

/** How much of each source pixel along an axis falls onto each of `size` pixels: their first one and their shares. */
function shares(length: number, offset: number, size: number): { first: number; weights: number[] }[] {
  const scale = length / size;
  return Array.from({ length: size }, (_, i) => {
    const [from, to] = [offset + i * scale, offset + (i + 1) * scale];
    const first = Math.floor(from);
    const weights: number[] = [];
    for (let at = first; at < to - 1e-9; at++) {
      weights.push((Math.min(to, at + 1) - Math.max(from, at)) / scale);
    }
    return { first, weights };
  });
}

/** The middle square of a picture, averaged onto `size` pixels along each side. */
export function squareOf({ width, height, channels, data }: Picture, size: number): Picture {
  const side = Math.min(width, height);
  const columns = shares(side, (width - side) / 2, size);
  const rows = shares(side, (height - side) / 2, size);
  const out = new Uint8Array(size * size * channels);
  rows.forEach((row, y) => {
    columns.forEach((column, x) => {
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        row.weights.forEach((inRow, j) => {
          const start = ((row.first + j) * width + column.first) * channels + c;
          column.weights.forEach((inColumn, i) => (sum += inRow * inColumn * data[start + i * channels]));
        });
        out[(y * size + x) * channels + c] = Math.round(sum);
      }
    });
  });
  return { width: size, height: size, channels, data: out };
}

/** A picture in grey (luma of ITU-R BT.601) or in colour. */
export function withChannels(picture: Picture, channels: 1 | 3): Picture {
  const { width, height, data } = picture;
  if (channels === picture.channels) return picture;
  const out = new Uint8Array(width * height * channels);
  for (let i = 0; i < width * height; i++) {
    if (channels === 3) out.fill(data[i], 3 * i, 3 * i + 3);
    else out[i] = Math.round(0.299 * data[3 * i] + 0.587 * data[3 * i + 1] + 0.114 * data[3 * i + 2]);
  }
  return { width, height, channels, data: out };
}

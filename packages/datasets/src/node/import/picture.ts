import { readFile } from 'node:fs/promises';
import { decode } from 'fast-png';
import { CorruptDatasetError } from '../errors.ts';

/** An 8-bit picture, rows from the top, channels last. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

/** Colour types of PNG files, at byte 25. */
const indexed = 3;

/** The samples of packed rows, each of which begins with a byte of its own: 1, 2 or 4 bits each. */
function unpacked(
  rows: Uint8Array,
  { width, height, depth }: { width: number; height: number; depth: number },
) {
  const rowBytes = Math.ceil((width * depth) / 8);
  return Uint8Array.from({ length: width * height }, (_, i) => {
    const [y, bit] = [Math.floor(i / width), (i % width) * depth];
    return (rows[y * rowBytes + (bit >> 3)] >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
  });
}

/**
 * A PNG file as 8 bits without alpha: grey of 1, 2 and 4 bits is spread from 0 to 255, 16 bits lose their lower half.
 * @throws Error when it is damaged, by its checksums too, or is of a kind that is not read
 */
export function decodePng(file: Uint8Array): Picture {
  const png = decode(file, { checkCrc: true });
  const { width, height, depth, palette } = png;
  if (!(width > 0 && height > 0)) throw new Error(`it has ${width}x${height} pixels`);
  const isPacked = depth < 8;
  // The decoder takes every sample of an interlaced picture for a byte at least.
  if (isPacked && file[28] !== 0)
    throw new Error(`it is interlaced with ${depth} bits a pixel; save it without interlacing`);
  const expected = isPacked ? Math.ceil((width * depth) / 8) * height : width * height * png.channels;
  if (png.data.length !== expected)
    throw new Error(`its pixels take ${png.data.length} values and not ${expected}`);
  const samples = isPacked ? unpacked(png.data as Uint8Array, png) : png.data;
  if (file[25] === indexed) {
    const data = new Uint8Array(3 * width * height);
    samples.forEach((index, i) => {
      const colour = palette?.[index];
      if (!colour) throw new Error(`its palette has no colour ${index}`);
      data.set(colour.slice(0, 3), 3 * i);
    });
    return { width, height, channels: 3, data };
  }
  const channels = png.channels >= 3 ? 3 : 1;
  const toByte = (value: number) =>
    isPacked ? (255 * value) / ((1 << depth) - 1) : depth === 16 ? value >> 8 : value;
  const data = Uint8Array.from({ length: width * height * channels }, (_, i) =>
    toByte(samples[Math.floor(i / channels) * png.channels + (i % channels)]),
  );
  return { width, height, channels, data };
}

/**
 * Reads a PNG file as `decodePng` does.
 * @throws CorruptDatasetError, naming the file
 */
export async function readPng(path: string): Promise<Picture> {
  const file = await readFile(path);
  try {
    return decodePng(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CorruptDatasetError(`importFrames: ${path} is no readable PNG: ${reason}`, { cause: error });
  }
}

/** How much of each source pixel along an axis falls onto each of `size` pixels: their first one and their shares. */
function shares(length: number, offset: number, size: number): { first: number; weights: number[] }[] {
  const scale = length / size;
  return Array.from({ length: size }, (_, i) => {
    const [from, to] = [offset + i * scale, offset + (i + 1) * scale];
    const first = Math.floor(from + 1e-9);
    const weights: number[] = [];
    for (let at = first; at < to - 1e-9; at++) {
      weights.push((Math.min(to, at + 1) - Math.max(from, at)) / scale);
    }
    return { first, weights };
  });
}

/** A part of a picture, in its pixels, which may be cut through. */
export interface PictureBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * A part of a picture averaged onto `width` x `height` pixels, which need not be of its shape: each becomes the mean of the
 * area that it covers. Values stay from 0 to 255, and fractions are kept.
 *
 * @example
 * const picture = { width: 4, height: 1, channels: 1, data: Uint8Array.of(0, 10, 20, 30) } as const;
 * averageOnto(picture, { x: 1, y: 0, width: 3, height: 1 }, { width: 1, height: 1 }); // 20
 */
export function averageOnto(
  { width, channels, data }: Picture,
  box: PictureBox,
  size: { readonly width: number; readonly height: number },
): Float32Array {
  const columns = shares(box.width, box.x, size.width);
  const rows = shares(box.height, box.y, size.height);
  const out = new Float32Array(size.width * size.height * channels);
  let place = 0;
  for (const row of rows) {
    for (const column of columns) {
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let j = 0; j < row.weights.length; j++) {
          const start = ((row.first + j) * width + column.first) * channels + c;
          for (let i = 0; i < column.weights.length; i++)
            sum += row.weights[j] * column.weights[i] * data[start + i * channels];
        }
        out[place++] = sum;
      }
    }
  }
  return out;
}

/** The middle square of a picture, averaged onto `size` pixels along each side. */
export function squareOf(picture: Picture, size: number): Picture {
  const { width, height, channels } = picture;
  const side = Math.min(width, height);
  const box = { x: (width - side) / 2, y: (height - side) / 2, width: side, height: side };
  const averaged = averageOnto(picture, box, { width: size, height: size });
  return { width: size, height: size, channels, data: Uint8Array.from(averaged, Math.round) };
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

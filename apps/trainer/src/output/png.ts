import { encode } from 'fast-png';
import type { Picture } from './film.ts';

/** A PNG file, 8 bits per channel, without an alpha channel. */
export function encodePicture({ width, height, rgba }: Picture): Uint8Array {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) data.set(rgba.subarray(i * 4, i * 4 + 3), i * 3);
  return encode({ width, height, data, channels: 3, depth: 8 });
}

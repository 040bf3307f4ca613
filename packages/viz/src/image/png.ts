import { encode } from 'fast-png';

/** Pixels in rows from the top, `channels` values each: 1 grey, 3 RGB, 4 RGBA. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3 | 4;
  readonly data: Uint8Array;
}

/**
 * Encodes pixels as a PNG data URI, to embed in a figure without a second file. The same pixels give the same text.
 *
 * @throws RangeError if the data are not width × height × channels bytes.
 * @example
 * ```ts
 * const uri = pngDataUri({ width: 2, height: 1, channels: 1, data: Uint8Array.of(0, 255) });
 * ```
 */
export function pngDataUri(pixels: Pixels): string {
  const { width, height, channels, data } = pixels;
  if (data.length !== width * height * channels || data.length === 0) {
    throw new RangeError(
      `pngDataUri: data must hold width × height × channels = ${width} × ${height} × ${channels} bytes, ` +
        `but has ${data.length}; check the shape`,
    );
  }
  const bytes = encode({ width, height, data, channels, depth: 8 });
  return `data:image/png;base64,${base64(bytes)}`;
}

function base64(bytes: Uint8Array): string {
  let text = '';
  // In pieces: a call takes only so many arguments.
  for (let from = 0; from < bytes.length; from += 8192) {
    text += String.fromCharCode(...bytes.subarray(from, from + 8192));
  }
  return btoa(text);
}

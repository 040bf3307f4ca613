/** A picture of four bytes a pixel: red, green, blue, opacity. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** A film in memory. */
export interface Clip {
  /** What it is called. */
  readonly name: string;
  /** All of one size, at least one. */
  readonly pictures: readonly Picture[];
  /** When each is shown, in seconds from the first; ascending. */
  readonly times: readonly number[];
}

/** A clip cannot be used, and why. */
export class ClipError extends Error {
  override readonly name = 'ClipError';
}

/** Longest side of the pictures that are kept: models see far fewer pixels. */
export const mostPixels = 256;

/** Seconds from the beginning of a film that are read. */
export const mostSeconds = 20;

/** Pictures that are kept. */
export const mostPictures = 300;

/** The size at which pictures of a film are kept: its own, or its longest side shrunk to `mostPixels`. */
export function keptSize(width: number, height: number): { readonly width: number; readonly height: number } {
  const scale = Math.min(1, mostPixels / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

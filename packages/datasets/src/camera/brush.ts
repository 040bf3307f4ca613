import { coverageOfEntries, perUnit, reach } from './coverageTable.ts';

/** A disc as the inner loops of the renderer need it; lengths in units of the canvas, colours from 0 to 255. */
export interface Brush {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  /** How far from its centre a disc covers anything. */
  readonly extent: number;
  /** How far from its centre a disc on the bare background changes an 8-bit pixel. */
  readonly seen: number;
  /** Place in the table of its pixel at the centre. */
  readonly centre: number;
  /** 8-bit pixels on the bare background by place in the table, red in the low byte. */
  readonly pixels: Uint32Array;
}

/** A brush for a disc; grey colours have one entry. */
export function brushOf(radius: number, color: readonly number[], ground: readonly number[]): Brush {
  const channel = (values: readonly number[], c: number): number =>
    255 * values[Math.min(c, values.length - 1)];
  const [red, green, blue] = [0, 1, 2].map((c) => channel(color, c));
  const [red0, green0, blue0] = [0, 1, 2].map((c) => channel(ground, c) + 0.5);
  const extent = radius + reach;
  const centre = extent * perUnit;
  const bare = red0 | (green0 << 8) | (blue0 << 16);
  const full = (red + 0.5) | ((green + 0.5) << 8) | ((blue + 0.5) << 16);
  const pixels = new Uint32Array(Math.floor(centre) + 1).fill(full);
  const [toRed, toGreen, toBlue] = [red - red0 + 0.5, green - green0 + 0.5, blue - blue0 + 0.5];
  const graded = Math.min(pixels.length, coverageOfEntries.length);
  let first = 0;
  for (let i = 0; i < graded; i++) {
    const cover = coverageOfEntries[i];
    const pixel =
      (red0 + cover * toRed) | ((green0 + cover * toGreen) << 8) | ((blue0 + cover * toBlue) << 16);
    pixels[i] = pixel;
    if (pixel === bare) first = i;
  }
  return { red, green, blue, extent, seen: extent - first / perUnit, centre, pixels };
}

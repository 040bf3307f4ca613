import { requireOptions } from '@hgn/options';
import type { Numbers } from '../chart/lines.ts';
import type { Pixels } from '../image/png.ts';
import { extent } from '../scale/scale.ts';
import { colourTable, type ColourMap } from './bands.ts';

/** Options of `fieldPixels`. */
export interface FieldPixelsOptions {
  /** Interval of values that the colours span; default: all values. */
  readonly valueDomain?: readonly [number, number] | undefined;
  /** Colours from low to high; default `'viridis'`. */
  readonly colourMap?: ColourMap | undefined;
  /** Pixels of each node along either side, a whole number; default 1. */
  readonly scale?: number | undefined;
}

/**
 * A function on a grid as RGB pixels, the first row of values at the bottom. Values that are not finite are magenta.
 *
 * @throws RangeError if the values do not match the grid, or `scale` is no positive whole number.
 * @example
 * ```ts
 * const ramp = fieldPixels({ columns: 2, rows: 1, values: [0, 1] });
 * console.log(ramp.data.length); // 6
 * ```
 */
export function fieldPixels(
  field: { readonly columns: number; readonly rows: number; readonly values: Numbers },
  options: FieldPixelsOptions = {},
): Pixels {
  requireOptions('fieldPixels', options, { valueDomain: true, colourMap: true, scale: true });
  const { columns, rows, values } = field;
  const { scale = 1, colourMap = 'viridis' } = options;
  if (values.length !== columns * rows || values.length === 0) {
    throw new RangeError(
      `fieldPixels: a grid of ${columns} × ${rows} nodes must have ${columns * rows} values, but has ${values.length}; x runs fastest`,
    );
  }
  if (!Number.isInteger(scale) || scale < 1) {
    throw new RangeError(`fieldPixels: scale must be a whole number from 1 up, but got ${scale}`);
  }
  const [low, high] = options.valueDomain ?? extent(Array.from(values)) ?? [0, 1];
  const share = (value: number): number =>
    high > low ? Math.max(0, Math.min(1, (value - low) / (high - low))) : 0.5;
  const [width, height] = [columns * scale, rows * scale];
  const data = new Uint8Array(width * height * 3);
  const table = colourTable(colourMap);
  for (let y = 0; y < height; y++) {
    const row = rows - 1 - Math.floor(y / scale);
    for (let x = 0; x < width; x++) {
      const value = values[row * columns + Math.floor(x / scale)] ?? NaN;
      const from = 3 * Math.round(255 * share(value));
      const colour = Number.isFinite(value) ? table.subarray(from, from + 3) : missing;
      data.set(colour, (y * width + x) * 3);
    }
  }
  return { width, height, channels: 3, data };
}

/** Magenta, which no colour map has. */
const missing = [255, 0, 255];

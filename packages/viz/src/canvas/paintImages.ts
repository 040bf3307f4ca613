import { requireOptions, type OptionNames } from '@hgn/options';
import type { Plot } from '../chart/layoutOf.ts';
import type { FieldGrid } from '../fields/grid.ts';
import { checkGrid } from '../fields/grid.ts';
import { colourTable, type ColourMap } from '../fields/bands.ts';
import { countImages, writeImage, type ImageShape, type PixelArray } from '../image/frames.ts';
import { extent } from '../scale/scale.ts';
import type { Area } from '../svg/node.ts';
import { within, type Context2D } from './context.ts';

/**
 * The context of a small canvas of the caller's own, in which pixels are laid before they are scaled onto the shown
 * one: `new OffscreenCanvas(1, 1).getContext('2d')`. Hold one for each picture that moves; its size follows.
 */
export type Scratch = Pick<CanvasRenderingContext2D, 'createImageData' | 'putImageData'> & {
  readonly canvas: HTMLCanvasElement | OffscreenCanvas;
};

/** Options of `paintField`. */
export interface FieldPaint {
  readonly scratch: Scratch;
  /** Interval of values that the colours span, which a moving field should keep; default: all values. */
  readonly valueDomain?: readonly [number, number] | undefined;
  /** Colours from low to high; default `'viridis'`. */
  readonly colourMap?: ColourMap | undefined;
  /** Whether colours run smoothly from node to node; default true. */
  readonly smooth?: boolean | undefined;
  /** Opacity 0 … 1; default 1. */
  readonly opacity?: number | undefined;
}

const paintFieldOptionNames: OptionNames<FieldPaint> = {
  scratch: true,
  valueDomain: true,
  colourMap: true,
  smooth: true,
  opacity: true,
};

/**
 * Paints a function of (q, p) as colours over a plot, each node where its q and p lie. Values that are not finite stay
 * blank. Costs one visit a node.
 *
 * @throws RangeError if the values do not match the grid, or an axis of the plot is logarithmic.
 * @example
 * ```ts
 * function frame(context: CanvasRenderingContext2D, plot: Plot, energy: FieldGrid, scratch: Scratch) {
 *   paintField(context, plot, energy, { scratch, valueDomain: [0, 3] });
 * }
 * console.log(typeof frame); // function
 * ```
 */
export function paintField(context: Context2D, plot: Plot, grid: FieldGrid, options: FieldPaint): void {
  requireOptions('paintField', options, paintFieldOptionNames);
  checkGrid('paintField', grid, grid.values);
  if (plot.x.kind === 'log' || plot.y.kind === 'log') {
    throw new RangeError(
      'paintField: both axes must be linear, but one is logarithmic; paint points instead',
    );
  }
  const { columns, rows, values } = grid;
  const [low, high] = options.valueDomain ?? extent(Array.from(values)) ?? [0, 1];
  const half = high / 2 - low / 2;
  const table = colourTable(options.colourMap ?? 'viridis');
  const image = lay(options.scratch, columns, rows, (pixels) => {
    for (let row = 0; row < rows; row++) {
      let to = (rows - 1 - row) * columns * 4;
      for (let column = 0; column < columns; column++, to += 4) {
        const value = values[row * columns + column] ?? NaN;
        if (!Number.isFinite(value)) continue;
        const share = half > 0 ? (value / 2 - low / 2) / half : 0.5;
        const from = 3 * Math.round(255 * Math.max(0, Math.min(1, share)));
        pixels[to] = table[from] ?? 0;
        pixels[to + 1] = table[from + 1] ?? 0;
        pixels[to + 2] = table[from + 2] ?? 0;
        pixels[to + 3] = 255;
      }
    }
  });
  // Nodes are the middles of pixels, so the picture reaches half a pixel beyond the outer nodes.
  const [left, right] = grid.q.map((q) => plot.x.position(q)) as [number, number];
  const [bottom, top] = grid.p.map((p) => plot.y.position(p)) as [number, number];
  const [cellWidth, cellHeight] = [(right - left) / (columns - 1), (bottom - top) / (rows - 1)];
  within(context, plot.area, () => {
    context.globalAlpha = options.opacity ?? 1;
    context.imageSmoothingEnabled = options.smooth !== false;
    context.drawImage(
      image,
      left - cellWidth / 2,
      top - cellHeight / 2,
      cellWidth * columns,
      cellHeight * rows,
    );
  });
}

/** Options of `paintFrame` and `paintFrames`. */
export interface FramePaint {
  readonly scratch: Scratch;
  /** Which image of the array; default the first. For `paintFrames` see there. */
  readonly index?: number | undefined;
  /** Whether pixels are blurred into each other when enlarged; default false. */
  readonly smooth?: boolean | undefined;
}

/**
 * Paints one image of an array [N, H, W, C] so that it fills an area. Values that are not finite are magenta.
 *
 * @throws RangeError if the array does not hold whole images of the shape, or has no image of that number.
 * @example
 * ```ts
 * function frame(context: CanvasRenderingContext2D, decoded: Float32Array, scratch: Scratch) {
 *   const shape = { height: 32, width: 32, channels: 3 };
 *   paintFrame(context, { left: 0, top: 0, width: 256, height: 256 }, decoded, shape, { scratch });
 * }
 * console.log(typeof frame); // function
 * ```
 */
export function paintFrame(
  context: Context2D,
  area: Area,
  images: PixelArray,
  shape: ImageShape,
  options: FramePaint,
): void {
  requireOptions('paintFrame', options, { scratch: true, index: true, smooth: true });
  const { index = 0 } = options;
  const count = countImages('paintFrame', 'images', images, shape);
  if (!Number.isInteger(index) || index < 0 || index >= count) {
    throw new RangeError(`paintFrame: index must be a whole number from 0 to ${count - 1}, but got ${index}`);
  }
  const image = lay(options.scratch, shape.width, shape.height, (pixels) =>
    writeImage(pixels, shape.width, 0, images, shape, index),
  );
  paintInto(context, area, image, options);
}

/** Options of `paintFrames`. */
export interface FramesPaint extends Omit<FramePaint, 'index'> {
  /** The images from left to right; undefined leaves a place empty. Default: all, in their order. */
  readonly indices?: readonly (number | undefined)[] | undefined;
  /** Pixels between two images; default a twenty-fourth of their width, as in `filmStrips`. */
  readonly gap?: number | undefined;
}

const paintFramesOptionNames: OptionNames<FramesPaint> = {
  indices: true,
  gap: true,
  scratch: true,
  smooth: true,
};

/**
 * Paints images of an array [N, H, W, C] side by side so that they fill an area: a row of `filmStrips` that moves.
 *
 * @throws RangeError if the array does not hold whole images of the shape.
 * @example
 * ```ts
 * function frame(context: CanvasRenderingContext2D, film: Uint8Array, scratch: Scratch) {
 *   const shape = { height: 32, width: 32, channels: 3 };
 *   paintFrames(context, { left: 0, top: 0, width: 660, height: 64 }, film, shape, { scratch });
 * }
 * console.log(typeof frame); // function
 * ```
 */
export function paintFrames(
  context: Context2D,
  area: Area,
  images: PixelArray,
  shape: ImageShape,
  options: FramesPaint,
): void {
  requireOptions('paintFrames', options, paintFramesOptionNames);
  const count = countImages('paintFrames', 'images', images, shape);
  const indices = options.indices ?? Array.from({ length: count }, (_, index) => index);
  if (indices.length === 0) return;
  const gap = options.gap ?? Math.max(1, Math.round(shape.width / 24));
  const width = indices.length * (shape.width + gap) - gap;
  const image = lay(options.scratch, width, shape.height, (pixels) => {
    indices.forEach((index, place) => {
      if (index === undefined || !(index >= 0 && index < count)) return;
      writeImage(pixels, width, place * (shape.width + gap), images, shape, index);
    });
  });
  paintInto(context, area, image, options);
}

/** Lays pixels into the scratch canvas, which takes their size, and returns it. */
function lay(
  scratch: Scratch,
  width: number,
  height: number,
  write: (pixels: Uint8ClampedArray) => void,
): HTMLCanvasElement | OffscreenCanvas {
  const { canvas } = scratch;
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const data = scratch.createImageData(width, height);
  write(data.data);
  scratch.putImageData(data, 0, 0);
  return canvas;
}

function paintInto(
  context: Context2D,
  { left, top, width, height }: Area,
  image: HTMLCanvasElement | OffscreenCanvas,
  options: { readonly smooth?: boolean | undefined },
): void {
  context.save();
  context.imageSmoothingEnabled = options.smooth === true;
  context.drawImage(image, left, top, width, height);
  context.restore();
}

import { requireOptions, type OptionNames } from '@hgn/options';
import { figureOptionNames } from './optionNames.ts';
import {
  figureRoot,
  figureSize,
  fontSize,
  footer,
  header,
  moved,
  textNode,
  type FigureOptions,
} from '../chart/layout.ts';
import { countImages, imageStrip, type ImageShape, type PixelArray } from '../image/frames.ts';
import { pngDataUri } from '../image/png.ts';
import { svgNode, type SvgNode } from '../svg/node.ts';
import { wrapText } from '../theme/text.ts';

/** What `imageGrid` draws. */
export interface ImageGridData extends ImageShape {
  /** Images [N, H, W, C] in one array: bytes 0 … 255, or numbers 0 … 1. */
  readonly images: PixelArray;
  /** Words under each image, one an image; default none. */
  readonly labels?: readonly string[] | undefined;
}

/** Options of `imageGrid`. The height follows from the images. */
export interface ImageGridOptions extends Omit<FigureOptions, 'height'> {
  /** Images in a row, 1 or more; default: what fits at `imageWidth` or a little less and fills the rows best. */
  readonly columns?: number | undefined;
  /** Greatest width of an image in SVG units; default 64. */
  readonly imageWidth?: number | undefined;
}

const imageGridOptionNames: OptionNames<ImageGridOptions> = {
  ...figureOptionNames,
  columns: true,
  imageWidth: true,
};

/**
 * Draws images in rows, samples of a prior or first frames of a data set. Scaled without smoothing; values that are
 * not finite are magenta.
 *
 * @throws RangeError if the images do not have the given shape, or there is not one label an image.
 * @example
 * ```ts
 * import { imageGrid, toSvgString } from '@hgn/viz';
 * const images = Float32Array.from({ length: 12 * 8 * 8 }, (_, i) => (i % 64) / 64);
 * const figure = imageGrid({ height: 8, width: 8, channels: 1, images }, { title: 'Samples from the prior' });
 * console.log(toSvgString(figure).includes('data:image/png;base64,')); // true
 * ```
 */
export function imageGrid(data: ImageGridData, options: ImageGridOptions = {}): SvgNode {
  requireOptions('imageGrid', options, imageGridOptionNames);
  const count = countImages('imageGrid', 'images', data.images, data);
  if (data.labels !== undefined && data.labels.length !== count) {
    throw new RangeError(
      `imageGrid: there must be one label an image, but there are ${data.labels.length} for ${count}`,
    );
  }
  if (options.columns !== undefined && !(Number.isInteger(options.columns) && options.columns >= 1)) {
    throw new RangeError(`imageGrid: columns must be a whole number, 1 or more, but got ${options.columns}`);
  }
  const { width } = figureSize('imageGrid', options, { height: 120 });
  const gap = Math.max(1, Math.round(data.width / 16));
  const share = 1 + gap / data.width;
  const columns = options.columns ?? evenColumns(count, width / ((options.imageWidth ?? 64) * share));
  const unit = Math.min(
    (options.imageWidth ?? 64) / data.width,
    width / (columns * (data.width + gap) - gap),
  );
  const pitch = (data.width + gap) * unit;
  const labelHeight = data.labels === undefined ? 0 : 16;
  const head = header(options, width);
  const content: SvgNode[] = [...head.nodes];
  let y = head.height;
  for (let from = 0; from < count; from += columns) {
    const row = Array.from({ length: Math.min(columns, count - from) }, (_, column) => from + column);
    const pixels = imageStrip(data.images, data, row, gap);
    content.push(
      svgNode('image', {
        x: 0,
        y,
        width: pixels.width * unit,
        height: pixels.height * unit,
        href: pngDataUri(pixels),
        preserveAspectRatio: 'none',
        'image-rendering': 'pixelated',
      }),
    );
    y += pixels.height * unit;
    row.forEach((image, column) => {
      const [line = ''] = wrapText(data.labels?.[image] ?? '', fontSize.tick, pitch);
      if (line !== '') {
        const x = column * pitch + (data.width * unit) / 2;
        content.push(textNode(line, x, y + 12, { size: fontSize.tick, anchor: 'middle' }));
      }
    });
    y += labelHeight + gap * unit;
  }
  if (count === 0) {
    content.push(textNode('No images to show', 0, y + 16));
    y += 28;
  }
  const foot = footer([options.note], width);
  content.push(moved(foot.nodes, 0, y));
  const size = { width, height: Math.max(24, y - gap * unit + foot.height) };
  const description = `${count} images of ${data.height} × ${data.width} pixels, ${columns} in a row.`;
  return figureRoot('Image grid', options, size, description, content);
}

/** Of the column counts at which images are about the wanted size, the one that leaves the fewest places empty. */
function evenColumns(count: number, wanted: number): number {
  const least = Math.max(1, Math.ceil(wanted));
  if (count <= least) return Math.max(1, count);
  const empty = (columns: number): number => Math.ceil(count / columns) * columns - count;
  return [least, least + 1, least + 2].reduce((best, each) => (empty(each) < empty(best) ? each : best));
}

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
import {
  countImages,
  differences,
  differenceStrip,
  imageStrip,
  type ImageShape,
  type PixelArray,
} from '../image/frames.ts';
import { pngDataUri, type Pixels } from '../image/png.ts';
import { formatNumber } from '../scale/format.ts';
import { svgNode, type SvgNode } from '../svg/node.ts';
import { paint, type Colour } from '../theme/palette.ts';
import { textWidth, wrapText } from '../theme/text.ts';

/** One strip of frames. */
export interface FilmRow {
  /** What the frames are, written at the left: `'truth'`, `'reconstruction'`. */
  readonly label: string;
  /** Frames [T, H, W, C] in one array: bytes 0 … 255, or numbers 0 … 1. */
  readonly frames: PixelArray;
  /** What the frames should have been, same length; with the option `difference` their difference is drawn below. */
  readonly target?: PixelArray | undefined;
  /** Time of each frame, in frames of the data or any unit; default 0, 1, 2 … */
  readonly times?: ArrayLike<number> | undefined;
  /** Heading that consecutive rows share, with its own time marks: `'backward in time'`; default none. */
  readonly group?: string | undefined;
  /** Colour of a bar beside the row, to link it to a curve of another figure; default none. */
  readonly colour?: Colour | undefined;
}

/** What `filmStrips` draws. */
export interface FilmData extends ImageShape {
  readonly rows: readonly FilmRow[];
}

/** Options of `filmStrips`. The width is 880 by default, the height follows from the rows. */
export interface FilmOptions extends Omit<FigureOptions, 'height'> {
  /** At most how many frames each strip shows, evenly picked from the first on; default: what fits at 44 units each. */
  readonly columns?: number | undefined;
  /** Whether rows with a target get a row of absolute differences; default false. */
  readonly difference?: boolean | undefined;
  /** Strips encoded in earlier calls, so that a redraw encodes only what is new; default: each call encodes all. */
  readonly pictures?: FilmPictures | undefined;
  /** What the time marks count; default `'frame'`. */
  readonly timeLabel?: string | undefined;
}

/** A row as it is drawn: its picture and what stands beside it. */
interface Strip {
  readonly label: string;
  readonly colour?: Colour | undefined;
  readonly picture: Picture;
}

/** A strip as it is embedded. */
interface Picture {
  readonly width: number;
  readonly height: number;
  /** PNG data URI. */
  readonly href: string;
}

/**
 * Pictures that `filmStrips` has encoded, by the arrays that it was given: make one with `new WeakMap()`, keep it and
 * pass it with each redraw. Arrays whose numbers change in place need a new one.
 */
export type FilmPictures = WeakMap<object, Map<string, FilmPicture>>;

/** An encoded strip and the frames that it was compared with. */
export interface FilmPicture {
  readonly width: number;
  readonly height: number;
  /** PNG data URI. */
  readonly href: string;
  readonly target: PixelArray | undefined;
}

interface Group {
  readonly name: string;
  readonly rows: readonly FilmRow[];
}

const rowGap = 5;
const groupGap = 14;

const filmStripsOptionNames: OptionNames<FilmOptions> = {
  ...figureOptionNames,
  columns: true,
  difference: true,
  pictures: true,
  timeLabel: true,
};

/**
 * Draws film strips: truth, reconstruction, backward in time, double and half speed, one under the other.
 * Frames are embedded as one PNG a row and scaled without smoothing. Every strip shows the same frame numbers; times
 * are written above each group. Values that are not finite are magenta.
 *
 * @throws RangeError if the frames do not have the given shape, or a target or times do not match their row.
 * @example
 * ```ts
 * import { filmStrips, toSvgString } from '@hgn/viz';
 * const frames = Float32Array.from({ length: 12 * 8 * 8 }, (_, i) => ((i >> 6) + (i % 8)) / 20);
 * const figure = filmStrips({ height: 8, width: 8, channels: 1, rows: [{ label: 'truth', frames }] });
 * console.log(toSvgString(figure).includes('data:image/png;base64,')); // true
 * ```
 */
export function filmStrips(data: FilmData, options: FilmOptions = {}): SvgNode {
  requireOptions('filmStrips', options, filmStripsOptionNames);
  if (options.columns !== undefined && !(options.columns >= 1)) {
    throw new RangeError(`filmStrips: columns must be 1 or more, but got ${options.columns}`);
  }
  const counts = data.rows.map((row) => checkRow(row, data));
  const longest = Math.max(0, ...counts);
  const { width } = figureSize('filmStrips', options, { width: 880, height: 120 });
  const left = labelColumn(data.rows, options, width);
  const gap = Math.max(1, Math.round(data.width / 24));
  const fits = Math.max(1, Math.floor((width - left) / 46));
  const columns = Math.max(1, Math.min(options.columns ?? fits, longest));
  // One stride for all rows, so that columns line up down the figure.
  const stride = Math.max(1, Math.ceil(longest / columns));
  const shown = Math.max(1, Math.ceil(longest / stride));
  const unit = Math.min(72 / data.width, (width - left) / (shown * (data.width + gap) - gap));
  const indices = Array.from({ length: shown }, (_, column) => column * stride);
  const head = header(options, width);
  const content: SvgNode[] = [...head.nodes];
  const largest = largestDifference(data, options);
  let y = head.height + (head.height > 0 ? 5 : 0);
  for (const [index, group] of groupsOf(data.rows.filter((_, row) => (counts[row] ?? 0) > 0)).entries()) {
    const word = index === 0 ? (options.timeLabel ?? 'frame') : '';
    content.push(textNode(group.name, 0, y + 11, { name: 'ink', weight: 600 }));
    // A name that would run into the first time mark gets a line of its own.
    if (textWidth(group.name, fontSize.label, 'bold') > left - 4) y += 15;
    content.push(...timeMarks(group, data, indices, left, y + 11, unit, gap, word));
    y += 17;
    for (const strip of group.rows.flatMap((row) => stripsOf(row, data, indices, gap, options, largest))) {
      const height = strip.picture.height * unit;
      content.push(...drawStrip(strip, left, y, unit));
      y += height + rowGap;
    }
    y += groupGap - rowGap;
  }
  if (longest === 0) {
    content.push(textNode('No frames to show', 0, y + 16));
    y += 28 + groupGap;
  }
  const scale =
    largest > 0 ? `Differences: black 0, pale yellow ${formatNumber(largest)} of the pixel range.` : '';
  const foot = footer([options.note, scale], width);
  content.push(moved(foot.nodes, 0, y - groupGap));
  const size = { width, height: Math.max(40, y - groupGap + foot.height) };
  return figureRoot('Film strips', options, size, describe(data, counts, stride), content);
}

function checkRow(row: FilmRow, data: FilmData): number {
  const count = countImages('filmStrips', row.label, row.frames, data);
  if (row.target !== undefined && row.target.length !== row.frames.length) {
    throw new RangeError(
      `filmStrips: a target must be as long as its frames, but "${row.label}" has ${row.target.length} and ${row.frames.length} values; cut both to the same frames`,
    );
  }
  if (row.times !== undefined && row.times.length !== count) {
    throw new RangeError(
      `filmStrips: times must have one entry a frame, but "${row.label}" has ${row.times.length} for ${count} frames`,
    );
  }
  return count;
}

/** The width of the column of labels at the left. */
function labelColumn(rows: readonly FilmRow[], options: FilmOptions, width: number): number {
  const labels = [...rows.map(({ label }) => label), ...(options.difference === true ? ['difference'] : [])];
  const names = rows.map(({ group }) => textWidth(group ?? '', fontSize.label, 'bold'));
  const widest = Math.max(48, ...names, ...labels.map((label) => textWidth(label, fontSize.label)));
  return Math.min(width * 0.27, widest) + 16;
}

function groupsOf(rows: readonly FilmRow[]): readonly Group[] {
  const groups: { name: string; rows: FilmRow[] }[] = [];
  for (const row of rows) {
    const name = row.group ?? '';
    const last = groups.at(-1);
    if (last?.name === name) last.rows.push(row);
    else groups.push({ name, rows: [row] });
  }
  return groups;
}

function timeMarks(
  group: Group,
  shape: ImageShape,
  indices: readonly number[],
  left: number,
  y: number,
  unit: number,
  gap: number,
  word: string,
): readonly SvgNode[] {
  const size = shape.height * shape.width * shape.channels;
  const longest = group.rows.reduce((a, b) => (b.frames.length > a.frames.length ? b : a));
  const marks = indices.filter((index) => index < longest.frames.length / size);
  return marks.map((index, column) => {
    const time = longest.times === undefined ? index : (longest.times[index] ?? NaN);
    const x = left + (column * (shape.width + gap) + shape.width / 2) * unit;
    const number = formatNumber(time);
    const named = `${word} ${number}`;
    const fits = textWidth(named, fontSize.tick) <= shape.width * unit * 1.25;
    if (column > 0 || word === '' || !fits)
      return textNode(number, x, y, { size: fontSize.tick, anchor: 'middle' });
    return textNode(named, left, y, { size: fontSize.tick });
  });
}

/** The largest difference of all rows, which all difference rows share as the end of their scale; 0 without any. */
function largestDifference(data: FilmData, options: FilmOptions): number {
  if (options.difference !== true) return 0;
  let largest = 0;
  for (const { frames, target } of data.rows) {
    if (target === undefined) continue;
    for (const value of differences(frames, target, data)) if (value > largest) largest = value;
  }
  return largest;
}

function stripsOf(
  row: FilmRow,
  data: FilmData,
  indices: readonly number[],
  gap: number,
  options: FilmOptions,
  largest: number,
): readonly Strip[] {
  const count = row.frames.length / (data.height * data.width * data.channels);
  const images = indices.map((index) => (index < count ? index : undefined));
  const { frames, target } = row;
  const { height, width, channels } = data;
  const layout = `${height}×${width}×${channels} ${gap} ${images.join(',')}`;
  const strip: Strip = {
    label: row.label,
    colour: row.colour,
    picture: remembered(options.pictures, frames, undefined, layout, () =>
      imageStrip(frames, data, images, gap),
    ),
  };
  if (options.difference !== true || target === undefined) return [strip];
  const picture = remembered(options.pictures, frames, target, `${layout} ${largest}`, () =>
    differenceStrip(differences(frames, target, data), data, images, gap, largest > 0 ? largest : 1),
  );
  return [strip, { label: 'difference', colour: row.colour, picture }];
}

/** The picture that was encoded earlier for the same arrays and layout, or a new one, remembered where asked. */
function remembered(
  pictures: FilmPictures | undefined,
  frames: PixelArray,
  target: PixelArray | undefined,
  layout: string,
  draw: () => Pixels,
): Picture {
  const earlier = pictures?.get(frames);
  const found = earlier?.get(layout);
  if (found !== undefined && found.target === target) return found;
  const pixels = draw();
  const picture = { width: pixels.width, height: pixels.height, href: pngDataUri(pixels), target };
  if (earlier !== undefined) earlier.set(layout, picture);
  else pictures?.set(frames, new Map([[layout, picture]]));
  return picture;
}

function drawStrip(strip: Strip, left: number, y: number, unit: number): readonly SvgNode[] {
  const height = strip.picture.height * unit;
  const lines = wrapText(strip.label, fontSize.label, left - 14).slice(
    0,
    Math.max(1, Math.floor(height / 13)),
  );
  const first = y + height / 2 + 4 - ((lines.length - 1) * 13) / 2;
  return [
    ...lines.map((line, index) => textNode(line, 0, first + 13 * index, { name: 'muted' })),
    ...(strip.colour === undefined
      ? []
      : [svgNode('rect', { x: left - 7, y, width: 3, height, rx: 1.5, fill: paint(strip.colour) })]),
    svgNode('image', {
      x: left,
      y,
      width: strip.picture.width * unit,
      height,
      href: strip.picture.href,
      preserveAspectRatio: 'none',
      'image-rendering': 'pixelated',
    }),
  ];
}

function describe(data: FilmData, counts: readonly number[], stride: number): string {
  const rows = data.rows.map(({ label, group }, index) => {
    const name = group === undefined ? label : `${group}, ${label}`;
    return `${name} (${counts[index] ?? 0} frames)`;
  });
  const every = stride === 1 ? 'every frame' : `one frame in ${stride}`;
  return `Strips of images of ${data.height} × ${data.width} pixels, ${every} shown: ${rows.join('; ')}.`;
}

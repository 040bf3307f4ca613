import { requireOptions, type OptionNames } from '@hgn/options';
import { figureOptionNames } from '../figures/optionNames.ts';
import { cartesian } from '../chart/axes.ts';
import { drawDots } from '../chart/dots.ts';
import { figureSize, fontSize, withDefaults, type FigureOptions } from '../chart/layout.ts';
import { formatNumber } from '../scale/format.ts';
import { makeScale, type Scale, type ScaleKind } from '../scale/scale.ts';
import { svgNode, type Area, type SvgNode } from '../svg/node.ts';
import { paint, type Colour } from '../theme/palette.ts';
import { textWidth } from '../theme/text.ts';
import { dashedLine, rowScale } from './rows.ts';

/** One row: what was measured, and what others say of the same. */
export interface DotRow {
  readonly label: string;
  /** One number a repetition, a seed for example. */
  readonly values: readonly number[];
  /** Published numbers to compare with, drawn hollow, each label in a shape of its own; default none. */
  readonly published?: readonly { readonly label: string; readonly value: number }[] | undefined;
  /** Colour by name; default `'blue'`. */
  readonly colour?: Colour | undefined;
}

/** Options of `dotRows`. The height follows from the number of rows. */
export interface DotRowsOptions extends Omit<FigureOptions, 'height'> {
  /** What the numbers are. */
  readonly xLabel?: string | undefined;
  /** Default `'log'`. */
  readonly xScale?: ScaleKind | undefined;
  /** Lines across all rows, such as a baseline; default none. */
  readonly lines?: readonly { readonly label: string; readonly value: number }[] | undefined;
}

const rowHeight = 24;

const dotRowsOptionNames: OptionNames<DotRowsOptions> = {
  ...figureOptionNames,
  xLabel: true,
  xScale: true,
  lines: true,
};

/**
 * Draws every repetition as a dot, a row for each thing that was measured: what a mean and a deviation would hide is seen.
 * Numbers that the scale has no place for are counted in a note.
 *
 * @example
 * ```ts
 * import { dotRows, toSvgString } from '@hgn/viz';
 * const figure = dotRows(
 *   [
 *     { label: 'leapfrog', values: [0.31, 0.24, 0.35], published: [{ label: 'paper', value: 6.2 }] },
 *     { label: 'Euler', values: [0.76, 0.81, 0.69] },
 *   ],
 *   { xLabel: 'test MSE (x 1e4)', lines: [{ label: 'last frame', value: 63 }] },
 * );
 * console.log(toSvgString(figure).includes('last frame')); // true
 * ```
 */
export function dotRows(rows: readonly DotRow[], options: DotRowsOptions = {}): SvgNode {
  requireOptions('dotRows', options, dotRowsOptionNames);
  const given = withDefaults<DotRowsOptions>({ xScale: 'log' }, options);
  const lines = given.lines ?? [];
  const published = rows.flatMap((row) => row.published ?? []);
  const headRoom = (given.title === undefined ? 0 : 26) + (given.subtitle === undefined ? 0 : 17);
  const height = Math.max(120, headRoom + 92 + rowHeight * Math.max(1, rows.length));
  const size = figureSize('dotRows', { ...given, height }, { height });
  const everything = [
    ...rows.flatMap(({ values }) => values),
    ...published.map(({ value }) => value),
    ...lines.map(({ value }) => value),
  ];
  const x = makeScale(everything, { kind: given.xScale ?? 'log', padding: 0.05, tickCount: 6 });
  const drawn = (value: number): boolean => Number.isFinite(value) && (x.kind === 'linear' || value > 0);
  const lost = everything.filter((value) => !drawn(value)).length;
  const names = [...new Set(published.map(({ label }) => label))];
  return cartesian(
    {
      kind: 'Measured numbers, row by row',
      size,
      x,
      y: rowScale(rows.map(({ label }) => label)),
      xLabel: given.xLabel,
      xGrid: true,
      yGrid: false,
      bandNames: lines.length > 0,
      description: describe(rows, lines),
      notes: [
        names.length === 0
          ? undefined
          : `${names.map((name, index) => `${shapeAt(index).sign} ${name}`).join(', ')}.`,
        lost === 0
          ? undefined
          : `${lost} ${lost === 1 ? 'number has' : 'numbers have'} no place on this axis.`,
      ],
      labelTexts: [],
      labels: () => [],
      marks: (placedX, placedY, area) =>
        options.marks === false
          ? []
          : rows.flatMap((row, index) => drawRow(row, placedX, placedY.position(index), area, drawn, names)),
      overlay: (placedX, _placedY, area) =>
        lines.filter(({ value }) => drawn(value)).flatMap((line) => drawLine(line, placedX, area)),
    },
    { ...given, height },
  );
}

function drawRow(
  row: DotRow,
  x: Scale,
  y: number,
  area: Area,
  drawn: (value: number) => boolean,
  names: readonly string[],
): readonly SvgNode[] {
  const values = row.values.filter(drawn);
  return [
    svgNode('line', {
      x1: area.left,
      x2: area.left + area.width,
      y1: y,
      y2: y,
      stroke: paint('grid'),
      'stroke-width': 1,
    }),
    ...(row.published ?? [])
      .filter(({ value }) => drawn(value))
      .map(({ label, value }) => hollow(shapeAt(names.indexOf(label)).points, x.position(value), y)),
    ...drawDots(
      values.length,
      (index) => x.position(values[index] ?? NaN),
      () => y,
      { colour: row.colour ?? 'blue', radius: 4, opacity: 0.8 },
    ),
  ];
}

/** A shape around the origin, and the sign that stands for it in a note. */
interface Shape {
  readonly sign: string;
  readonly points: readonly (readonly [number, number])[];
}

const diamond: Shape = {
  sign: '◇',
  points: [
    [-5.5, 0],
    [0, -5.5],
    [5.5, 0],
    [0, 5.5],
  ],
};
const square: Shape = {
  sign: '□',
  points: [
    [-4.5, -4.5],
    [4.5, -4.5],
    [4.5, 4.5],
    [-4.5, 4.5],
  ],
};
const triangle: Shape = {
  sign: '△',
  points: [
    [-5.5, 4.5],
    [0, -5],
    [5.5, 4.5],
  ],
};

function shapeAt(index: number): Shape {
  return [diamond, square, triangle][index % 3] ?? diamond;
}

function hollow(points: Shape['points'], x: number, y: number): SvgNode {
  const corners = points.map(([dx, dy]) => `${(x + dx).toFixed(1)},${(y + dy).toFixed(1)}`);
  return svgNode('path', {
    d: `M${corners.join('L')}Z`,
    fill: 'none',
    stroke: paint('ink'),
    'stroke-width': 1.25,
  });
}

function drawLine(
  { label, value }: { readonly label: string; readonly value: number },
  x: Scale,
  area: Area,
): readonly SvgNode[] {
  const at = x.position(value);
  const half = textWidth(label, fontSize.tick) / 2;
  const middle = Math.min(area.left + area.width - half, Math.max(area.left + half, at));
  return dashedLine(at, label, area, middle);
}

function describe(
  rows: readonly DotRow[],
  lines: readonly { readonly label: string; readonly value: number }[],
): string {
  const said = [
    ...rows.map(({ label, values, published = [] }) => {
      const numbers = values.map((value) => formatNumber(value)).join(', ') || 'nothing';
      const others = published.map((one) => `; ${one.label} ${formatNumber(one.value)}`).join('');
      return `${label}: ${numbers}${others}.`;
    }),
    ...lines.map(({ label, value }) => `${label}: ${formatNumber(value)}.`),
  ];
  return said.join(' ') || 'No rows.';
}

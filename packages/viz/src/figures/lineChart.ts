import { requireOptions, type OptionNames } from '@hgn/options';
import { figureOptionNames } from './optionNames.ts';
import { bandLabels, drawBands, drawReference, type Band, type Reference } from '../chart/annotations.ts';
import { cartesian } from '../chart/axes.ts';
import { describeAll, missingNote } from '../chart/describe.ts';
import type { EndLabel } from '../chart/labels.ts';
import { figureSize, noValues, type FigureOptions } from '../chart/layout.ts';
import { drawRuns, runs, type Numbers } from '../chart/lines.ts';
import { makeScale, type Scale, type ScaleKind } from '../scale/scale.ts';
import { svgNode, type SvgNode } from '../svg/node.ts';
import { paint, seriesColour, type Colour } from '../theme/palette.ts';

/** One line of a chart. */
export interface LineSeries {
  /** The name, written at the end of the line; lines that share a name and a colour are labelled once. */
  readonly label: string;
  /** Heights; values that are not finite leave a gap. */
  readonly y: Numbers;
  /** Horizontal positions, as many as `y`; default 0, 1, 2 … */
  readonly x?: Numbers | undefined;
  /** Colour by name; default: the next of the palette. */
  readonly colour?: Colour | undefined;
  /** Stroke width in SVG units; default 1.75. */
  readonly strokeWidth?: number | undefined;
  /** Opacity 0 … 1; default 1. */
  readonly opacity?: number | undefined;
  /** Pattern of the line; default `'solid'`. */
  readonly pattern?: 'solid' | 'dashed' | 'dotted' | undefined;
  /** Whether a dot marks each point; default false. */
  readonly points?: boolean | undefined;
  /** Whether the label is written; default true. */
  readonly labelled?: boolean | undefined;
}

/** Options of `lineChart`. */
export interface LineChartOptions extends FigureOptions {
  /** What the horizontal axis shows, with its unit: `'time (s)'`; default none. */
  readonly xLabel?: string | undefined;
  /** What the vertical axis shows, with its unit; default none. */
  readonly yLabel?: string | undefined;
  /** Kind of the horizontal scale; default `'linear'`. */
  readonly xScale?: ScaleKind | undefined;
  /** Kind of the vertical scale; default `'linear'`. */
  readonly yScale?: ScaleKind | undefined;
  /** Interval of x to show; default: fits the data. */
  readonly xDomain?: readonly [number, number] | undefined;
  /** Interval of y to show; default: fits the data and the references. */
  readonly yDomain?: readonly [number, number] | undefined;
  /** Whether the vertical axis must contain zero (linear only); default false. */
  readonly includeZero?: boolean | undefined;
  /** Whether x counts whole things (steps, frames), so that no tick is a fraction; default false. */
  readonly integerX?: boolean | undefined;
  /** Grid lines at the x ticks too; default false. */
  readonly xGrid?: boolean | undefined;
  /** Horizontal lines to compare with; default none. */
  readonly references?: readonly Reference[] | undefined;
  /** Shaded stretches of x; default none. */
  readonly bands?: readonly Band[] | undefined;
  /** The kind of figure, read out where there is no title; default `'Line chart'`. */
  readonly kind?: string | undefined;
}

const dashes = { solid: undefined, dashed: '6 4', dotted: '1.5 3.5' } as const;

/** The names of options of charts with axes, beside those of every figure. */
export const chartOptionNames: OptionNames<Omit<LineChartOptions, keyof FigureOptions>> = {
  xLabel: true,
  yLabel: true,
  xScale: true,
  yScale: true,
  xDomain: true,
  yDomain: true,
  includeZero: true,
  integerX: true,
  xGrid: true,
  references: true,
  bands: true,
  kind: true,
};

const lineChartOptionNames: OptionNames<LineChartOptions> = {
  ...figureOptionNames,
  ...chartOptionNames,
  height: true,
};

/**
 * Draws lines over a common axis, each named at its end.
 *
 * Values that are not finite (or not positive on a logarithmic scale) leave gaps and are counted in a note; a point
 * between two gaps is a dot; constant data sit mid-height; no data at all give empty axes that say so.
 * Long lines are thinned to what can be seen, so the size of the figure does not grow with the data.
 *
 * @throws RangeError if x and y of a series differ in length, or a domain is not a rising pair of finite numbers.
 * @example
 * ```ts
 * import { lineChart, toSvgString } from '@hgn/viz';
 * const q = Float64Array.from({ length: 60 }, (_, i) => Math.cos(i / 8));
 * const figure = lineChart([{ label: 'q', y: q }], { title: 'Mass on a spring', xLabel: 'frame' });
 * console.log(toSvgString(figure).includes('Mass on a spring')); // true
 * ```
 */
export function lineChart(series: readonly LineSeries[], options: LineChartOptions = {}): SvgNode {
  requireOptions('lineChart', options, lineChartOptionNames);
  return drawLineChart(series, options);
}

/** `lineChart` for figures that have more options than it. */
export function drawLineChart(series: readonly LineSeries[], options: LineChartOptions): SvgNode {
  for (const { label, x, y } of series) {
    if (x !== undefined && x.length !== y.length) {
      throw new RangeError(
        `lineChart: x and y must have the same length, but series "${label}" has ${x.length} and ${y.length}; pass one x per y`,
      );
    }
  }
  const size = figureSize('lineChart', options, { height: 320 });
  const references = (options.references ?? []).filter(({ value }) => Number.isFinite(value));
  const allY = [...values(series.map(({ y }) => y)), ...references.map(({ value }) => value)];
  const shown: readonly Shown[] = series.map((each, index) => ({
    ...each,
    colour: each.colour ?? seriesColour(index),
    x: each.x ?? Array.from(each.y, (_, position) => position),
  }));
  const allX = [...values(shown.map(({ x }) => x))];
  const xScale = makeScale(allX, {
    kind: options.xScale,
    domain: options.xDomain,
    padding: series.some(({ points }) => points === true) ? 0.03 : 0,
    tickCount: Math.max(3, Math.round(size.width / 80)),
    integer: options.integerX,
  });
  const yScale = makeScale(allY, {
    kind: options.yScale,
    domain: options.yDomain,
    includeZero: options.includeZero,
    tickCount: Math.max(3, Math.round(size.height / 70)),
  });
  const drawable = (scale: Scale, value: number): boolean => Number.isFinite(scale.position(value));
  const empty =
    options.marks !== false &&
    !shown.some((each) =>
      Array.from(each.y).some(
        (value, index) => drawable(yScale, value) && drawable(xScale, each.x[index] ?? NaN),
      ),
    );
  const labelled = dedupe(shown.filter((each) => each.labelled !== false && each.label !== ''));
  const counts = { notFinite: 0, notPositive: 0 };
  for (const value of values(series.map(({ y }) => y))) {
    if (!Number.isFinite(value)) counts.notFinite++;
    else if (yScale.kind === 'log' && value <= 0) counts.notPositive++;
  }
  return cartesian(
    {
      kind: options.kind ?? 'Line chart',
      size,
      x: empty ? { ...xScale, ticks: [], over: (range) => ({ ...xScale.over(range), ticks: [] }) } : xScale,
      y: empty ? { ...yScale, ticks: [], over: (range) => ({ ...yScale.over(range), ticks: [] }) } : yScale,
      xLabel: options.xLabel,
      yLabel: yAxisLabel(options.yLabel, yScale.kind),
      xGrid: options.xGrid,
      bandNames: (options.bands ?? []).some(({ label }) => label !== undefined),
      description: [
        options.xLabel === undefined ? '' : `Horizontal axis: ${options.xLabel}.`,
        options.yLabel === undefined ? '' : `Vertical axis: ${options.yLabel}, ${yScale.kind} scale.`,
        describeAll(labelled.map(({ label, y }) => ({ label, values: y }))),
        ...references.map(({ label, value }) =>
          describeAll([{ label: label ?? 'Reference', values: [value] }]),
        ),
      ]
        .filter((part) => part !== '')
        .join(' '),
      notes: [missingNote(counts)],
      labelTexts: empty
        ? []
        : [...labelled.map(({ label }) => label), ...references.map(({ label }) => label ?? '')],
      labels: (x, y) => (empty ? [] : endLabels(labelled, references, x, y)),
      marks: (x, y, area) => [
        ...drawBands(options.bands ?? [], x, area),
        ...(empty ? [] : references.flatMap((reference) => drawReference(reference, y, area))),
        ...(options.marks === false ? [] : shown.flatMap((each) => drawSeries(each, x, y))),
      ],
      topMarks: (_x, _y, area) => (empty ? [noValues(area)] : []),
      overlay: (x, _y, area) => bandLabels(options.bands ?? [], x, area),
    },
    options,
  );
}

/** The label of an axis, which tells of a logarithmic scale. */
export function yAxisLabel(label: string | undefined, kind: 'linear' | 'log'): string | undefined {
  return kind === 'log' && label !== undefined && label !== '' ? `${label} (log scale)` : label;
}

type Shown = LineSeries & { readonly colour: Colour; readonly x: Numbers };

function* values(arrays: readonly Numbers[]): Generator<number> {
  for (const array of arrays) {
    for (let index = 0; index < array.length; index++) yield array[index] ?? NaN;
  }
}

function dedupe(series: readonly Shown[]): readonly Shown[] {
  const seen = new Set<string>();
  return series.filter(({ label, colour }) => {
    const key = `${colour} ${label}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function drawSeries(series: Shown, x: Scale, y: Scale): readonly SvgNode[] {
  const found = runs(
    series.y.length,
    (index) => x.position(series.x[index] ?? NaN),
    (index) => y.position(series.y[index] ?? NaN),
  );
  const dots =
    series.points === true
      ? found.flat().map(([cx, cy]) => svgNode('circle', { cx, cy, r: 3, fill: paint(series.colour) }))
      : [];
  return [
    ...drawRuns(found, {
      colour: series.colour,
      width: series.strokeWidth ?? 1.75,
      opacity: series.opacity,
      dash: dashes[series.pattern ?? 'solid'],
    }),
    ...dots,
  ];
}

function endLabels(
  labelled: readonly Shown[],
  references: readonly Reference[],
  x: Scale,
  y: Scale,
): readonly EndLabel[] {
  const ofSeries = labelled.flatMap((series) => {
    for (let index = series.y.length - 1; index >= 0; index--) {
      const point = { x: x.position(series.x[index] ?? NaN), y: y.position(series.y[index] ?? NaN) };
      if (Number.isFinite(point.x) && Number.isFinite(point.y)) {
        return [{ text: series.label, colour: series.colour, point: clampPoint(point, x, y) }];
      }
    }
    return [];
  });
  const ofReferences = references.flatMap(({ label, value, colour }) => {
    const at = y.position(value);
    if (label === undefined || !Number.isFinite(at)) return [];
    return [
      {
        text: label,
        colour: colour ?? 'grey',
        point: clampPoint({ x: x.position(x.domain[1]), y: at }, x, y),
      },
    ];
  });
  return [...ofSeries, ...ofReferences];
}

/** Keeps the point that a label hangs on inside the plot, for domains that cut the data. */
function clampPoint(
  point: { readonly x: number; readonly y: number },
  x: Scale,
  y: Scale,
): EndLabel['point'] {
  const between = (scale: Scale, at: number): number => {
    const ends = [scale.position(scale.domain[0]), scale.position(scale.domain[1])].sort((a, b) => a - b);
    return Math.max(ends[0] ?? at, Math.min(ends[1] ?? at, at));
  };
  return { x: between(x, point.x), y: between(y, point.y) };
}

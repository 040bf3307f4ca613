import { requireOptions, type OptionNames } from '@hgn/options';
import { figureOptionNames } from '../figures/optionNames.ts';
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
import { drawDots } from '../chart/dots.ts';
import type { Numbers } from '../chart/lines.ts';
import { formatNumber } from '../scale/format.ts';
import { extent, makeScale, type Scale } from '../scale/scale.ts';
import { svgNode, type PlotFrame, type SvgNode } from '../svg/node.ts';
import { paint, rampPaint } from '../theme/palette.ts';
import { wrapText } from '../theme/text.ts';
import { drawBands, makeBands, type BandKey, type ColourMap } from './bands.ts';
import { checkGrid } from './grid.ts';
import { drawArrows } from './overlay.ts';

/** One small square map of a plane: values as bands of colour, motion as arrows, points as dots, or several of them. */
export interface FieldPanel {
  /** Written above the panel; default nothing. */
  readonly title?: string | undefined;
  /** What runs to the right and what upwards, written before the ends of each; default `['x', 'y']`. */
  readonly axes?: readonly [string, string] | undefined;
  /** First and last x of the panel. */
  readonly x: readonly [number, number];
  /** First and last y. */
  readonly y: readonly [number, number];
  /** A function at columns × rows nodes from the lowest to the highest x and y; x runs fastest. */
  readonly field?: { readonly columns: number; readonly rows: number; readonly values: Numbers } | undefined;
  /** Displacements or velocities at such nodes. */
  readonly vectors?:
    | { readonly columns: number; readonly rows: number; readonly dx: Numbers; readonly dy: Numbers }
    | undefined;
  /** Points x, y, x, y …; those outside the panel are not drawn. */
  readonly points?: Numbers | undefined;
  /** Interval of values that the colours span; default: all values. */
  readonly valueDomain?: readonly [number, number] | undefined;
  /** Colours from low to high; default `'viridis'`. */
  readonly colourMap?: ColourMap | undefined;
  /** What the colours mean, written over a bar of them below the panel; default no bar. */
  readonly valueLabel?: string | undefined;
}

/** A row of panels. */
export interface PanelRow {
  /** Written above the row; default nothing. */
  readonly label?: string | undefined;
  readonly panels: readonly FieldPanel[];
}

/** Options of `fieldPanels`. The width is 860 by default; the height follows from the rows. */
export interface PanelOptions extends Omit<FigureOptions, 'height'> {
  /** About how many bands of colour in a panel; default 9. */
  readonly levels?: number | undefined;
}

const gap = 10;
/** Narrower panels have no room for words. */
const leastLabelled = 90;
const keyHeight = 24;

const fieldPanelsOptionNames: OptionNames<PanelOptions> = { ...figureOptionNames, levels: true };

/**
 * Draws rows of small maps side by side: densities, energies, vector fields and samples of one model beside those of
 * another. All panels have one size; the numbers under each are the ends of its axes, and of the bar of colours
 * where one is asked for.
 *
 * @throws RangeError if values do not match their grid, an interval does not rise, or a coordinate of a point is missing.
 * @example
 * ```ts
 * const values = Float64Array.from({ length: 25 }, (_, i) => (i % 5) ** 2);
 * const panel: FieldPanel = { title: 'V(q)', x: [-1, 1], y: [-1, 1], field: { columns: 5, rows: 5, values } };
 * const figure = fieldPanels([{ label: 'A valley', panels: [panel] }]);
 * console.log(toSvgString(figure).includes('V(q)')); // true
 * ```
 */
export function fieldPanels(rows: readonly PanelRow[], options: PanelOptions = {}): SvgNode {
  requireOptions('fieldPanels', options, fieldPanelsOptionNames);
  const { width } = figureSize('fieldPanels', options, { width: 860, height: 120 });
  const columns = Math.max(1, ...rows.map(({ panels }) => panels.length));
  const side = (width - gap * (columns - 1)) / columns;
  if (side < 40) {
    throw new RangeError(
      `fieldPanels: a panel must be 40 wide or more, but ${columns} in a row of ${width} are ${side.toFixed(0)}; make the figure wider`,
    );
  }
  const head = header(options, width);
  const content: SvgNode[] = [...head.nodes];
  const plots: PlotFrame[] = [];
  let y = head.height;
  for (const row of rows) {
    if (row.label !== undefined && row.label !== '') {
      content.push(textNode(row.label, 0, y + 14, { size: fontSize.subtitle, name: 'ink', weight: 600 }));
      y += 20;
    }
    const titled = row.panels.some(({ title }) => title !== undefined && title !== '');
    row.panels.forEach((panel, column) => {
      const top = titled ? 16 : 0;
      const nodes = drawPanel(panel, side, top, options);
      plots.push({
        area: { left: column * (side + gap), top: y + top, width: side, height: side },
        x: { kind: 'linear', domain: panel.x },
        y: { kind: 'linear', domain: panel.y },
      });
      content.push(moved(nodes, column * (side + gap), y));
    });
    const keyed = side >= leastLabelled && row.panels.some(({ valueLabel }) => valueLabel !== undefined);
    y += (titled ? 16 : 0) + side + 16 + (keyed ? keyHeight : 0) + gap;
  }
  if (rows.every(({ panels }) => panels.length === 0)) {
    content.push(textNode('No panels to show', 0, y + 16));
    y += 28;
  }
  const foot = footer([options.note], width);
  content.push(moved(foot.nodes, 0, y));
  const size = { width, height: Math.max(24, y + foot.height) };
  return figureRoot('Panels of fields', options, size, describe(rows), content, plots);
}

/** One panel from its own top left corner. */
function drawPanel(panel: FieldPanel, side: number, top: number, options: PanelOptions): readonly SvgNode[] {
  const { field, vectors, points = [] } = panel;
  if (points.length % 2 !== 0) {
    throw new RangeError(
      `fieldPanels: points must be pairs x, y, but there are ${points.length} numbers; give both coordinates`,
    );
  }
  const place = (domain: readonly [number, number], from: number, to: number): Scale =>
    makeScale([], { domain }).over([from, to]);
  checkGrid('fieldPanels', { q: panel.x, p: panel.y, columns: 2, rows: 2 });
  const [x, y] = [place(panel.x, 0, side), place(panel.y, side, 0)];
  const marks: SvgNode[] = [];
  let key: readonly SvgNode[] = [];
  if (field !== undefined) {
    const grid = { q: panel.x, p: panel.y, ...field };
    checkGrid('fieldPanels', grid, grid.values);
    const span = extent(Array.from(grid.values));
    if (span !== undefined) {
      const bands = makeBands({ levels: options.levels ?? 9, ...panel }, span);
      marks.push(...drawBands(grid, bands, x, y));
      if (panel.valueLabel !== undefined) key = drawBar(bands, panel.valueLabel, side);
    }
  }
  if (vectors !== undefined) {
    const { dx: dq, dy: dp, ...shape } = vectors;
    // The outer nodes stand half a distance inside, so that no arrow is cut off.
    const inset = ([low, high]: readonly [number, number], nodes: number): [number, number] => {
      const half = (high - low) / (2 * nodes);
      return [low + half, high - half];
    };
    const grid = { q: inset(panel.x, shape.columns), p: inset(panel.y, shape.rows), ...shape, dq, dp };
    marks.push(
      ...drawArrows('fieldPanels', grid, x, y, field === undefined ? rampPaint : () => paint('on-map')),
    );
  }
  const inside = (at: number): boolean => at >= 0 && at <= side;
  marks.push(
    ...drawDots(
      points.length / 2,
      (i) => x.position(points[2 * i] ?? NaN),
      (i) => y.position(points[2 * i + 1] ?? NaN),
      { colour: 'blue', radius: 0.8, opacity: 0.7, shown: (px, py) => inside(px) && inside(py) },
    ),
  );
  const [across = 'x', upwards = 'y'] = panel.axes ?? [];
  const ends = (name: string, of: readonly [number, number]): string =>
    `${name} ${of.map(formatNumber).join(' … ')}`;
  const [title = ''] = wrapText(panel.title ?? '', fontSize.tick, side);
  return [
    ...(title === '' ? [] : [textNode(title, 0, 11, { size: fontSize.tick })]),
    svgNode(
      'svg',
      { x: 0, y: top, width: side, height: side, viewBox: `0 0 ${side} ${side}`, overflow: 'hidden' },
      options.marks === false ? [] : marks,
    ),
    svgNode('rect', {
      x: 0,
      y: top,
      width: side,
      height: side,
      fill: 'none',
      stroke: paint('axis'),
      'stroke-width': 1,
    }),
    ...(side < leastLabelled
      ? []
      : [
          textNode(ends(across, panel.x), 0, top + side + 12, { size: 9 }),
          textNode(ends(upwards, panel.y), side, top + side + 12, { size: 9, anchor: 'end' }),
          ...(key.length === 0 ? [] : [moved(key, 0, top + side + 18)]),
        ]),
  ];
}

/** The bands side by side over the width of a panel, with the ends of their values and what they are. */
function drawBar({ edges, colours, scale }: BandKey, label: string, side: number): readonly SvgNode[] {
  const along = scale.over([0, side]);
  const bands = edges.map((edge, index) => {
    const [from, to] = [
      index === 0 ? 0 : along.position(edge),
      along.position(edges[index + 1] ?? scale.domain[1]),
    ];
    return svgNode('rect', { x: from, y: 0, width: Math.max(0, to - from), height: 6, fill: colours[index] });
  });
  const [low, high] = scale.domain.map(formatNumber);
  return [
    ...bands,
    textNode(low ?? '', 0, 16, { size: 9 }),
    textNode(label, side / 2, 16, { size: 9, anchor: 'middle' }),
    textNode(high ?? '', side, 16, { size: 9, anchor: 'end' }),
  ];
}

function describe(rows: readonly PanelRow[]): string {
  if (rows.length === 0) return 'No panels.';
  return rows
    .map(({ label, panels }, index) => {
      const titles = panels.map(({ title }) => title ?? '').filter((title) => title !== '');
      const shown = titles.length > 0 ? `: ${titles.join(', ')}` : '';
      return `${label ?? `Row ${index + 1}`}, ${panels.length} panels${shown}.`;
    })
    .join(' ');
}

import { contours } from 'd3-contour';
import { interpolateCividis, interpolateMagma, interpolateViridis } from 'd3-scale-chromatic';
import { cartesian } from '../chart/axes.ts';
import { missingNote } from '../chart/describe.ts';
import {
  figureSize,
  textNode,
  withDefaults,
  fontSize,
  type Area,
  type FigureOptions,
} from '../chart/layout.ts';
import { formatNumber } from '../scale/format.ts';
import { extent, makeScale, type Scale } from '../scale/scale.ts';
import { svgNode, type SvgNode } from '../svg/node.ts';
import { paint } from '../theme/palette.ts';
import { textWidth } from '../theme/text.ts';
import { checkGrid, type FieldGrid, type VectorGrid } from './grid.ts';
import { drawArrows, drawTrajectories, type FieldTrajectory } from './overlay.ts';

/** Cut at both ends, so that white arrows and lines stand out everywhere. */
const colourMaps = {
  viridis: interpolateViridis,
  cividis: interpolateCividis,
  magma: interpolateMagma,
} as const;

/** Options of `contourMap`. The width is 460 by default; the height follows from it, the plot being square. */
export interface ContourOptions extends FigureOptions {
  /** Label of the horizontal axis; default `'q'`. */
  readonly qLabel?: string | undefined;
  /** Label of the vertical axis; default `'p'`. */
  readonly pLabel?: string | undefined;
  /** What the values are, written over the key; default `'H'`. */
  readonly valueLabel?: string | undefined;
  /** About how many bands of colour; default 12. */
  readonly levels?: number | undefined;
  /** Interval of values that the colours span; what lies beyond takes the end colours. Default: all values. */
  readonly valueDomain?: readonly [number, number] | undefined;
  /** Colours from low to high, all readable with colour-blind eyes; default `'viridis'`. */
  readonly colourMap?: keyof typeof colourMaps | undefined;
  /** Trajectories over the map, drawn white; default none. */
  readonly trajectories?: readonly FieldTrajectory[] | undefined;
  /** Motion over the map as white arrows; default none. */
  readonly vectors?: VectorGrid | undefined;
}

/**
 * Draws a function of (q, p) as bands of colour between level sets: for a Hamiltonian the edges of the bands are
 * trajectories. Places where the value is not finite stay blank; a constant gives one band.
 *
 * @throws RangeError if the values do not match the grid.
 * @example
 * ```ts
 * import { contourMap, sampleField, toSvgString } from '@hgn/viz';
 * const spring = sampleField((q, p) => q ** 2 + p ** 2, { q: [-1, 1], p: [-1, 1], columns: 24 });
 * console.log(toSvgString(contourMap(spring)).includes('<path')); // true
 * ```
 */
export function contourMap(grid: FieldGrid, options: ContourOptions = {}): SvgNode {
  checkGrid('contourMap', grid, grid.values);
  const given = withDefaults<ContourOptions>(
    { qLabel: 'q', pLabel: 'p', valueLabel: 'H', width: 460 },
    options,
  );
  const size = figureSize('contourMap', given, { height: 420 });
  const span = extent(Array.from(grid.values));
  const key = span === undefined ? undefined : makeKey(given, span);
  const notFinite = Array.from(grid.values).filter((value) => !Number.isFinite(value)).length;
  const keyWidth =
    key === undefined
      ? 0
      : 30 +
        Math.max(
          textWidth(given.valueLabel ?? '', fontSize.label) - 18,
          ...key.labels.map((l) => textWidth(l, fontSize.tick)),
        );
  return cartesian(
    {
      kind: 'Contour map',
      size,
      x: makeScale([], { domain: grid.q }),
      y: makeScale([], { domain: grid.p }),
      xLabel: given.qLabel,
      yLabel: given.pLabel,
      square: true,
      yGrid: false,
      rightMargin: keyWidth,
      description:
        `${given.valueLabel ?? ''} over ${given.qLabel ?? ''} (horizontal) and ${given.pLabel ?? ''} (vertical), ` +
        (span === undefined ? 'no values.' : `from ${formatNumber(span[0])} to ${formatNumber(span[1])}.`),
      notes: [missingNote({ notFinite, notPositive: 0 })],
      labelTexts: [],
      labels: () => [],
      marks: (x, y) => [
        ...(key === undefined ? [] : drawBands(grid, key, x, y)),
        ...(given.vectors === undefined
          ? []
          : drawArrows('contourMap', given.vectors, x, y, () => paint('on-map'))),
        ...drawTrajectories('contourMap', given.trajectories ?? [], x, y, 'on-map'),
      ],
      overlay: (_x, _y, area) =>
        key === undefined
          ? [
              textNode('No values to show', area.left + area.width / 2, area.top + area.height / 2, {
                anchor: 'middle',
              }),
            ]
          : drawKey(key, given.valueLabel ?? '', area),
    },
    given,
  );
}

interface Key {
  /** Lower edges of the bands, rising; the first band holds all that lies lower, too. */
  readonly edges: readonly number[];
  readonly colours: readonly string[];
  readonly scale: Scale;
  readonly labels: readonly string[];
}

function makeKey(options: ContourOptions, span: readonly [number, number]): Key {
  const domain = options.valueDomain ?? span;
  const constant = makeScale(domain, { padding: 0 });
  const inner = constant.domain[0] < constant.domain[1] && domain[0] < domain[1];
  const scale = makeScale(domain, { padding: 0, tickCount: options.levels ?? 12 });
  const edges = inner
    ? [
        scale.domain[0],
        ...scale.ticks.map(({ value }) => value).filter((v) => v > scale.domain[0] && v < scale.domain[1]),
      ]
    : [scale.domain[0]];
  const map = (share: number): string => colourMaps[options.colourMap ?? 'viridis'](0.06 + 0.8 * share);
  const colours = edges.map((_, index) => map(edges.length === 1 ? 0.5 : index / (edges.length - 1)));
  return { edges, colours, scale, labels: scale.ticks.map(({ label }) => label) };
}

function drawBands(grid: FieldGrid, key: Key, x: Scale, y: Scale): readonly SvgNode[] {
  const { columns, rows } = grid;
  // In key units (0 at the low end, 1 at the high end), so that huge values do not overflow while interpolating.
  const values = Array.from(grid.values, (value) =>
    Number.isFinite(value) ? key.scale.position(value) : NaN,
  );
  const place = (at: number, nodes: number): number => Math.max(0, Math.min(1, (at - 0.5) / (nodes - 1)));
  const point = ([i = 0, j = 0]: readonly number[]): string => {
    const [q, p] = [place(i, columns), place(j, rows)];
    const px = x.position(x.domain[0] + q * (x.domain[1] - x.domain[0]));
    const py = y.position(y.domain[0] + p * (y.domain[1] - y.domain[0]));
    return `${px.toFixed(1)},${py.toFixed(1)}`;
  };
  const trace = contours().size([columns, rows]).smooth(true);
  return key.edges.flatMap((edge, index) => {
    const threshold = index === 0 ? -1e300 : key.scale.position(edge);
    const shape = trace.contour(values, threshold);
    const rings = shape.coordinates.flat().map((ring) => `M${ring.map(point).join('L')}Z`);
    if (rings.length === 0) return [];
    const edgeStroke = { stroke: paint('on-map'), 'stroke-opacity': 0.22, 'stroke-width': 0.7 };
    return [
      svgNode('path', { d: rings.join(''), fill: key.colours[index], ...(index === 0 ? {} : edgeStroke) }),
    ];
  });
}

/** The key: the bands as a column right of the plot, with the ticks of their edges. */
function drawKey(key: Key, label: string, area: Area): readonly SvgNode[] {
  const [left, width] = [area.left + area.width + 12, 10];
  const scale = key.scale.over([area.top + area.height, area.top]);
  const bands = key.edges.map((edge, index) => {
    const bottom = index === 0 ? area.top + area.height : scale.position(edge);
    const next = key.edges[index + 1];
    const top = next === undefined ? area.top : scale.position(next);
    return svgNode('rect', { x: left, y: top, width, height: bottom - top, fill: key.colours[index] });
  });
  const every = Math.max(1, Math.ceil(scale.ticks.length / Math.max(1, area.height / 22)));
  const ticks = scale.ticks
    .filter((_, index) => index % every === 0)
    .map((tick) =>
      textNode(tick.label, left + width + 5, scale.position(tick.value) + 3.8, { size: fontSize.tick }),
    );
  return [textNode(label, left, area.top - 11, {}), ...bands, ...ticks, frame(area)];
}

function frame(area: Area): SvgNode {
  return svgNode('rect', {
    x: area.left,
    y: area.top,
    width: area.width,
    height: area.height,
    fill: 'none',
    stroke: paint('axis'),
    'stroke-width': 1,
  });
}

import { contours } from 'd3-contour';
import { interpolateCividis, interpolateMagma, interpolateViridis } from 'd3-scale-chromatic';
import { makeScale, type Scale } from '../scale/scale.ts';
import { svgNode, type SvgNode } from '../svg/node.ts';
import { paint } from '../theme/palette.ts';
import type { FieldGrid } from './grid.ts';

/** Cut at both ends, so that white arrows and lines stand out everywhere. */
const colourMaps = {
  viridis: interpolateViridis,
  cividis: interpolateCividis,
  magma: interpolateMagma,
} as const;

/** Colours from low to high, all readable with colour-blind eyes. */
export type ColourMap = keyof typeof colourMaps;

/** The colour of a share of the way from low to high, as CSS. */
export function colourAt(map: ColourMap, share: number): string {
  return colourMaps[map](0.06 + 0.8 * share);
}

/** Red, green and blue of 256 colours from low to high, 0 … 255 each. */
export function colourTable(map: ColourMap): Uint8Array {
  const table = new Uint8Array(256 * 3);
  for (let step = 0; step < 256; step++) table.set(channelsOf(colourAt(map, step / 255)), 3 * step);
  return table;
}

/** Red, green and blue of `#rrggbb` or `rgb(r, g, b)`, the two ways in which colour maps are written. */
function channelsOf(colour: string): number[] {
  if (colour.startsWith('#')) {
    return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  }
  return (colour.match(/\d+/g) ?? []).map(Number);
}

/** Which values the bands of a map part, and their colours. */
export interface BandKey {
  /** Lower edges of the bands, rising; the first band holds all that lies lower, too. */
  readonly edges: readonly number[];
  readonly colours: readonly string[];
  readonly scale: Scale;
  readonly labels: readonly string[];
}

/** How values are cut into bands. */
export interface BandOptions {
  /** About how many bands of colour; default 12. */
  readonly levels?: number | undefined;
  /** Interval of values that the colours span; what lies beyond takes the end colours. Default: all values. */
  readonly valueDomain?: readonly [number, number] | undefined;
  /** Colours from low to high; default `'viridis'`. */
  readonly colourMap?: ColourMap | undefined;
}

/** Cuts the span of the values into bands with round edges. */
export function makeBands(options: BandOptions, span: readonly [number, number]): BandKey {
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
  const map = options.colourMap ?? 'viridis';
  const colours = edges.map((_, index) =>
    colourAt(map, edges.length === 1 ? 0.5 : index / (edges.length - 1)),
  );
  return { edges, colours, scale, labels: scale.ticks.map(({ label }) => label) };
}

/** Draws each band as the area where the values lie above its lower edge. */
export function drawBands(grid: FieldGrid, key: BandKey, x: Scale, y: Scale): readonly SvgNode[] {
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

import type { Scale } from '../scale/scale.ts';
import { svgNode, type Area, type SvgNode } from '../svg/node.ts';
import { paint, type Colour } from '../theme/palette.ts';
import { fontSize, textNode } from './layout.ts';

/** A horizontal line to compare with. */
export interface Reference {
  /** Its height, in the unit of the data. */
  readonly value: number;
  /** Written at its end; default none. */
  readonly label?: string | undefined;
  /** Colour by name; default `'grey'`. */
  readonly colour?: Colour | undefined;
}

/** A stretch of the horizontal axis that is shaded. */
export interface Band {
  readonly from: number;
  readonly to: number;
  /** Written above it; default none. */
  readonly label?: string | undefined;
}

/** The dashed line of a reference. */
export function drawReference(reference: Reference, y: Scale, area: Area): readonly SvgNode[] {
  const at = y.position(reference.value);
  if (!Number.isFinite(at)) return [];
  return [
    svgNode('line', {
      x1: area.left,
      x2: area.left + area.width,
      y1: at,
      y2: at,
      stroke: paint(reference.colour ?? 'grey'),
      'stroke-width': 1.25,
      'stroke-dasharray': '5 4',
    }),
  ];
}

function bandEdges(band: Band, x: Scale, area: Area): readonly [number, number] | undefined {
  const clamp = (at: number): number => Math.max(area.left, Math.min(area.left + area.width, at));
  const edges = [clamp(x.position(band.from)), clamp(x.position(band.to))] as const;
  return Number.isFinite(edges[0]) && edges[1] > edges[0] ? edges : undefined;
}

/** The shaded areas, drawn under everything else. */
export function drawBands(bands: readonly Band[], x: Scale, area: Area): readonly SvgNode[] {
  return bands.flatMap((band) => {
    const edges = bandEdges(band, x, area);
    return edges === undefined
      ? []
      : [
          svgNode('rect', {
            x: edges[0],
            y: area.top,
            width: edges[1] - edges[0],
            height: area.height,
            fill: paint('grey'),
            'fill-opacity': 0.12,
          }),
        ];
  });
}

/** The names of the bands, above the plot. */
export function bandLabels(bands: readonly Band[], x: Scale, area: Area): readonly SvgNode[] {
  return bands.flatMap((band) => {
    const edges = bandEdges(band, x, area);
    if (edges === undefined || band.label === undefined) return [];
    return [
      textNode(band.label, (edges[0] + edges[1]) / 2, area.top - 4, {
        size: fontSize.tick,
        anchor: 'middle',
      }),
    ];
  });
}

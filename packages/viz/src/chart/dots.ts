import { svgNode, type SvgNode } from '../svg/node.ts';
import { paint } from '../theme/palette.ts';

/** How dots look, and which of them are drawn. */
export interface DotStyle {
  /** Colour name. */
  readonly colour: string;
  readonly radius: number;
  readonly opacity?: number | undefined;
  /** Whether a dot at this position is drawn; default: every one. */
  readonly shown?: ((x: number, y: number) => boolean) | undefined;
}

/** Dots as one path of strokes of no length with round ends: a thousand circles would be ten times the text. */
export function drawDots(
  count: number,
  x: (index: number) => number,
  y: (index: number) => number,
  { colour, radius, opacity, shown }: DotStyle,
): readonly SvgNode[] {
  const strokes: string[] = [];
  for (let index = 0; index < count; index++) {
    const [px, py] = [x(index), y(index)];
    if (!Number.isFinite(px + py) || shown?.(px, py) === false) continue;
    const at = `${px.toFixed(1)},${py.toFixed(1)}`;
    strokes.push(`M${at}L${at}`);
  }
  if (strokes.length === 0) return [];
  return [
    svgNode('path', {
      d: strokes.join(''),
      fill: 'none',
      stroke: paint(colour),
      'stroke-width': 2 * radius,
      'stroke-linecap': 'round',
      'stroke-opacity': opacity,
    }),
  ];
}

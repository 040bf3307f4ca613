import { fontSize, textNode } from '../chart/layout.ts';
import { withTicks, type Scale } from '../scale/scale.ts';
import { svgNode, type Area, type SvgNode } from '../svg/node.ts';
import { paint } from '../theme/palette.ts';

/** Rows from the top, each position the middle of its row. */
export function rowScale(labels: readonly string[]): Scale {
  const rows = Math.max(1, labels.length);
  const ticks = labels.map((label, value) => ({ value, label }));
  return withTicks({ kind: 'linear', domain: [rows - 0.5, -0.5] }, ticks, [0, 1]);
}

/** A dashed line across all rows, and its name above them, which may stand beside it. */
export function dashedLine(at: number, name: string, area: Area, nameAt: number = at): readonly SvgNode[] {
  return [
    svgNode('line', {
      x1: at,
      x2: at,
      y1: area.top - 2,
      y2: area.top + area.height,
      stroke: paint('ink'),
      'stroke-width': 1.25,
      'stroke-dasharray': '4 3',
    }),
    textNode(name, nameAt, area.top - 6, { size: fontSize.tick, anchor: 'middle', name: 'ink' }),
  ];
}

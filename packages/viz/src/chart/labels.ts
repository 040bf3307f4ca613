import { svgNode, type Area, type SvgNode } from '../svg/node.ts';
import { paint } from '../theme/palette.ts';
import { textWidth, wrapText } from '../theme/text.ts';
import { fontSize, textNode } from './layout.ts';

/** A label that belongs to a point of the plot and is written in the right margin. */
export interface EndLabel {
  readonly text: string;
  /** Colour name; its `-text` variant is used. */
  readonly colour: string;
  /** The point that the label names, in SVG units. */
  readonly point: { readonly x: number; readonly y: number };
}

const lineHeight = 13;
const gap = 10;

/** How far labels may reach into the width of the figure before they wrap. */
function labelLimit(width: number): number {
  return Math.max(60, Math.min(170, width * 0.3));
}

/** The right margin that the labels need. */
export function endLabelMargin(texts: readonly string[], figureWidth: number): number {
  const limit = labelLimit(figureWidth);
  const widest = Math.max(
    0,
    ...texts.flatMap((text) =>
      wrapText(text, fontSize.label, limit, 'bold').map((line) => textWidth(line, fontSize.label, 'bold')),
    ),
  );
  return widest === 0 ? 0 : widest + gap + 2;
}

/**
 * Moves intervals of the given heights, wanted at `centres`, so that none overlap and all lie in [top, bottom].
 * Least squares: isotonic regression by pooling neighbours, n log n for the sort. Returns centres in the given order.
 */
export function spreadLabels(
  centres: readonly number[],
  heights: readonly number[],
  top: number,
  bottom: number,
): readonly number[] {
  const order = centres.map((_, index) => index).sort((a, b) => (centres[a] ?? 0) - (centres[b] ?? 0));
  const total = heights.reduce((sum, height) => sum + height, 0);
  const squeeze = Math.min(1, (bottom - top) / Math.max(total, 1e-9));
  const pools: { sum: number; count: number }[] = [];
  const offsets: number[] = [];
  let offset = 0;
  for (const index of order) {
    const half = ((heights[index] ?? 0) * squeeze) / 2;
    offset += half;
    offsets.push(offset);
    pools.push({ sum: (centres[index] ?? 0) - offset, count: 1 });
    offset += half;
    for (;;) {
      const last = pools.at(-1);
      const before = pools.at(-2);
      if (!last || !before || before.sum / before.count <= last.sum / last.count) break;
      pools.splice(-2, 2, { sum: before.sum + last.sum, count: before.count + last.count });
    }
  }
  const highest = Math.max(top, bottom - offset);
  const starts = pools.flatMap(({ sum, count }) =>
    Array.from({ length: count }, () => Math.min(highest, Math.max(top, sum / count))),
  );
  const placed = new Array<number>(centres.length).fill(0);
  order.forEach((index, rank) => {
    placed[index] = (starts[rank] ?? top) + (offsets[rank] ?? 0);
  });
  return placed;
}

/** Draws the labels to the right of the plot, each beside its point or joined to it by a hairline. */
export function drawEndLabels(
  labels: readonly EndLabel[],
  area: Area,
  figureWidth: number,
): readonly SvgNode[] {
  const limit = labelLimit(figureWidth);
  const right = area.left + area.width;
  const room = Math.max(1, Math.floor((area.height + 12) / lineHeight));
  const shown = labels.length <= room ? labels : labels.slice(0, room - 1);
  const blocks = shown.map((label) => ({
    label,
    lines: wrapText(label.text, fontSize.label, limit, 'bold'),
  }));
  if (shown.length < labels.length) {
    const point = { x: right, y: area.top + area.height };
    blocks.push({
      label: { text: '', colour: 'grey', point },
      lines: [`and ${labels.length - shown.length} more`],
    });
  }
  const places = spreadLabels(
    blocks.map(({ label }) => label.point.y),
    blocks.map(({ lines }) => lines.length * lineHeight + 1),
    area.top - 6,
    area.top + area.height + 6,
  );
  return blocks.flatMap(({ label, lines }, index) => {
    const y = places[index] ?? label.point.y;
    const first = y - ((lines.length - 1) * lineHeight) / 2 + 4;
    const texts = lines.map((line, k) =>
      textNode(line, right + gap, first + k * lineHeight, { name: `${label.colour}-text`, weight: 600 }),
    );
    const joined = Math.abs(y - label.point.y) > 4 || label.point.x < right - 6;
    if (!joined || label.text === '') return texts;
    const leader = svgNode('path', {
      d: `M${r(label.point.x + 3)},${r(label.point.y)}L${r(Math.max(right, label.point.x + 3))},${r(label.point.y)}L${r(right + gap - 2)},${r(y)}`,
      fill: 'none',
      stroke: paint(label.colour),
      'stroke-width': 0.75,
      'stroke-opacity': 0.55,
    });
    return [leader, ...texts];
  });
}

function r(value: number): number {
  return Math.round(value * 100) / 100;
}

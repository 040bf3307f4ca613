import { fontSize, textNode } from '../chart/layout.ts';
import { svgNode, type Area, type SvgNode } from '../svg/node.ts';
import { textWidth } from '../theme/text.ts';
import type { BandKey } from './bands.ts';

/** How wide the margin right of a plot must be for its key. */
export function keyMargin(key: BandKey | undefined, label: string): number {
  if (key === undefined) return 0;
  const widest = Math.max(
    textWidth(label, fontSize.label) - 18,
    ...key.labels.map((text) => textWidth(text, fontSize.tick)),
  );
  return 30 + widest;
}

/** The key: the bands as a column right of the plot, with the ticks of their edges. */
export function drawKey(key: BandKey, label: string, area: Area): readonly SvgNode[] {
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
  return [textNode(label, left, area.top - 11, {}), ...bands, ...ticks];
}

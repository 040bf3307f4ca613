import type { Scale, Tick } from '../scale/scale.ts';
import { svgNode, type Area, type SvgNode } from '../svg/node.ts';
import { paint } from '../theme/palette.ts';
import { textWidth } from '../theme/text.ts';
import { drawEndLabels, endLabelMargin, type EndLabel } from './labels.ts';
import { figureRoot, fontSize, footer, header, moved, textNode, type FigureOptions } from './layout.ts';

/** A plot between two axes, before it has a place. */
export interface CartesianPlot {
  /** The kind of figure, read out when there is no title. */
  readonly kind: string;
  readonly x: Scale;
  readonly y: Scale;
  readonly size: { readonly width: number; readonly height: number };
  readonly xLabel?: string | undefined;
  readonly yLabel?: string | undefined;
  /** Lines across the plot at the y ticks; default true. */
  readonly yGrid?: boolean | undefined;
  /** Least width of the margin right of the plot; default what the labels need. */
  readonly rightMargin?: number | undefined;
  /** Lines across the plot at the x ticks too; default false. */
  readonly xGrid?: boolean | undefined;
  /** Room for names of bands above the plot; default false. */
  readonly bandNames?: boolean | undefined;
  /** Whether the plot itself is square, for phase portraits; its height then follows from the width unless given; default false. */
  readonly square?: boolean | undefined;
  readonly description: string;
  readonly notes: readonly (string | undefined)[];
  /** Texts of the labels in the right margin; their points come from `labels` once the scales have a place. */
  readonly labelTexts: readonly string[];
  labels(x: Scale, y: Scale): readonly EndLabel[];
  /** The marks, drawn above the grid and cut off at the edges of the area. */
  marks(x: Scale, y: Scale, area: Area): readonly SvgNode[];
  /** Marks above those that are not cut off; default none. */
  topMarks?(x: Scale, y: Scale, area: Area): readonly SvgNode[];
  /** Keys and names that stay where the marks are left out; default none. */
  overlay?(x: Scale, y: Scale, area: Area): readonly SvgNode[];
}

/** Lays out a plot with its axes, header, labels and notes. */
export function cartesian(plot: CartesianPlot, options: FigureOptions): SvgNode {
  const { width, height } = plot.size;
  const head = header(options, width);
  const foot = footer([options.note, ...plot.notes], width);
  const yLabelHeight = plot.yLabel === undefined || plot.yLabel === '' ? 8 : 22;
  const xLabelHeight = plot.xLabel === undefined || plot.xLabel === '' ? 0 : 18;
  const left = Math.max(18, ...plot.y.ticks.map(({ label }) => textWidth(label, fontSize.tick) + 9));
  const lastTick = Math.max(
    0,
    ...plot.x.ticks.slice(-1).map(({ label }) => textWidth(label, fontSize.tick) / 2),
  );
  const right = Math.min(
    width * 0.45,
    Math.max(endLabelMargin(plot.labelTexts, width), plot.rightMargin ?? 0, lastTick, 6),
  );
  const top = head.height + yLabelHeight + (plot.bandNames === true ? 12 : 0);
  const room: Area = {
    left,
    top,
    width: Math.max(40, width - left - right),
    height: Math.max(40, height - top - 22 - xLabelHeight - foot.height),
  };
  const side = options.height === undefined ? room.width : Math.min(room.width, room.height);
  const area = plot.square === true ? { ...room, width: side, height: side } : room;
  const x = plot.x.over([area.left, area.left + area.width]);
  const y = plot.y.over([area.top + area.height, area.top]);
  const bottom = area.top + area.height;
  const content = [
    ...head.nodes,
    ...(yLabelHeight > 8 ? [textNode(plot.yLabel ?? '', 0, head.height + 10)] : []),
    ...yAxis(y, area, plot.yGrid !== false),
    ...(plot.xGrid === true ? xGrid(x, area) : []),
    svgNode(
      'svg',
      {
        x: area.left,
        y: area.top,
        width: area.width,
        height: area.height,
        viewBox: box(area),
        overflow: 'hidden',
      },
      plot.marks(x, y, area),
    ),
    ...xAxis(x, area),
    ...(xLabelHeight > 0
      ? [textNode(plot.xLabel ?? '', area.left + area.width / 2, bottom + 36, { anchor: 'middle' })]
      : []),
    ...(options.marks === false ? [] : (plot.topMarks?.(x, y, area) ?? [])),
    ...(plot.overlay?.(x, y, area) ?? []),
    ...drawEndLabels(plot.labels(x, y), area, width),
    moved(foot.nodes, 0, bottom + 22 + xLabelHeight),
  ];
  const used = bottom + 22 + xLabelHeight + foot.height;
  const size = plot.square === true && options.height === undefined ? { width, height: used } : plot.size;
  const frame = {
    area,
    x: { kind: x.kind, domain: x.domain },
    y: { kind: y.kind, domain: y.domain },
  };
  return figureRoot(plot.kind, options, size, plot.description, content, [frame]);
}

function box(area: Area): string {
  return [area.left, area.top, area.width, area.height].map((side) => Math.round(side * 100) / 100).join(' ');
}

function yAxis(y: Scale, area: Area, grid: boolean): readonly SvgNode[] {
  return y.ticks.flatMap(({ value, label }) => {
    const at = y.position(value);
    return [
      ...(grid
        ? [
            svgNode('line', {
              x1: area.left,
              x2: area.left + area.width,
              y1: at,
              y2: at,
              stroke: paint('grid'),
              'stroke-width': 1,
            }),
          ]
        : []),
      textNode(label, area.left - 8, at + 3.8, { size: fontSize.tick, anchor: 'end' }),
    ];
  });
}

function xGrid(x: Scale, area: Area): readonly SvgNode[] {
  return x.ticks.map(({ value }) => {
    const at = x.position(value);
    return svgNode('line', {
      x1: at,
      x2: at,
      y1: area.top,
      y2: area.top + area.height,
      stroke: paint('grid'),
      'stroke-width': 1,
    });
  });
}

function xAxis(x: Scale, area: Area): readonly SvgNode[] {
  const bottom = area.top + area.height;
  const base = svgNode('line', {
    x1: area.left,
    x2: area.left + area.width,
    y1: bottom,
    y2: bottom,
    stroke: paint('axis'),
    'stroke-width': 1,
  });
  const marks = roomyTicks(x).flatMap(({ value, label }) => {
    const at = x.position(value);
    return [
      svgNode('line', {
        x1: at,
        x2: at,
        y1: bottom,
        y2: bottom + 4,
        stroke: paint('axis'),
        'stroke-width': 1,
      }),
      textNode(label, at, bottom + 17, { size: fontSize.tick, anchor: 'middle' }),
    ];
  });
  return [base, ...marks];
}

/** Every tick, or every second, third … until the labels stand apart. */
function roomyTicks(x: Scale): readonly Tick[] {
  for (let every = 1; every < x.ticks.length; every++) {
    const kept = x.ticks.filter((_, index) => index % every === 0);
    const apart = kept.every((tick, index) => {
      const next = kept[index + 1];
      if (next === undefined) return true;
      const need = (textWidth(tick.label, fontSize.tick) + textWidth(next.label, fontSize.tick)) / 2 + 8;
      return Math.abs(x.position(next.value) - x.position(tick.value)) >= need;
    });
    if (apart) return kept;
  }
  return x.ticks.slice(0, 1);
}

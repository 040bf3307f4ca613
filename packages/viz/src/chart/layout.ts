import { svgNode, type Area, type PlotFrame, type SvgNode } from '../svg/node.ts';
import { paint } from '../theme/palette.ts';
import { figureStyle, fontFamily } from '../theme/style.ts';
import { wrapText } from '../theme/text.ts';

/** Options that every figure takes. */
export interface FigureOptions {
  /** Heading, drawn at the top and read out as the name of the figure; default: none drawn, the kind of figure read out. */
  readonly title?: string | undefined;
  /** A second line under the heading; default none. */
  readonly subtitle?: string | undefined;
  /** What the figure shows, in words, for readers who do not see it; default: composed from the data. */
  readonly description?: string | undefined;
  /** A small line at the bottom; default none. Values that could not be drawn are always mentioned there. */
  readonly note?: string | undefined;
  /** Width in SVG units (CSS pixels at scale 1), 240 or more; default 520, or as the figure says. */
  readonly width?: number | undefined;
  /** Height in SVG units; default depends on the figure. */
  readonly height?: number | undefined;
  /**
   * Whether the data are drawn; default true. `false` leaves axes, labels and keys on no background: the frame of a
   * canvas that lies under it, painted with the scales that `layoutOf` gives.
   */
  readonly marks?: boolean | undefined;
}

/** Font sizes in SVG units. */
export const fontSize = { title: 15, subtitle: 12.5, label: 11.5, tick: 11 } as const;

/** One line of text; `name` is a colour name, `anchor` where (x, y) lies on the line. */
export function textNode(
  content: string,
  x: number,
  y: number,
  options: {
    readonly size?: number;
    readonly name?: string;
    readonly anchor?: 'start' | 'middle' | 'end';
    readonly weight?: number;
  } = {},
): SvgNode {
  return svgNode(
    'text',
    {
      x,
      y,
      'font-size': options.size ?? fontSize.label,
      fill: paint(options.name ?? 'muted'),
      'text-anchor': options.anchor === 'start' ? undefined : options.anchor,
      'font-weight': options.weight,
    },
    [content],
  );
}

/** What an empty plot says, in its middle. */
export function noValues(area: Area): SvgNode {
  const [x, y] = [area.left + area.width / 2, area.top + area.height / 2];
  return textNode('No values to show', x, y, { anchor: 'middle' });
}

/** The lines above the plot and the height that they take. */
export interface Block {
  readonly nodes: readonly SvgNode[];
  readonly height: number;
}

/** Title and subtitle, wrapped to the width. */
export function header(options: FigureOptions, width: number): Block {
  const nodes: SvgNode[] = [];
  let y = 0;
  for (const line of wrapText(options.title ?? '', fontSize.title, width, 'bold')) {
    y += 19;
    nodes.push(textNode(line, 0, y - 4, { size: fontSize.title, name: 'ink', weight: 650 }));
  }
  for (const line of wrapText(options.subtitle ?? '', fontSize.subtitle, width)) {
    y += 17;
    nodes.push(textNode(line, 0, y - 3, { size: fontSize.subtitle }));
  }
  return { nodes, height: y === 0 ? 0 : y + 7 };
}

/** The note under the plot, wrapped to the width; its first line starts at y = 0. */
export function footer(notes: readonly (string | undefined)[], width: number): Block {
  const text = notes.filter((note) => note !== undefined && note !== '').join(' ');
  const lines = wrapText(text, fontSize.tick, width);
  return {
    nodes: lines.map((line, index) => textNode(line, 0, 15 + 14 * index, { size: fontSize.tick })),
    height: lines.length === 0 ? 0 : 6 + 14 * lines.length,
  };
}

/** Moves nodes down and right. */
export function moved(nodes: readonly SvgNode[], x: number, y: number): SvgNode {
  return svgNode(
    'g',
    { transform: `translate(${Math.round(x * 100) / 100} ${Math.round(y * 100) / 100})` },
    nodes,
  );
}

/** Space around the content of every figure, in SVG units. */
export const outerMargin = 12;

/** Checks the width and height of a figure. */
export function figureSize(
  name: string,
  options: FigureOptions,
  fallback: { readonly width?: number; readonly height: number },
): { readonly width: number; readonly height: number } {
  const width = options.width ?? fallback.width ?? 520;
  const height = options.height ?? fallback.height;
  if (!(width >= 240 && width <= 1e5) || !(height >= 120 && height <= 1e5)) {
    throw new RangeError(
      `${name}: width must be 240 or more and height 120 or more, but got ${width} × ${height}; scale the SVG instead`,
    );
  }
  return { width, height };
}

/** The root element: named, described, styled, on its own background; content coordinates start inside the margin. */
export function figureRoot(
  kind: string,
  options: FigureOptions,
  size: { readonly width: number; readonly height: number },
  description: string,
  content: readonly SvgNode[],
  plots: readonly PlotFrame[] = [],
): SvgNode {
  const name = options.title ?? kind;
  const width = size.width + 2 * outerMargin;
  const height = size.height + 2 * outerMargin;
  const root = svgNode(
    'svg',
    {
      class: 'hgn-figure',
      role: 'img',
      'aria-label': name,
      width,
      height,
      viewBox: `0 0 ${Math.round(width * 100) / 100} ${Math.round(height * 100) / 100}`,
      'font-family': fontFamily,
      'font-size': fontSize.label,
    },
    [
      svgNode('title', {}, [name]),
      svgNode('desc', {}, [options.description ?? description]),
      svgNode('style', {}, [figureStyle]),
      ...(options.marks === false
        ? []
        : [svgNode('rect', { width: '100%', height: '100%', fill: paint('background') })]),
      moved(content, outerMargin, outerMargin),
    ],
  );
  const placed = plots.map(({ area, ...axes }) => ({
    ...axes,
    area: { ...area, left: area.left + outerMargin, top: area.top + outerMargin },
  }));
  return plots.length === 0 ? root : { ...root, plots: placed };
}

/** Options over defaults; an option that is undefined counts as not given. */
export function withDefaults<T extends object>(defaults: T, options: T): T {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  return { ...defaults, ...given };
}

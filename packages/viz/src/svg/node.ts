import type { Axis } from '../scale/scale.ts';

/** A value that an SVG attribute takes; numbers are rounded to hundredths of a unit when the node is made. */
export type AttributeValue = string | number;

/** Where a plot lies in its figure and what its axes show, as plain data; `layoutOf` makes scales of it. */
export interface PlotFrame {
  /** The rectangle between the axes, in the units of the figure's viewBox. */
  readonly area: Area;
  /** The horizontal axis, from left to right. */
  readonly x: Axis;
  /** The vertical axis, from bottom to top. */
  readonly y: Axis;
}

/** A rectangle in SVG units. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** One element of a figure: plain immutable data that `toSvgString` and `toSvgElement` turn into something to show. */
export interface SvgNode {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly children: readonly (SvgNode | string)[];
  /** On the root of a figure: its plots. Never written to SVG. */
  readonly plots?: readonly PlotFrame[] | undefined;
}

/** Rounds to hundredths, the resolution of every coordinate in a figure; never returns -0. */
export function roundCoordinate(value: number): number {
  return Math.round(value * 100) / 100 + 0;
}

/**
 * Makes one SVG element; attributes that are undefined are left out, numbers are rounded to hundredths.
 *
 * @throws RangeError if a numeric attribute is not finite: a figure never holds NaN coordinates.
 * @example
 * ```ts
 * import { svgNode, toSvgString } from '@hgn/viz';
 * console.log(toSvgString(svgNode('circle', { cx: 8, cy: 8, r: 4.567 }))); // <circle cx="8" cy="8" r="4.57"/>
 * ```
 */
export function svgNode(
  tag: string,
  attributes: Readonly<Record<string, AttributeValue | undefined>> = {},
  children: readonly (SvgNode | string)[] = [],
): SvgNode {
  const kept: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined) continue;
    if (typeof value === 'number' && !Number.isFinite(value)) {
      throw new RangeError(
        `svgNode: numeric attributes must be finite, but ${name} of <${tag}> is ${value}; leave the mark out instead`,
      );
    }
    kept[name] = typeof value === 'number' ? roundCoordinate(value) : value;
  }
  return { tag, attributes: kept, children };
}

/**
 * Rebuilds a tree bottom up; `replace` returns the new node, or undefined to drop it. Costs one visit a node.
 *
 * @example
 * ```ts
 * const figure = lineChart([{ label: 'q', y: [0, 1, 0] }]);
 * const withoutText = mapNodes(figure, (node) => (node.tag === 'text' ? undefined : node));
 * ```
 */
export function mapNodes(
  node: SvgNode,
  replace: (node: SvgNode) => SvgNode | undefined,
): SvgNode | undefined {
  const children = node.children
    .map((child) => (typeof child === 'string' ? child : mapNodes(child, replace)))
    .filter((child) => child !== undefined);
  return replace({ ...node, children });
}

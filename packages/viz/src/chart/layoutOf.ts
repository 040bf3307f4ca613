import { placeAxis, type PlotScale } from '../scale/scale.ts';
import type { Area, PlotFrame, SvgNode } from '../svg/node.ts';

/** A plot with scales that go both ways: from data to positions in SVG units and back. */
export interface Plot {
  /** The rectangle between the axes, in the units of the figure's viewBox. */
  readonly area: Area;
  /** The horizontal scale, positions growing to the right. */
  readonly x: PlotScale;
  /** The vertical scale, positions growing downward. */
  readonly y: PlotScale;
}

/** Where the plots of a figure lie. */
export interface FigureLayout {
  /** Width of the viewBox, in SVG units. */
  readonly width: number;
  /** Height of the viewBox. */
  readonly height: number;
  /** The first plot, for figures that have one. */
  readonly plot: Plot;
  /** All plots, in the order in which they are drawn. */
  readonly plots: readonly Plot[];
}

/**
 * Gives a plot its scales; for a canvas that has no figure, `area` is in the units of the canvas.
 *
 * @example
 * ```ts
 * const axis = { kind: 'linear', domain: [-1, 1] } as const;
 * const { y } = placePlot({ area: { left: 0, top: 0, width: 300, height: 200 }, x: axis, y: axis });
 * console.log(y.position(1), y.invert(200)); // 0 -1
 * ```
 */
export function placePlot({ area, x, y }: PlotFrame): Plot {
  return {
    area,
    x: placeAxis(x, [area.left, area.left + area.width]),
    y: placeAxis(y, [area.top + area.height, area.top]),
  };
}

/**
 * Where a figure's plots lie and what its axes show, so that a page can put data on it and turn a pointer into data.
 * Costs nothing that grows with the data; works for every figure with axes.
 *
 * @throws TypeError if the figure has no plot: film strips and image grids have no axes, a part of a figure no layout.
 * @example
 * ```ts
 * import { layoutOf, phasePortrait } from '@hgn/viz';
 * const { plot } = layoutOf(phasePortrait([{ q: [1, 0], p: [0, -1] }], { qDomain: [-2, 2], pDomain: [-2, 2] }));
 * const [q, p] = [0.5, -1];
 * const back = plot.x.invert(plot.x.position(q));
 * console.log(back.toFixed(6), plot.y.position(p) > plot.y.position(0)); // 0.500000 true
 * ```
 */
export function layoutOf(figure: SvgNode): FigureLayout {
  const plots = (figure.plots ?? []).map(placePlot);
  const [plot] = plots;
  if (plot === undefined) {
    const name = figure.attributes['aria-label'] ?? `<${figure.tag}>`;
    throw new TypeError(
      `layoutOf: the figure must have a plot, but ${name} has none; pass what a figure with axes returned`,
    );
  }
  const [, , width = 0, height = 0] = String(figure.attributes.viewBox).split(' ').map(Number);
  return { width, height, plot, plots };
}

/** A box on the page, as `getBoundingClientRect` gives it. */
export interface PageBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Turns a point of the page (`clientX`, `clientY` of a pointer event) into the units of a figure that is shown in
 * `box`. The figure may be scaled: it keeps its shape and sits in the middle of its box, as browsers show an SVG.
 *
 * @example
 * ```ts
 * const layout = layoutOf(lineChart([{ label: 'q', y: [0, 1] }], { width: 376, height: 176 }));
 * const at = figurePoint(layout, { left: 10, top: 0, width: 800, height: 400 }, { x: 410, y: 200 });
 * console.log(at); // { x: 200, y: 100 }
 * ```
 */
export function figurePoint(
  layout: { readonly width: number; readonly height: number },
  box: PageBox,
  point: { readonly x: number; readonly y: number },
): { readonly x: number; readonly y: number } {
  const scale = Math.min(box.width / layout.width, box.height / layout.height);
  const left = box.left + (box.width - scale * layout.width) / 2;
  const top = box.top + (box.height - scale * layout.height) / 2;
  return { x: (point.x - left) / scale, y: (point.y - top) / scale };
}

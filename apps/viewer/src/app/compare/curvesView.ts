import {
  fitCanvas,
  layoutOf,
  lineChart,
  paintTrajectories,
  type FigureLayout,
  type LineChartOptions,
  type LineSeries,
  type SvgNode,
} from '@hgn/viz';
import type { CurveSet } from '../metrics/protocol.ts';
import { figureElement, pageMode } from '../run/tabs/shared/figure.ts';
import { el } from '../style/el.ts';

/** Curves of many runs on a canvas below axes. */
export interface CurvesView {
  readonly element: HTMLElement;
  /** Draws the curves; one of them may stand out. Cost: some milliseconds for 200. */
  draw(set: CurveSet, name: string, colours: ReadonlyMap<string, string>, pointed: string | undefined): void;
}

/** Makes a view without curves. */
export function curvesView(): CurvesView {
  const canvas = el('canvas', { 'aria-hidden': 'true' });
  const element = el('div', { class: 'plot compare-curves' });
  let drawn = '';
  let layout: FigureLayout | undefined;
  return {
    element,
    draw({ curves, steps }, name, colours, pointed) {
      const [low, high] = extent(curves.map(({ mean }) => mean));
      // As wide as there is room, so that words on a narrow page keep their size.
      const width = Math.max(320, Math.min(widest, element.clientWidth || widest));
      const frame = JSON.stringify([steps, low, high, name, width]);
      if (frame !== drawn) {
        // The axes are those of an invisible line through the corners; the curves are painted in their scales.
        const figure = lineChart(
          [{ label: '', x: steps, y: [low, high], opacity: 0, labelled: false }],
          axesOf(curves, name, width),
        );
        layout = layoutOf(figure);
        element.replaceChildren(figureElement(figure), canvas);
        drawn = frame;
      }
      const context = canvas.getContext('2d');
      if (context === null || layout === undefined) return;
      fitCanvas(context, layout, Math.max(320, element.clientWidth) * devicePixelRatio);
      const mode = pageMode();
      const paths = curves.map(({ id, steps: q, mean: p }) => ({ q, p, colour: colours.get(id) ?? 'grey' }));
      const many = curves.length > 12;
      paintTrajectories(context, layout.plot, paths, {
        mode,
        lineWidth: many ? 1 : 1.75,
        opacity: pointed === undefined ? (many ? 0.7 : 1) : 0.25,
      });
      const one = curves.findIndex(({ id }) => id === pointed);
      const path = paths[one];
      if (path !== undefined) paintTrajectories(context, layout.plot, [path], { mode, lineWidth: 2.5 });
    },
  };
}

/** Width of the figure where the page has room. */
const widest = 880;

/** Runs of which each has its name beside its curve; of more, names would hide each other. */
const mostLabels = 12;

/** The curves as a figure of lines that can be saved. */
export function curvesFigure(
  { curves }: CurveSet,
  name: string,
  lines: ReadonlyMap<string, Pick<LineSeries, 'label' | 'colour'>>,
): SvgNode {
  const labelled = curves.length <= mostLabels;
  return lineChart(
    curves.map(({ id, steps, mean }) => ({ label: id, ...lines.get(id), x: steps, y: mean, labelled })),
    axesOf(curves, name, widest),
  );
}

/** The axes of curves: on a logarithmic scale where they fall far. */
function axesOf(curves: CurveSet['curves'], name: string, width: number): LineChartOptions {
  const [low, high] = extent(curves.map(({ mean }) => mean));
  return {
    width,
    height: Math.max(240, Math.round((width * 9) / 22)),
    xLabel: 'step',
    yLabel: name,
    yScale: low > 0 && high / low > 20 ? 'log' : 'linear',
    integerX: true,
    kind: `${name} of ${curves.length} runs`,
  };
}

function extent(all: readonly Float64Array[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const values of all) {
    for (const value of values) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return Number.isFinite(high - low) ? [low, low === high ? low + 1 : high] : [0, 1];
}

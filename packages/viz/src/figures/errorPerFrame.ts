import { requireOptions, type OptionNames } from '@hgn/options';
import { figureOptionNames } from './optionNames.ts';
import { withDefaults } from '../chart/layout.ts';
import type { Numbers } from '../chart/lines.ts';
import type { ScaleKind } from '../scale/scale.ts';
import type { SvgNode } from '../svg/node.ts';
import { seriesColour, type Colour } from '../theme/palette.ts';
import { chartOptionNames, drawLineChart, type LineChartOptions, type LineSeries } from './lineChart.ts';

/** The colours that figures of one report give to the kinds of rollout, so that a reader learns them once. */
export const rolloutColours = {
  truth: 'ink',
  forward: 'blue',
  backward: 'orange',
  doubleSpeed: 'teal',
  halfSpeed: 'purple',
} as const satisfies Record<string, Colour>;

/** The error of one kind of rollout, frame by frame. */
export interface FrameErrors {
  readonly label: string;
  /** Mean squared error of each frame. */
  readonly error: Numbers;
  /** Where each frame lies on the horizontal axis; default 0, 1, 2 … */
  readonly times?: Numbers | undefined;
  /** Colour by name; default: the next of the palette; `rolloutColours` has the usual ones. */
  readonly colour?: Colour | undefined;
}

/** A predictor that needs no model, to compare with. */
export interface BaselineErrors {
  readonly label: string;
  /** Its error: one number for all frames, or one a frame. */
  readonly error: number | Numbers;
  /** Where each frame lies on the horizontal axis; default 0, 1, 2 … */
  readonly times?: Numbers | undefined;
}

/** What `errorPerFrame` draws. */
export interface FrameErrorData {
  readonly rollouts: readonly FrameErrors[];
  readonly baselines?: readonly BaselineErrors[] | undefined;
}

/** Options of `errorPerFrame`: those of `lineChart`. */
export interface FrameErrorOptions extends LineChartOptions {
  /** Kind of the vertical scale; default `'auto'`, see `ScaleKind`. */
  readonly yScale?: ScaleKind | undefined;
}

const errorPerFrameOptionNames: OptionNames<FrameErrorOptions> = {
  ...figureOptionNames,
  ...chartOptionNames,
  height: true,
};

/**
 * Draws the error of each frame of rollouts forward, backward and at other speeds, with grey baselines.
 *
 * @throws RangeError if `times` and `error` differ in length.
 * @example
 * ```ts
 * import { errorPerFrame, rolloutColours, toSvgString } from '@hgn/viz';
 * const error = Float64Array.from({ length: 30 }, (_, t) => 1e-5 * (1 + t));
 * const figure = errorPerFrame({
 *   rollouts: [{ label: 'forward', error, colour: rolloutColours.forward }],
 *   baselines: [{ label: 'mean frame', error: 0.012 }],
 * });
 * console.log(toSvgString(figure).includes('mean frame')); // true
 * ```
 */
export function errorPerFrame(data: FrameErrorData, options: FrameErrorOptions = {}): SvgNode {
  requireOptions('errorPerFrame', options, errorPerFrameOptionNames);
  const baselines = data.baselines ?? [];
  const constants = baselines.flatMap(({ label, error }) =>
    typeof error === 'number' ? [{ value: error, label }] : [],
  );
  const curves = baselines.flatMap(({ label, error, times }): LineSeries[] =>
    typeof error === 'number'
      ? []
      : [{ label, y: error, x: times, colour: 'grey', pattern: 'dotted', strokeWidth: 1.6 }],
  );
  const rollouts = data.rollouts.map(({ label, error, times, colour }, index): LineSeries => ({
    label,
    y: error,
    x: times,
    colour: colour ?? seriesColour(index),
    strokeWidth: 2,
  }));
  const defaults: LineChartOptions = {
    kind: 'Error of each frame',
    xLabel: 'frames from the inferred state',
    yLabel: 'pixel MSE',
    yScale: 'auto',
    integerX: true,
  };
  return drawLineChart([...curves, ...rollouts], {
    ...withDefaults(defaults, options),
    references: [...constants, ...(options.references ?? [])],
  });
}

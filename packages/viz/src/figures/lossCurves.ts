import { requireOptions, type OptionNames } from '@hgn/options';
import { figureOptionNames } from './optionNames.ts';
import { withDefaults } from '../chart/layout.ts';
import type { Numbers } from '../chart/lines.ts';
import { prunePoints } from '../chart/prunePoints.ts';
import { formatNumber } from '../scale/format.ts';
import { chooseKind, type ScaleKind } from '../scale/scale.ts';
import type { SvgNode } from '../svg/node.ts';
import { seriesColour, type Colour } from '../theme/palette.ts';
import { chartOptionNames, drawLineChart, type LineChartOptions, type LineSeries } from './lineChart.ts';

/** A logged quantity over the steps of a training run. */
export interface LossTerm {
  readonly label: string;
  /** One value a logged step; values that are not finite leave a gap. */
  readonly values: Numbers;
  /** Colour by name; default: the next of the palette. */
  readonly colour?: Colour | undefined;
}

/** What `lossCurves` draws. */
export interface LossData {
  /** The optimiser steps at which the values were logged; default 0, 1, 2 … */
  readonly steps?: Numbers | undefined;
  readonly terms: readonly LossTerm[];
}

/** Options of `lossCurves`: those of `lineChart` and these. */
export interface LossOptions extends LineChartOptions {
  /** Kind of the vertical scale; default `'auto'`: see `ScaleKind`. */
  readonly yScale?: ScaleKind | undefined;
  /** How many logged values each smoothed point averages over; default a fortieth of them, and 1 smooths nothing. */
  readonly smoothing?: number | undefined;
  /** Whether each label tells the last smoothed value; default true. */
  readonly lastValue?: boolean | undefined;
}

const lossCurvesOptionNames: OptionNames<LossOptions> = {
  ...figureOptionNames,
  ...chartOptionNames,
  smoothing: true,
  lastValue: true,
  height: true,
};

/**
 * Draws one or more loss terms over the steps of a run: the logged values faint, their moving mean bold.
 * The mean is taken in the drawn space (of logarithms on a logarithmic scale), so that spikes do not lift the curve.
 * Long runs are pruned by `prunePoints`; to compare many, keep what that gives for each and draw it with `lineChart`.
 *
 * @throws RangeError if a term has another length than `steps`, or smoothing is not 1 or more.
 * @example
 * ```ts
 * import { lossCurves, toSvgString } from '@hgn/viz';
 * const loss = Float64Array.from({ length: 200 }, (_, step) => Math.exp(-step / 25) + 1e-3);
 * const figure = lossCurves({ terms: [{ label: 'loss', values: loss }] }, { title: 'Training', yLabel: 'loss' });
 * console.log(toSvgString(figure).includes('log scale')); // true
 * ```
 */
export function lossCurves(data: LossData, options: LossOptions = {}): SvgNode {
  requireOptions('lossCurves', options, lossCurvesOptionNames);
  const { steps, terms } = data;
  for (const { label, values } of terms) {
    if (steps !== undefined && steps.length !== values.length) {
      throw new RangeError(
        `lossCurves: every term must have one value a step, but "${label}" has ${values.length} for ${steps.length} steps; fill missing values with NaN`,
      );
    }
  }
  if (options.smoothing !== undefined && !(options.smoothing >= 1)) {
    throw new RangeError(
      `lossCurves: smoothing must be 1 or more, but got ${options.smoothing}; 1 draws the values as they are`,
    );
  }
  const kind = chooseKind(
    options.yScale ?? 'auto',
    terms.flatMap(({ values }) => Array.from(values)),
  );
  const columns = Math.max(1, Math.round(options.width ?? 520));
  const series = terms.flatMap(
    ({ label, values, colour = seriesColour(terms.findIndex((t) => t.label === label)) }) => {
      const window = Math.round(options.smoothing ?? values.length / 40);
      const smooth = window > 1 ? movingMean(values, window, kind) : values;
      const last = Float64Array.from(smooth).findLast(Number.isFinite);
      const text =
        options.lastValue === false || last === undefined ? label : `${label} ${formatNumber(last, 2)}`;
      const bold: LineSeries = { label: text, x: steps, y: smooth, colour, strokeWidth: 2.25 };
      const raw: LineSeries = {
        label,
        x: steps,
        y: values,
        colour,
        strokeWidth: 1,
        opacity: 0.28,
        labelled: false,
      };
      return (window > 1 ? [raw, bold] : [bold]).map((line) => pruned(line, columns, kind));
    },
  );
  const defaults: LineChartOptions = { kind: 'Loss curves', xLabel: 'step', integerX: true };
  return drawLineChart(series, { ...withDefaults(defaults, options), yScale: kind });
}

/**
 * The mean over a centred window of `window` values, cut off at the ends; geometric if `kind` is `'log'`.
 * Values that cannot be drawn stay as they are and count in no mean. Costs length × window: sums are taken afresh for
 * each window, since running sums would carry the rounding of one huge value to all that follow.
 */
export function movingMean(values: Numbers, window: number, kind: 'linear' | 'log'): Float64Array {
  const drawn = Float64Array.from(values, (value) => {
    if (kind === 'log') return value > 0 && Number.isFinite(value) ? Math.log(value) : NaN;
    return Number.isFinite(value) ? value : NaN;
  });
  const before = Math.floor((window - 1) / 2);
  return drawn.map((own, index) => {
    if (Number.isNaN(own)) return values[index] ?? NaN;
    const [from, to] = [Math.max(0, index - before), Math.min(drawn.length, index + window - before)];
    let count = 0;
    for (let k = from; k < to; k++) if (!Number.isNaN(drawn[k])) count++;
    // Divided one by one: the sum of huge losses could overflow.
    let mean = 0;
    for (let k = from; k < to; k++) {
      const value = drawn[k] ?? NaN;
      if (!Number.isNaN(value)) mean += value / count;
    }
    return kind === 'log' ? Math.exp(mean) : mean;
  });
}

/** A line with no more points than the chart can show; one with values that cannot be drawn stays whole, to be counted. */
function pruned(series: LineSeries, columns: number, kind: 'linear' | 'log'): LineSeries {
  const { x, y } = series;
  if (y.length <= 3 * columns) return series;
  for (let index = 0; index < y.length; index++) {
    const value = y[index] ?? NaN;
    if (!Number.isFinite(value) || (kind === 'log' && value <= 0)) return series;
  }
  return { ...series, ...prunePoints(y, { x, columns }) };
}

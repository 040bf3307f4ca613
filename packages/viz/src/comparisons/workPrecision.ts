import { requireOptions, type OptionNames } from '@hgn/options';
import { figureOptionNames } from '../figures/optionNames.ts';
import { withDefaults } from '../chart/layout.ts';
import type { Numbers } from '../chart/lines.ts';
import type { SvgNode } from '../svg/node.ts';
import type { Colour } from '../theme/palette.ts';
import { chartOptionNames, drawLineChart, type LineChartOptions } from '../figures/lineChart.ts';

/** One method at several step sizes. */
export interface WorkSeries {
  readonly label: string;
  /** What each run cost: gradient evaluations, seconds. */
  readonly cost: Numbers;
  /** The error of each run, as many as `cost`. */
  readonly error: Numbers;
  /** Colour by name; default: the next of the palette. */
  readonly colour?: Colour | undefined;
}

/** Options of `workPrecision`: those of `lineChart` and these. */
export interface WorkOptions extends LineChartOptions {
  /** Whether each label tells the order that the points show; default true. */
  readonly order?: boolean | undefined;
}

/**
 * The order of a method as its runs show it: the median of -Δlog(error) / Δlog(cost) over neighbouring costs, so that
 * a plateau of round-off at one end does not move it. NaN for fewer than two usable runs.
 *
 * @example
 * ```ts
 * import { measuredOrder } from '@hgn/viz';
 * console.log(measuredOrder([10, 100, 1000], [1e-2, 1e-4, 1e-6]).toFixed(2)); // 2.00
 * ```
 */
export function measuredOrder(cost: Numbers, error: Numbers): number {
  const points = Array.from(cost, (value, index) => [Math.log(value), Math.log(error[index] ?? NaN)] as const)
    .filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y))
    .sort((a, b) => a[0] - b[0]);
  const slopes = points
    .slice(1)
    .map(([x, y], index) => (y - (points[index]?.[1] ?? NaN)) / (x - (points[index]?.[0] ?? NaN)))
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const middle = (slopes.length - 1) / 2;
  const [low, high] = [slopes[Math.floor(middle)], slopes[Math.ceil(middle)]];
  return low === undefined || high === undefined ? NaN : -(low + high) / 2;
}

const workPrecisionOptionNames: OptionNames<WorkOptions> = {
  ...figureOptionNames,
  ...chartOptionNames,
  order: true,
  height: true,
};

/**
 * Draws error against cost for several methods, both logarithmic: lower left is better, and a steeper line gains more
 * from each further evaluation. Each label tells the measured order.
 *
 * @throws RangeError if cost and error of a method differ in length.
 * @example
 * ```ts
 * import { toSvgString, workPrecision } from '@hgn/viz';
 * const cost = [100, 200, 400];
 * const figure = workPrecision([{ label: 'leapfrog', cost, error: cost.map((n) => 40 / n ** 2) }]);
 * console.log(toSvgString(figure).includes('leapfrog, order\u00a02')); // true
 * ```
 */
export function workPrecision(methods: readonly WorkSeries[], options: WorkOptions = {}): SvgNode {
  requireOptions('workPrecision', options, workPrecisionOptionNames);
  const series = methods.map(({ label, cost, error, colour }) => {
    if (cost.length !== error.length) {
      throw new RangeError(
        `workPrecision: cost and error must have the same length, but "${label}" has ${cost.length} and ${error.length}`,
      );
    }
    const order = measuredOrder(cost, error);
    const sorted = Array.from(cost, (x, index) => ({ x, y: error[index] ?? NaN })).sort((a, b) => a.x - b.x);
    return {
      label:
        options.order === false || !Number.isFinite(order)
          ? label
          : `${label}, order\u00a0${Number(order.toFixed(1))}`,
      x: sorted.map(({ x }) => x),
      y: sorted.map(({ y }) => y),
      colour,
      points: true,
    };
  });
  const defaults: LineChartOptions = {
    kind: 'Work and precision',
    xLabel: 'gradient evaluations',
    yLabel: 'error',
    xScale: 'log',
    yScale: 'log',
    xGrid: true,
  };
  return drawLineChart(series, withDefaults(defaults, options));
}

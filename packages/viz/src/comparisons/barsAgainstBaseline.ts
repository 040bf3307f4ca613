import { requireOptions, type OptionNames } from '@hgn/options';
import { figureOptionNames } from '../figures/optionNames.ts';
import { cartesian } from '../chart/axes.ts';
import { figureSize, fontSize, textNode, withDefaults, type FigureOptions } from '../chart/layout.ts';
import { formatNumber } from '../scale/format.ts';
import { makeScale, type Scale } from '../scale/scale.ts';
import { svgNode, type Area, type SvgNode } from '../svg/node.ts';
import { paint, type Colour } from '../theme/palette.ts';
import { textWidth } from '../theme/text.ts';
import { dashedLine, rowScale } from './rows.ts';

/** A predictor that needs no model, and its error on the same data. */
export interface Baseline {
  readonly label: string;
  readonly error: number;
}

/** One model, or one kind of rollout. */
export interface ErrorBar {
  readonly label: string;
  /** Its error, in the unit of the baselines. */
  readonly error: number;
  /** Baselines on the data of this bar; default: those of the figure. */
  readonly baselines?: readonly Baseline[] | undefined;
  /** Colour by name; default `'blue'`. */
  readonly colour?: Colour | undefined;
}

/** What `barsAgainstBaseline` draws. */
export interface BarData {
  readonly bars: readonly ErrorBar[];
  /** Baselines for every bar that has none of its own. */
  readonly baselines?: readonly Baseline[] | undefined;
}

/** Options of `barsAgainstBaseline`. The height follows from the number of bars. */
export interface BarOptions extends Omit<FigureOptions, 'height'> {
  /** A number of times below the baseline to reach, drawn as a dashed line; default none. */
  readonly target?: number | undefined;
  /** What the errors are; default `'MSE'`. */
  readonly errorLabel?: string | undefined;
}

const barsAgainstBaselineOptionNames: OptionNames<BarOptions> = {
  ...figureOptionNames,
  target: true,
  errorLabel: true,
};

/**
 * Draws how many times each error lies below the better of its baselines, on a logarithmic scale: 1 is no better than
 * predicting without a model, and pale bars to the left of 1 are worse.
 * An error of 0, or numbers that are not finite, have no bar; the row says why.
 *
 * @example
 * ```ts
 * import { barsAgainstBaseline, toSvgString } from '@hgn/viz';
 * const figure = barsAgainstBaseline({
 *   bars: [{ label: 'forward', error: 2.3e-5 }],
 *   baselines: [{ label: 'last frame', error: 0.0134 }, { label: 'mean frame', error: 0.0094 }],
 * });
 * console.log(toSvgString(figure).includes('409×')); // true
 * ```
 */
export function barsAgainstBaseline(data: BarData, options: BarOptions = {}): SvgNode {
  requireOptions('barsAgainstBaseline', options, barsAgainstBaselineOptionNames);
  const given = withDefaults<BarOptions>({ errorLabel: 'MSE' }, options);
  const rows = data.bars.map((bar) => measure(bar, data.baselines ?? [], given.errorLabel ?? ''));
  const barHeight = 30;
  const headRoom = (given.title === undefined ? 0 : 26) + (given.subtitle === undefined ? 0 : 17);
  const height = Math.max(120, headRoom + 76 + barHeight * Math.max(1, rows.length));
  const size = figureSize('barsAgainstBaseline', { ...given, height }, { height });
  const widestLabel = Math.max(0, ...rows.map(({ label }) => textWidth(label, fontSize.tick)));
  const x = ratioScale(rows, given.target, size.width - widestLabel - 30);
  const y = rowScale(rows.map(({ label }) => label));
  return cartesian(
    {
      kind: 'Errors against the baseline',
      size,
      x,
      y,
      xLabel: 'times below the better baseline (log scale)',
      xGrid: true,
      yGrid: false,
      description: rows.map(({ label, text }) => `${label}: ${text}.`).join(' ') || 'No bars.',
      notes: [],
      labelTexts: [],
      labels: () => [],
      marks: (placedX, placedY) =>
        options.marks === false ? [] : rows.flatMap((row, index) => drawBar(row, index, placedX, placedY)),
      overlay: (placedX, placedY, area) => [
        ...unitLine(placedX, area),
        ...targetLine(given.target, placedX, area),
        ...rows.map((row, index) => {
          const from = Number.isFinite(row.ratio) ? Math.max(row.ratio, 1) : 1;
          return textNode(row.text, placedX.position(from) + 6, placedY.position(index) + 4, {
            name: 'ink',
            weight: 600,
          });
        }),
      ],
    },
    { ...given, height },
  );
}

interface Row {
  readonly label: string;
  readonly ratio: number;
  readonly text: string;
  readonly colour: Colour;
}

function measure(bar: ErrorBar, shared: readonly Baseline[], errorLabel: string): Row {
  const baselines = (bar.baselines ?? shared).filter(({ error }) => Number.isFinite(error) && error >= 0);
  const best = baselines.reduce<Baseline | undefined>(
    (low, each) => (low === undefined || each.error < low.error ? each : low),
    undefined,
  );
  const row = { label: bar.label, colour: bar.colour ?? 'blue' };
  if (best === undefined) return { ...row, ratio: NaN, text: 'no baseline' };
  if (!Number.isFinite(bar.error) || bar.error < 0) {
    return {
      ...row,
      ratio: NaN,
      text: `${errorLabel} ${Number.isFinite(bar.error) ? 'is negative' : 'not finite'}`,
    };
  }
  const ratio = best.error / bar.error;
  const told = `${errorLabel} ${formatNumber(bar.error)} against ${formatNumber(best.error)} (${best.label})`;
  if (!Number.isFinite(ratio) || ratio === 0) return { ...row, ratio: NaN, text: told };
  return { ...row, ratio, text: `${formatNumber(ratio)}×` };
}

/** From 1 (or the worst bar) to where the longest bar still leaves room for its number. */
function ratioScale(rows: readonly Row[], target: number | undefined, width: number): Scale {
  const logs = rows
    .filter(({ ratio }) => Number.isFinite(ratio))
    .map(({ ratio, text }) => ({
      log: Math.log10(ratio),
      room: Math.min(0.6, (textWidth(text, fontSize.label, 'bold') + 14) / Math.max(80, width)),
    }));
  const low = Math.max(-300, Math.min(0, ...logs.map(({ log }) => log * 1.05)));
  const wanted = Math.max(1, target === undefined || !(target > 0) ? 0 : Math.log10(target) * 1.05);
  const high = Math.max(wanted, ...logs.map(({ log, room }) => low + (Math.max(0, log) - low) / (1 - room)));
  return makeScale([], { kind: 'log', domain: [10 ** low, 10 ** Math.min(300, high)], tickCount: 5 });
}

function drawBar(row: Row, index: number, x: Scale, y: Scale): readonly SvgNode[] {
  if (!Number.isFinite(row.ratio)) return [];
  const ends = [x.position(1), x.position(row.ratio)].sort((a, b) => a - b);
  const [from = 0, to = 0] = ends;
  return [
    svgNode('rect', {
      x: from,
      y: y.position(index) - 9,
      width: Math.max(1, to - from),
      height: 18,
      rx: 2,
      fill: paint(row.colour),
      'fill-opacity': row.ratio < 1 ? 0.35 : undefined,
      stroke: row.ratio < 1 ? paint(row.colour) : undefined,
    }),
  ];
}

function unitLine(x: Scale, area: Area): readonly SvgNode[] {
  const at = x.position(1);
  return [
    svgNode('line', {
      x1: at,
      x2: at,
      y1: area.top,
      y2: area.top + area.height,
      stroke: paint('axis'),
      'stroke-width': 1.25,
    }),
  ];
}

function targetLine(target: number | undefined, x: Scale, area: Area): readonly SvgNode[] {
  if (target === undefined || !(target > 0) || !Number.isFinite(target)) return [];
  const at = x.position(target);
  if (at < area.left || at > area.left + area.width) return [];
  return dashedLine(at, `${formatNumber(target)}×`, area);
}

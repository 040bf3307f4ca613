import { ticks as linearTicks, tickStep } from 'd3-array';
import { formatLogTicks, formatTicks } from './format.ts';

/** Which way data become positions; `auto` takes `log` if no value is negative,
 * at most one in ten is zero, and the others span a factor of 30 or more. */
export type ScaleKind = 'linear' | 'log' | 'auto';

/** A labelled position on an axis. */
export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** What an axis shows, as plain data. */
export interface Axis {
  readonly kind: 'linear' | 'log';
  /** First and last value. */
  readonly domain: readonly [number, number];
}

/** A mapping from data to positions and back. */
export interface PlotScale extends Axis {
  /** The positions of the two ends of the domain, in the units of the figure. */
  readonly range: readonly [number, number];
  /** The position of a value in the units of the figure; not finite where the scale has no place for the value. */
  position(value: number): number;
  /** The value at a position; beyond the range the scale goes on as it does within. */
  invert(position: number): number;
}

/** A scale with the ticks that show it. */
export interface Scale extends PlotScale {
  readonly ticks: readonly Tick[];
  /** The same scale over another range of positions. */
  over(range: readonly [number, number]): Scale;
}

/** What `makeScale` needs to know. */
export interface ScaleOptions {
  /** Linear, logarithmic or chosen from the data; default `'linear'`. */
  readonly kind?: ScaleKind | undefined;
  /** The data interval to show; default: the extent of the values, a little padded. */
  readonly domain?: readonly [number, number] | undefined;
  /** Whether a linear domain must contain zero; default false. */
  readonly includeZero?: boolean | undefined;
  /** Share of the extent added at each end, 0 … 1; default 0.04. */
  readonly padding?: number | undefined;
  /** About how many ticks to draw; default 5. */
  readonly tickCount?: number | undefined;
  /** Ticks at whole numbers only, for steps and frames; default false. */
  readonly integer?: boolean | undefined;
}

/** The smallest and largest of the finite values that `accept` lets through, or undefined if there are none. */
export function extent(
  values: Iterable<number>,
  accept: (value: number) => boolean = Number.isFinite,
): readonly [number, number] | undefined {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!accept(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : undefined;
}

/** Decides between linear and logarithmic for the given values; see `ScaleKind`. */
export function chooseKind(kind: ScaleKind, values: Iterable<number>): 'linear' | 'log' {
  if (kind !== 'auto') return kind;
  const finite = Array.from(values).filter(Number.isFinite);
  const positive = finite.filter((value) => value > 0);
  const span = extent(positive);
  const fits =
    span !== undefined && finite.every((value) => value >= 0) && positive.length >= 0.9 * finite.length;
  return fits && span[1] / span[0] >= 30 ? 'log' : 'linear';
}

/**
 * Builds a scale for values: unit range [0, 1] until `over` places it.
 * No usable value: [0, 1] (linear) or [0.1, 10] (log). Constant values: an interval around them.
 *
 * @throws RangeError if `domain` is not two different finite numbers, or not positive on a log scale.
 */
export function makeScale(values: Iterable<number>, options: ScaleOptions = {}): Scale {
  const kind = chooseKind(options.kind ?? 'linear', values);
  if (options.domain !== undefined) checkDomain(options.domain, kind);
  const domain =
    options.domain ?? (kind === 'log' ? logDomain(values, options) : linearDomain(values, options));
  const count = options.tickCount ?? 5;
  const ticks = kind === 'log' ? logTicks(domain, count) : evenTicks(domain, count, options.integer ?? false);
  return withTicks({ kind, domain }, ticks, [0, 1]);
}

/** An axis with its ticks, over a range of positions. */
export function withTicks(axis: Axis, ticks: readonly Tick[], range: readonly [number, number]): Scale {
  return { ...placeAxis(axis, range), ticks, over: (other) => withTicks(axis, ticks, other) };
}

function checkDomain(domain: readonly [number, number], kind: 'linear' | 'log'): void {
  const [low, high] = domain;
  const valid = Number.isFinite(low) && Number.isFinite(high) && low < high && (kind === 'linear' || low > 0);
  if (!valid) {
    throw new RangeError(
      `makeScale: a ${kind} domain must be two rising ${kind === 'log' ? 'positive ' : ''}finite numbers, ` +
        `but got [${low}, ${high}]; leave it out to fit the data`,
    );
  }
}

/** Lays an axis over a range of positions, its first value at the first of them. */
export function placeAxis(axis: Axis, range: readonly [number, number]): PlotScale {
  const { kind, domain } = axis;
  const [low, high] = kind === 'log' ? [Math.log10(domain[0]), Math.log10(domain[1])] : domain;
  // Halved first: the difference of two halves cannot overflow.
  const halfSpan = high / 2 - low / 2;
  const position = (value: number): number => {
    const at = kind === 'log' ? (value > 0 ? Math.log10(value) : NaN) : value;
    const fraction = (at / 2 - low / 2) / halfSpan;
    return range[0] + fraction * (range[1] - range[0]);
  };
  const invert = (at: number): number => {
    const fraction = (at - range[0]) / (range[1] - range[0]);
    // Shares of both ends: their difference could overflow.
    const value = (1 - fraction) * low + fraction * high;
    return kind === 'log' ? 10 ** value : value;
  };
  return { kind, domain, range, position, invert };
}

function linearDomain(values: Iterable<number>, options: ScaleOptions): readonly [number, number] {
  const found = extent(values);
  if (found === undefined) return [0, 1];
  let [low, high] = found;
  if (options.includeZero === true) [low, high] = [Math.min(low, 0), Math.max(high, 0)];
  const magnitude = Math.max(Math.abs(low), Math.abs(high));
  // Closer than this, floating point leaves nothing to draw between the two: treat them as one constant.
  if (high / 2 - low / 2 <= magnitude * 1e-13 || high - low < 1e-290) {
    const around = magnitude < 1e-280 ? 1 : magnitude * 0.1;
    const middle = low / 2 + high / 2;
    return [clampFinite(middle - around), clampFinite(middle + around)];
  }
  const padding = options.padding ?? 0.04;
  const pad = 2 * padding * (high / 2 - low / 2);
  const pinned = options.includeZero === true;
  return [
    pinned && low === 0 ? 0 : clampFinite(low - pad),
    pinned && high === 0 ? 0 : clampFinite(high + pad),
  ];
}

function clampFinite(value: number): number {
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
}

function logDomain(values: Iterable<number>, options: ScaleOptions): readonly [number, number] {
  const found = extent(values, (value) => Number.isFinite(value) && value > 0);
  if (found === undefined) return [0.1, 10];
  const [low, high] = [Math.log10(found[0]), Math.log10(found[1])];
  const span = high - low;
  const pad = span < 0.05 ? 0.5 : span * (options.padding ?? 0.04);
  // Below 1e-307 numbers lose digits and a domain end could become 0.
  return [10 ** Math.max(-307, low - pad), 10 ** Math.min(308, high + pad)].map((end, index) =>
    index === 0 ? Math.min(end, found[0]) : Math.max(end, found[1]),
  ) as [number, number];
}

function evenTicks(domain: readonly [number, number], count: number, integer: boolean): readonly Tick[] {
  const [low, high] = domain;
  if (!Number.isFinite(high - low)) {
    const values = [low, 0, high].filter((value) => value >= low && value <= high);
    return withLabels(values, formatTicks(values, high / 2));
  }
  let values = linearTicks(low, high, count).filter((value) => value >= low && value <= high);
  if (integer) values = values.filter(Number.isInteger);
  if (values.length === 0) values = [low / 2 + high / 2];
  const step = values.length > 1 ? (values[1] ?? 0) - (values[0] ?? 0) : tickStep(low, high, count);
  return withLabels(values, formatTicks(values, step));
}

/** Decades, every n-th if there are many; with 2 and 5 times, or finer, if there are few. */
function logTicks(domain: readonly [number, number], count: number): readonly Tick[] {
  const [low, high] = domain.map(Math.log10) as [number, number];
  const within = (value: number): boolean =>
    value >= domain[0] && value <= domain[1] && Number.isFinite(value);
  const every = Math.max(1, Math.ceil((high - low) / (count + 1)));
  const decades: number[] = [];
  for (let power = Math.ceil(low / every) * every; power <= high; power += every) decades.push(power);
  let values = decades.map((power) => Number(`1e${power}`)).filter(within);
  if (every === 1 && values.length < 3) {
    const steps = high - low > 1.7 ? [1, 3] : [1, 2, 5];
    const powers = Array.from(
      { length: Math.ceil(high) - Math.floor(low) + 1 },
      (_, k) => Math.floor(low) + k,
    );
    values = powers.flatMap((power) => steps.map((step) => Number(`${step}e${power}`))).filter(within);
  }
  // Subnormal numbers have too few digits for even steps.
  if (domain[1] < 1e-290) values = [domain[1]];
  else if (values.length < 2)
    values = linearTicks(domain[0], domain[1], Math.max(2, count - 1)).filter((v) => v > 0);
  return withLabels(values, formatLogTicks(values));
}

function withLabels(values: readonly number[], labels: readonly string[]): readonly Tick[] {
  return values.map((value, index) => ({ value: value + 0, label: labels[index] ?? '' }));
}

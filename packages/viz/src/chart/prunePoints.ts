import { requireOptions } from '@hgn/options';
import type { Numbers } from './lines.ts';

/** Points of a line, as many x as y. */
export interface LinePoints {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** How far a line is pruned. */
export interface PruneOptions {
  /** Horizontal position of each value; default 0, 1, 2 … */
  readonly x?: Numbers | undefined;
  /** Into how many columns the line is cut, each as wide as a pixel of the chart; default 400. */
  readonly columns?: number | undefined;
}

/**
 * Prunes a line to what a chart of so many pixels can show: each column keeps its first, lowest, highest and last
 * point in their order, so spikes stay; where values are not finite it keeps one of them, too, which leaves a gap.
 * Prune long runs once and keep the result: at most five points a column are left to draw. Costs one visit a point.
 *
 * @throws RangeError if x and y differ in length or columns is not a whole number from 1 up.
 * @example
 * ```ts
 * const loss = Float64Array.from({ length: 4000 }, (_, step) => (step === 1234 ? 9 : 1 / (1 + step)));
 * const { x, y } = prunePoints(loss, { columns: 100 });
 * console.log(y.length <= 400, y[x.indexOf(1234)]); // true 9
 * ```
 */
export function prunePoints(y: Numbers, options: PruneOptions = {}): LinePoints {
  requireOptions('prunePoints', options, { x: true, columns: true });
  const { x, columns = 400 } = options;
  if (x !== undefined && x.length !== y.length) {
    throw new RangeError(
      `prunePoints: x and y must have the same length, but have ${x.length} and ${y.length}; pass one x per y`,
    );
  }
  if (!Number.isInteger(columns) || columns < 1) {
    throw new RangeError(`prunePoints: columns must be a whole number from 1 up, but got ${columns}`);
  }
  const at = (index: number): number => (x === undefined ? index : (x[index] ?? NaN));
  let [left, right] = [Infinity, -Infinity];
  for (let index = 0; index < y.length; index++) {
    const value = at(index);
    if (value < left) left = value;
    if (value > right) right = value;
  }
  const perUnit = right > left ? columns / (right - left) : 0;
  const columnOf = (index: number): number => Math.min(columns - 1, Math.floor((at(index) - left) * perUnit));
  const kept: number[] = [];
  let from = 0;
  while (from < y.length) {
    const column = columnOf(from);
    let [to, low, high, gap] = [from, -1, -1, -1];
    for (; to < y.length && sameColumn(columnOf(to), column); to++) {
      const value = y[to] ?? NaN;
      if (!Number.isFinite(value)) gap = to;
      else {
        if (low < 0 || value < (y[low] ?? NaN)) low = to;
        if (high < 0 || value > (y[high] ?? NaN)) high = to;
      }
    }
    let last = -1;
    for (const index of [from, low, high, gap, to - 1].sort((a, b) => a - b)) {
      if (index > last) kept.push(index);
      last = Math.max(last, index);
    }
    from = to;
  }
  return {
    x: Float64Array.from(kept, at),
    y: Float64Array.from(kept, (index) => y[index] ?? NaN),
  };
}

/** Columns are equal, or both unknown because x is not finite. */
function sameColumn(a: number, b: number): boolean {
  return a === b || (Number.isNaN(a) && Number.isNaN(b));
}

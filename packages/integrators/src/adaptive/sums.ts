import type { Clock } from '../core/clock.ts';
import { fromText, mayCompile } from '../expression/code.ts';

/**
 * For each of some rows of weights in turn: sets `to` to `from` plus clock[1] times the weighted sum of the rates, which
 * stand one after the other in `rates`, and calls `then` with the number of the row.
 */
export type Sums = (
  to: Float64Array,
  from: Float64Array,
  rates: Float64Array,
  clock: Clock,
  then: (row: number) => void,
) => void;

/** Arrays of up to so many numbers are written out; longer ones are gone through by a loop. */
const writtenOut = 16;

/**
 * The sums with these weights of rates of `length` numbers, the first of them of the number `first`: as code with the
 * weights in it, which takes a third of the time of a loop over the rates, and as that loop where a page's policy
 * forbids to make code of text.
 */
export const sumsOf = (rows: readonly (readonly number[])[], length: number, first = 0): Sums =>
  mayCompile() ? fromWeights(rows, length, first) : loopsOver(rows, length, first);

function fromWeights(rows: readonly (readonly number[])[], length: number, first: number): Sums {
  const lines = rows.map((weights, row) => {
    const move = (i: number | string) => {
      const terms = weights.flatMap((w, j) => (w === 0 ? [] : [`${w} * rates[${j * length} + ${i}]`]));
      return `to[${i}] = start[${i}] + h * (${terms.join(' + ')});`;
    };
    const moves =
      length > writtenOut
        ? `for (let i = 0; i < ${length}; i++) ${move('i')}`
        : Array.from({ length }, (_, i) => move(i)).join('\n');
    return `${moves}\nthen(${first + row});`;
  });
  const body = `const h = clock[1];\n${lines.join('\n')}`;
  return fromText(['to', 'start', 'rates', 'clock', 'then'], body) as Sums;
}

function loopsOver(rows: readonly (readonly number[])[], length: number, first: number): Sums {
  return (to, from, rates, clock, then) => {
    rows.forEach((weights, row) => {
      to.set(from);
      for (let j = 0; j < weights.length; j++) {
        const w = clock[1] * weights[j];
        for (let i = 0; w !== 0 && i < length; i++) to[i] += w * rates[j * length + i];
      }
      then(first + row);
    });
  };
}

import { expect, test, vi } from 'vitest';
import { dormandPrince853Pair } from './dormandPrince853Pair.ts';
import { sumsOf } from './sums.ts';

const { a, b } = dormandPrince853Pair.tableau;
const rows = a.slice(1);

/** What sums of `length` numbers leave, row by row. */
function found(length: number): number[] {
  const rates = Float64Array.from({ length: b.length * length }, (_, i) => Math.sin(i));
  const from = Float64Array.from({ length }, (_, i) => Math.cos(i));
  const to = new Float64Array(length);
  const all: number[] = [];
  sumsOf(rows, length, 1)(to, from, rates, Float64Array.of(0, 0.3, 0.3), (row) => all.push(row, ...to));
  return all;
}

test.each([2, 16, 18])(
  'sums of %i numbers are the same as code, as loops where no code may be made of text, and by hand',
  (length) => {
    const compiled = found(length);
    vi.stubGlobal('Function', () => {
      throw new EvalError('refused');
    });
    const interpreted = found(length);
    vi.unstubAllGlobals();
    const byHand = rows.flatMap((weights, row) => [
      row + 1,
      ...Array.from({ length }, (_, i) =>
        weights.reduce((sum, w, j) => sum + 0.3 * w * Math.sin(j * length + i), Math.cos(i)),
      ),
    ]);
    for (const one of [compiled, interpreted]) {
      expect(one.length).toBe(byHand.length);
      one.forEach((x, i) => expect(Math.abs(x - byHand[i])).toBeLessThan(1e-14));
    }
    // The two differ by rounding, which shows that both were there.
    expect(compiled).not.toEqual(interpreted);
  },
);

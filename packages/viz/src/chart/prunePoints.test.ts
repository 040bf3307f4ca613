import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawnPoints } from '../../test/inspect.ts';
import { layoutOf, lossCurves, prunePoints, toSvgString } from '../index.ts';

describe('prunePoints', () => {
  const values = fc.array(fc.oneof(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), fc.constant(NaN)), {
    maxLength: 300,
  });

  it('keeps extremes, ends and gaps of every column, in order, and little else', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 20 }), (y, columns) => {
        const pruned = prunePoints(y, { columns });
        expect(pruned.y.length).toBeLessThanOrEqual(5 * columns);
        pruned.x.forEach((x, k) => {
          expect(pruned.y[k]).toBe(y[x]);
          if (k > 0) expect(x).toBeGreaterThan(pruned.x[k - 1] ?? NaN);
        });
        if (y.length === 0) return;
        const kept = new Set(pruned.x);
        expect(kept.has(0) && kept.has(y.length - 1)).toBe(true);
        for (let column = 0; column < columns; column++) {
          const inside = y
            .map((value, index) => ({ value, index }))
            .filter(
              ({ index }) =>
                Math.min(columns - 1, Math.floor(index * (columns / Math.max(1, y.length - 1)))) === column,
            );
          const finite = inside.filter(({ value }) => Number.isFinite(value)).map(({ value }) => value);
          const here = inside.filter(({ index }) => kept.has(index)).map(({ value }) => value);
          if (finite.length > 0) {
            expect(here).toContain(Math.min(...finite));
            expect(here).toContain(Math.max(...finite));
          }
          expect(here.some(Number.isNaN)).toBe(inside.some(({ value }) => Number.isNaN(value)));
        }
      }),
      { seed: 14 },
    );
  });

  it('cuts by x, not by number', () => {
    const x = [0, 1, 2, 3, 100];
    expect([...prunePoints([5, 4, 6, 5, 1], { x, columns: 2 }).x]).toEqual([0, 1, 2, 3, 100]);
    expect([...prunePoints([5, 5, 5, 5, 1], { x, columns: 2 }).x]).toEqual([0, 3, 100]);
  });

  it('refuses what does not fit', () => {
    expect(() => prunePoints([1, 2], { x: [1] })).toThrow(/have 1 and 2/);
    expect(() => prunePoints([1], { columns: 0 })).toThrow(/from 1 up, but got 0/);
  });
});

describe('lossCurves of a long run', () => {
  it('still shows a spike of one value', () => {
    const values = Float64Array.from({ length: 20_000 }, (_, i) => 1 + 0.1 * Math.sin(i));
    values[7777] = 9;
    const figure = lossCurves({ terms: [{ label: 'loss', values }] });
    const { plot } = layoutOf(figure);
    const [x, y] = [plot.x.position(7777), plot.y.position(9)];
    const drawn = drawnPoints(figure).filter(({ from }) => from.startsWith('path'));
    expect(Math.min(...drawn.map((point) => Math.hypot(point.x - x, point.y - y)))).toBeLessThan(0.02);
    expect(drawn.length).toBeLessThan(5000);
  });

  it('counts values that cannot be drawn, however long', () => {
    const values = Float64Array.from({ length: 9000 }, (_, i) => (i % 1000 === 5 ? NaN : 2 + Math.sin(i)));
    const figure = lossCurves({ terms: [{ label: 'loss', values }] }, { smoothing: 1 });
    expect(toSvgString(figure)).toContain('9 not finite');
  });
});

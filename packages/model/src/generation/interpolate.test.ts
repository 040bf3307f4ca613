import { ndarray } from '@hgn/autodiff';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpolateLatents } from './interpolate.ts';

const vectors = fc
  .tuple(
    fc.array(fc.float({ min: -3, max: 3, noNaN: true }), { minLength: 2, maxLength: 6 }),
    fc.array(fc.float({ min: -3, max: 3, noNaN: true }), { minLength: 6, maxLength: 6 }),
  )
  .map(([a, b]) => [ndarray(a), ndarray(b.slice(0, a.length))] as const);
const point = (way: { data: ArrayLike<number> }, i: number, size: number): number[] =>
  Array.from(way.data).slice(i * size, (i + 1) * size);
const norm = (x: readonly number[]): number => Math.hypot(...x);

describe('interpolateLatents', () => {
  it.each(['linear', 'spherical'] as const)('begins and ends exactly where it is told, %s', (path) => {
    fc.assert(
      fc.property(vectors, fc.integer({ min: 2, max: 9 }), ([a, b], points) => {
        let way;
        try {
          way = interpolateLatents(a, b, { points, path });
        } catch (error) {
          expect(String(error)).toContain('opposite');
          return;
        }
        expect(way.shape).toEqual([points, a.data.length]);
        expect(point(way, 0, a.data.length)).toEqual(Array.from(a.data));
        expect(point(way, points - 1, a.data.length)).toEqual(Array.from(b.data));
      }),
    );
  });

  it('goes straight at constant speed', () => {
    const way = interpolateLatents(ndarray([0, 2], [1, 2]), ndarray([4, -2], [1, 2]), { points: 5 });
    expect(way.shape).toEqual([5, 1, 2]);
    expect(Array.from(way.data)).toEqual([0, 2, 1, 1, 2, 0, 3, -1, 4, -2]);
  });

  it('goes along the great circle at constant angular speed and length', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.05, max: 3, noNaN: true }),
        fc.double({ min: 0, max: 6, noNaN: true }),
        (angle, at) => {
          const on = (phi: number) => ndarray([2 * Math.cos(phi), 2 * Math.sin(phi), 0]);
          const points = 7;
          const way = interpolateLatents(on(at), on(at + angle), { points, path: 'spherical' });
          for (let i = 0; i < points; i++) {
            const phi = at + (angle * i) / (points - 1);
            const [x, y, z] = point(way, i, 3);
            expect(Math.abs(x - 2 * Math.cos(phi))).toBeLessThan(1e-4);
            expect(Math.abs(y - 2 * Math.sin(phi))).toBeLessThan(1e-4);
            expect(z).toBe(0);
          }
        },
      ),
    );
  });

  it('keeps the length that a straight line would lose', () => {
    const [a, b] = [ndarray([3, 0]), ndarray([0, 3])];
    const middle = (path: 'linear' | 'spherical') =>
      norm(point(interpolateLatents(a, b, { points: 3, path }), 1, 2));
    expect(middle('spherical')).toBeCloseTo(3, 6);
    expect(middle('linear')).toBeCloseTo(3 / Math.SQRT2, 6);
  });

  it('is linear between vectors of one direction, and from the origin', () => {
    const way = interpolateLatents(ndarray([1, 1]), ndarray([3, 3]), { points: 3, path: 'spherical' });
    expect(Array.from(way.data)).toEqual([1, 1, 2, 2, 3, 3]);
    const out = interpolateLatents(ndarray([0, 0]), ndarray([2, 0]), { points: 3, path: 'spherical' });
    expect(Array.from(out.data)).toEqual([0, 0, 1, 0, 2, 0]);
  });

  it('refuses what has no answer', () => {
    const [a, b] = [ndarray([1, 0]), ndarray([-2, 0])];
    expect(() => interpolateLatents(a, b, { points: 3, path: 'spherical' })).toThrow('opposite points');
    expect(() => interpolateLatents(a, ndarray([1]), { points: 3 })).toThrow('got [2] and [1]');
    expect(() => interpolateLatents(a, b, { points: 1 })).toThrow('at least 2, but got 1');
  });
});

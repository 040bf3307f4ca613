import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byTag, outside, pathPoints, texts } from '../../test/inspect.ts';
import { contourMap } from './contourMap.ts';
import { nodeAt, sampleField, sampleVectors } from './grid.ts';
import { vectorField } from './vectorField.ts';

const square = { q: [-1, 1], p: [-1, 1] } as const;

function area(figure: ReturnType<typeof contourMap>): {
  x: number;
  y: number;
  width: number;
  height: number;
} {
  const { x, y, width, height } = byTag(figure, 'svg')[1]?.attributes ?? {};
  return { x: Number(x), y: Number(y), width: Number(width), height: Number(height) };
}

describe('sampleField', () => {
  it('runs q fastest, from the lowest p up', () => {
    const grid = sampleField((q, p) => 10 * q + p, { q: [0, 2], p: [5, 6], columns: 3, rows: 2 });
    expect(Array.from(grid.values)).toEqual([5, 15, 25, 6, 16, 26]);
    expect(nodeAt(grid, 5)).toEqual([2, 6]);
  });

  it('refuses intervals that do not rise and too few nodes', () => {
    expect(() => sampleField(() => 0, { q: [1, 1], p: [0, 1] })).toThrow(/q must be two rising/);
    expect(() => sampleVectors(() => ({ dq: 0, dp: 0 }), { q: [0, 1], p: [0, 1], columns: 1 })).toThrow(
      /2 or more nodes/,
    );
  });
});

describe('contourMap', () => {
  it('draws level sets where the field has that level', () => {
    // Edges of the bands of q² + p² are circles: radius √0.5 for the level 0.5.
    const figure = contourMap(
      sampleField((q, p) => q * q + p * p, { ...square, columns: 81 }),
      { levels: 4 },
    );
    const { x, y, width, height } = area(figure);
    const bands = byTag(figure, 'path').map(({ attributes }) => pathPoints(String(attributes.d)));
    const second = bands[1] ?? [];
    const radii = second.map(([px, py]) =>
      Math.hypot((2 * (px - x)) / width - 1, (2 * (py - y)) / height - 1),
    );
    // The band above 0.5 is bounded by its circle and by the edges of the map.
    const inner = radii.filter((radius) => radius < 0.9);
    expect(inner.length).toBeGreaterThan(50);
    for (const radius of inner) expect(radius).toBeCloseTo(Math.SQRT1_2, 2);
  });

  it('puts low p at the bottom and low q at the left', () => {
    const figure = contourMap(
      sampleField((q, p) => (q < -0.5 && p < -0.5 ? 1 : 0), { ...square, columns: 9 }),
      {
        levels: 2,
      },
    );
    const { x, y, width, height } = area(figure);
    const top = pathPoints(String(byTag(figure, 'path').at(-1)?.attributes.d));
    expect(top.length).toBeGreaterThan(3);
    for (const [px, py] of top) {
      expect(px).toBeLessThan(x + width / 2);
      expect(py).toBeGreaterThan(y + height / 2);
    }
  });

  it('leaves holes where the field is not finite and says so', () => {
    const figure = contourMap(sampleField((q) => (q > 0 ? NaN : q), { ...square, columns: 8 }));
    expect(texts(figure)).toContain('Values not drawn: 32 not finite.');
    const { x, width } = area(figure);
    const all = byTag(figure, 'path').flatMap(({ attributes }) => pathPoints(String(attributes.d)));
    expect(Math.max(...all.map(([px]) => px))).toBeLessThan(x + width * 0.6);
  });

  it('draws constants and nothing at all', () => {
    expect(outside(contourMap(sampleField(() => 3, { ...square, columns: 4 })))).toEqual([]);
    expect(texts(contourMap(sampleField(() => NaN, { ...square, columns: 4 })))).toContain(
      'No values to show',
    );
  });

  it('draws any numbers inside the viewBox', () => {
    const grids = fc.array(fc.double(), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(grids, fc.integer({ min: 1, max: 30 }), (values, levels) => {
        expect(outside(contourMap({ ...square, columns: 4, rows: 3, values }, { levels }))).toEqual([]);
      }),
    );
  });

  it('refuses values that do not fill the grid', () => {
    expect(() => contourMap({ ...square, columns: 2, rows: 2, values: [1, 2, 3] })).toThrow(
      /4 values, but has 3/,
    );
  });
});

describe('vectorField', () => {
  const tips = (figure: ReturnType<typeof vectorField>): readonly (readonly [number, number])[] =>
    byTag(figure, 'path').map(({ attributes }) => {
      const [tail, tip] = pathPoints(String(attributes.d));
      return [(tip?.[0] ?? NaN) - (tail?.[0] ?? NaN), (tip?.[1] ?? NaN) - (tail?.[1] ?? NaN)];
    });

  it('points right for growing q and up for growing p', () => {
    const right = tips(vectorField(sampleVectors(() => ({ dq: 2, dp: 0 }), { ...square, columns: 3 })));
    expect(right).toHaveLength(9);
    for (const [dx, dy] of right) expect([dx > 5, Math.abs(dy) < 0.02]).toEqual([true, true]);
    const up = tips(vectorField(sampleVectors(() => ({ dq: 0, dp: 2 }), { ...square, columns: 3 })));
    for (const [dx, dy] of up) expect([Math.abs(dx) < 0.02, dy < -5]).toEqual([true, true]);
  });

  it('lies along the trajectories as they are drawn', () => {
    // Ten units of q are as long as one of p: a motion of (10, 1) climbs at 45 degrees.
    const grid = sampleVectors(() => ({ dq: 10, dp: 1 }), { q: [0, 10], p: [0, 1], columns: 3 });
    for (const [dx, dy] of tips(vectorField(grid))) expect(dx).toBeCloseTo(-dy, 0);
  });

  it('draws rest as dots and leaves out what is not finite', () => {
    const still = vectorField(sampleVectors(() => ({ dq: 0, dp: 0 }), { ...square, columns: 3 }));
    expect(byTag(still, 'circle')).toHaveLength(9);
    const holes = vectorField(
      sampleVectors((q) => ({ dq: q > 0.5 ? NaN : 1, dp: 0 }), { ...square, columns: 3 }),
    );
    expect(texts(holes)).toContain('Values not drawn: 3 not finite.');
  });

  it('draws any numbers inside the viewBox', () => {
    const six = fc.array(fc.double(), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(six, six, (dq, dp) => {
        expect(outside(vectorField({ ...square, columns: 3, rows: 2, dq, dp }))).toEqual([]);
      }),
    );
  });
});

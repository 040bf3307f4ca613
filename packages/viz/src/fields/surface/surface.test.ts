import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byTag, outside, texts } from '../../../test/inspect.ts';
import { recordingContext } from '../../../test/recordingContext.ts';
import { paintSurface, sampleField, surface, surfaceLayout } from '../../index.ts';
import { surfaceFaces } from './surfaceFaces.ts';

const bowl = sampleField((q, p) => q * q + p * p, { q: [-1, 1], p: [-1, 1], columns: 9 });

describe('surfaceLayout', () => {
  it('looks straight down at 90 degrees: q to the right, p upward, heights unseen', () => {
    const { project } = surfaceLayout(bowl, { azimuth: 0, elevation: 90 });
    const [x, y] = project(0, 0, 0);
    expect(project(1, 0, 0)[0]).toBeGreaterThan(x + 10);
    expect(project(1, 0, 0)[1]).toBeCloseTo(y, 9);
    expect(project(0, 1, 0)[1]).toBeLessThan(y - 10);
    expect(project(0, 0, 2)[1]).toBeCloseTo(y, 9);
  });

  it('looks along the plane at 0 degrees: only heights go upward', () => {
    const { project } = surfaceLayout(bowl, { azimuth: 40, elevation: 0 });
    expect(project(1, -1, 1)[1]).toBeCloseTo(project(-1, 1, 1)[1], 9);
    expect(project(0, 0, 2)[1]).toBeLessThan(project(0, 0, 0)[1]);
  });

  it('keeps the surface inside its area, however it is turned', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -360, max: 360, noNaN: true }),
        fc.double({ min: 0, max: 90, noNaN: true }),
        (azimuth, elevation) => {
          const layout = surfaceLayout(bowl, { azimuth, elevation });
          const { left, top, width, height } = layout.area;
          for (const [q, p] of [
            [-1, -1],
            [1, -1],
            [1, 1],
            [-1, 1],
          ] as const) {
            for (const value of [0, 2]) {
              const [x, y] = layout.project(q, p, value);
              expect(x).toBeGreaterThanOrEqual(left - 1e-6);
              expect(x).toBeLessThanOrEqual(left + width + 1e-6);
              expect(y).toBeGreaterThanOrEqual(top - 1e-6);
              expect(y).toBeLessThanOrEqual(top + height + 1e-6);
            }
          }
        },
      ),
      { seed: 14 },
    );
  });

  it('refuses an eye below the plane', () => {
    expect(() => surfaceLayout(bowl, { elevation: -5 })).toThrow(/elevation must be 0 … 90 degrees/);
  });
});

describe('surfaceFaces', () => {
  it('goes from the farthest to the nearest from any side', () => {
    fc.assert(
      fc.property(fc.double({ min: -180, max: 180, noNaN: true }), (azimuth) => {
        const flat = sampleField(() => 1, { q: [-1, 1], p: [-1, 1], columns: 6 });
        const faces = surfaceFaces(flat, surfaceLayout(flat, { azimuth, elevation: 90 }));
        // Seen from above, the depth of a face is its height on the page: what overlaps in the plane must not rise.
        const middles = faces.map(({ corners }) => corners.reduce((sum, [, y]) => sum + y / 4, 0));
        const columns = faces.map(({ corners }) => corners.reduce((sum, [x]) => sum + x / 4, 0));
        let rise = 0;
        middles.forEach((y, index) => {
          for (let later = index + 1; later < middles.length; later++) {
            const above = Math.abs((columns[later] ?? NaN) - (columns[index] ?? NaN)) < 1;
            if (above) rise = Math.max(rise, y - (middles[later] ?? NaN));
          }
        });
        expect(rise).toBeLessThan(1e-6);
      }),
      { seed: 15 },
    );
  });

  it('leaves out faces with a corner that is not finite', () => {
    const values = Float64Array.from(bowl.values);
    values[40] = NaN;
    const holed = { ...bowl, values };
    expect(surfaceFaces(bowl, surfaceLayout(bowl))).toHaveLength(64);
    expect(surfaceFaces(holed, surfaceLayout(holed))).toHaveLength(60);
    expect(texts(surface(holed)).join(' ')).toContain('1 not finite');
  });

  it('lifts trajectories onto the surface', () => {
    const layout = surfaceLayout(bowl, { azimuth: 0, elevation: 30 });
    const trajectories = [{ q: [-0.5, 0.5], p: [0.25, 0.25] }];
    const pieces = surfaceFaces(bowl, layout, { trajectories }).flatMap((face) => face.pieces);
    expect(pieces).toHaveLength(4);
    const ends = pieces.map(({ from }) => from).sort((a, b) => a[0] - b[0]);
    const [x, y] = layout.project(-0.5, 0.25, 0.3125);
    expect(ends[0]?.[0]).toBeCloseTo(x, 9);
    expect(ends[0]?.[1]).toBeCloseTo(y, 9);
  });
});

describe('surface', () => {
  it('thins faces beyond the asked number', () => {
    const fine = sampleField((q) => q, { q: [0, 1], p: [0, 1], columns: 200 });
    const paths = byTag(surface(fine, { faces: 10 }), 'path');
    expect(paths).toHaveLength(100 + 1);
  });

  it('is painted on a canvas as it is drawn', () => {
    const { context, calls } = recordingContext();
    paintSurface(context, surfaceLayout(bowl, { title: 'Bowl' }), bowl);
    const drawn = byTag(surface(bowl, { title: 'Bowl' }), 'path').slice(1);
    const filled = calls.filter(({ name }) => name === 'fill');
    expect(filled.map(({ style }) => style.fillStyle)).toEqual(
      drawn.map(({ attributes }) => attributes.fill),
    );
    const [first] = calls.filter(({ name }) => name === 'moveTo');
    const [x, y] = (first?.parameters ?? []) as number[];
    expect(String(drawn[0]?.attributes.d)).toMatch(new RegExp(`^M${x?.toFixed(1)},${y?.toFixed(1)}L`));
  });

  it('leaves its base to a canvas', () => {
    const frame = surface(bowl, { marks: false });
    expect(byTag(frame, 'path')).toHaveLength(1);
    expect(texts(frame)).toContain('q');
  });

  it('draws any numbers inside the viewBox', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double(), { minLength: 9, maxLength: 9 }),
        fc.double({ min: -180, max: 180, noNaN: true }),
        (values, azimuth) => {
          const grid = { q: [0, 1] as const, p: [0, 1] as const, columns: 3, rows: 3, values };
          expect(outside(surface(grid, { azimuth }))).toEqual([]);
        },
      ),
      { seed: 16 },
    );
  });

  it('refuses q and p of different lengths', () => {
    expect(() => surface(bowl, { trajectories: [{ q: [1], p: [] }] })).toThrow(/have 1 and 0/);
  });
});

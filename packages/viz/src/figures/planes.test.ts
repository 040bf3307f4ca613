import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { henonHeilesBoundary, henonHeilesSection } from '../../test/data.ts';
import { byTag, outside, texts } from '../../test/inspect.ts';
import { latentChart, layoutOf, poincareSection } from '../index.ts';

const sets = fc.array(fc.array(fc.tuple(fc.double(), fc.double()), { maxLength: 8 }), { maxLength: 4 });
const plane = (points: readonly (readonly [number, number])[]) => ({
  q: points.map(([q]) => q),
  p: points.map(([, p]) => p),
});

describe('latentChart', () => {
  const points = { q: [0, 1, 2], p: [0, 1, 4], levels: [1, 2, NaN] };

  it('tells how well the plane matches the truth', () => {
    const note = (r2: number, defect?: number): string =>
      texts(latentChart({ plane: { r2, defect }, points })).join(' ');
    expect(note(0.973, 0.021)).toContain('R²\u00a00.973, symplectic to 2.1\u00a0%');
    expect(note(0.99962)).toContain('R²\u00a00.9996');
    expect(note(0.95)).not.toContain('symplectic');
    expect(note(0.19)).toContain('No gauge');
    expect(note(NaN)).toContain('No gauge');
  });

  it('names its axes with their share of the variance', () => {
    const figure = latentChart({ plane: { labels: ['a', 'b'], variance: [0.412, 0.2] }, points });
    expect(texts(figure)).toEqual(expect.arrayContaining(['a (41\u00a0% of the variance)']));
  });

  it('colours points and rollouts by one scale of levels', () => {
    const trajectories = [{ q: [0, 1], p: [0, 1], level: 3 }];
    const figure = latentChart({ points, trajectories });
    expect(texts(figure)).toContain('energy 1');
    expect(texts(figure)).toContain('3');
    const strokes = byTag(figure, 'path').map(({ attributes }) => attributes.stroke);
    expect(strokes).toEqual(
      expect.arrayContaining([
        'var(--hgn-ramp-0)',
        'var(--hgn-ramp-3)',
        'var(--hgn-grey)',
        'var(--hgn-ramp-6)',
      ]),
    );
  });

  it('has scales for a page', () => {
    const { plot } = layoutOf(latentChart({ points }, { qDomain: [-2, 2] }));
    expect(plot.x.invert(plot.x.position(0.5))).toBeCloseTo(0.5, 12);
  });

  it('refuses levels that do not match', () => {
    expect(() => latentChart({ points: { q: [1], p: [1], levels: [] } })).toThrow(/there are 0 for 1/);
    expect(() => latentChart({ points: { q: [1], p: [] } })).toThrow(/latentChart: q and p/);
  });

  it('draws any numbers inside the viewBox', () => {
    fc.assert(
      fc.property(sets, ([first = [], ...rest]) => {
        const trajectories = rest.map((points, level) => ({ ...plane(points), level }));
        const figure = latentChart({ points: plane(first), trajectories });
        expect(outside(figure)).toEqual([]);
      }),
      { seed: 14 },
    );
  });
});

describe('poincareSection', () => {
  it('keeps crossings of a conserved energy inside their boundary', () => {
    const energy = 1 / 8;
    const orbit = henonHeilesSection(energy, 0.1, 0.1, 60);
    const inside = orbit.q.map((y, i) => (orbit.p[i] ?? NaN) ** 2 + y ** 2 - (2 / 3) * y ** 3);
    expect(Math.max(...inside)).toBeLessThanOrEqual(2 * energy + 1e-3);
    const figure = poincareSection({ orbits: [orbit], boundary: [henonHeilesBoundary(energy)] });
    expect(texts(figure).join(' ')).not.toContain('No values');
    const [edge] = byTag(byTag(figure, 'svg')[1] ?? figure, 'path');
    expect(String(edge?.attributes.d).endsWith('Z')).toBe(true);
  });

  it('gives each orbit a colour and a label', () => {
    const orbits = ['a', 'b'].map((label, k) => ({ q: [k], p: [k], label }));
    const figure = poincareSection({ orbits });
    expect(texts(figure)).toEqual(expect.arrayContaining(['a', 'b']));
    const [first, second] = byTag(byTag(figure, 'svg')[1] ?? figure, 'path');
    expect(first?.attributes.stroke).not.toBe(second?.attributes.stroke);
  });

  it('keeps the boundary where the dots are left to a canvas', () => {
    const figure = poincareSection(
      { orbits: [{ q: [0.1], p: [0.1] }], boundary: [henonHeilesBoundary(0.1)] },
      { marks: false },
    );
    expect(byTag(byTag(figure, 'svg')[1] ?? figure, 'path')).toHaveLength(1);
  });

  it('says so where there is no crossing, and counts what cannot be drawn', () => {
    expect(texts(poincareSection({ orbits: [] }))).toContain('No values to show');
    expect(texts(poincareSection({ orbits: [{ q: [NaN, 1], p: [0, 1] }] })).join(' ')).toContain(
      '1 not finite',
    );
    expect(() => poincareSection({ orbits: [{ q: [1], p: [] }] })).toThrow(/an orbit has 1 and 0/);
  });

  it('draws any numbers inside the viewBox', () => {
    fc.assert(
      fc.property(sets, (all) => {
        expect(
          outside(poincareSection({ orbits: all.map(plane), boundary: all.slice(0, 1).map(plane) })),
        ).toEqual([]);
      }),
      { seed: 15 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cases } from '../../test/cases.ts';
import { byTag, drawnPoints } from '../../test/inspect.ts';
import {
  contourMap,
  energyAlongRollouts,
  errorPerFrame,
  fieldPanels,
  figurePoint,
  filmStrips,
  layoutOf,
  lineChart,
  lossCurves,
  mapNodes,
  phasePortrait,
  placePlot,
  resolveTheme,
  sampleField,
  sampleVectors,
  vectorField,
  type SvgNode,
} from '../index.ts';

const withPlots = cases.filter(({ figure }) => figure({}).plots !== undefined);

/** How far off a value may come back: rounding, in units of the span of the axis or of the value itself. */
const closeness = 1e-10;

describe('a scale of a plot', () => {
  const ends = fc.tuple(
    fc.double({ min: -1e9, max: 1e9, noNaN: true }),
    fc.double({ min: 1e-6, max: 1e9, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  );

  it('gives back the value of a position, linear', () => {
    fc.assert(
      fc.property(ends, ([low, span, share]) => {
        const axis = { kind: 'linear', domain: [low, low + span] } as const;
        const area = { left: 30, top: 20, width: 400, height: 300 };
        const { x, y } = placePlot({ area, x: axis, y: axis });
        const value = low + share * span;
        const allowed = closeness * Math.max(span, Math.abs(low));
        expect(Math.abs(x.invert(x.position(value)) - value)).toBeLessThanOrEqual(allowed);
        expect(Math.abs(y.invert(y.position(value)) - value)).toBeLessThanOrEqual(allowed);
        expect(y.position(low)).toBeGreaterThan(y.position(low + span));
      }),
      { seed: 14, numRuns: 500 },
    );
  });

  it('gives back the value of a position, logarithmic', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -12, max: 6, noNaN: true }),
        fc.double({ min: 0.01, max: 12, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (low, decades, share) => {
          const axis = { kind: 'log', domain: [10 ** low, 10 ** (low + decades)] } as const;
          const { x, y } = placePlot({ area: { left: 5, top: 7, width: 640, height: 90 }, x: axis, y: axis });
          const value = 10 ** (low + share * decades);
          for (const scale of [x, y]) {
            expect(Math.abs(scale.invert(scale.position(value)) / value - 1)).toBeLessThan(closeness);
          }
          expect(x.position(-value)).toBeNaN();
        },
      ),
      { seed: 15, numRuns: 500 },
    );
  });

  it('holds the widest domain there is', () => {
    const axis = { kind: 'linear', domain: [-Number.MAX_VALUE, Number.MAX_VALUE] } as const;
    const { x } = placePlot({ area: { left: 0, top: 0, width: 100, height: 100 }, x: axis, y: axis });
    const shares = [0, 25, 100].map((at) => x.invert(at) / Number.MAX_VALUE);
    [-1, -0.5, 1].forEach((share, index) => expect(shares[index]).toBeCloseTo(share, 12));
  });
});

describe('layoutOf', () => {
  it.each(withPlots)('inverts both scales of $name', ({ figure }) => {
    for (const { area, x, y } of layoutOf(figure({})).plots) {
      for (const share of [0, 0.13, 0.5, 0.99, 1]) {
        for (const [scale, at] of [
          [x, area.left + share * area.width],
          [y, area.top + share * area.height],
        ] as const) {
          expect(scale.position(scale.invert(at))).toBeCloseTo(at, 8);
        }
      }
    }
  });

  it.each(withPlots)('tells where the plots of $name are drawn', ({ figure }) => {
    const drawn = figure({});
    // Every plot is a nested svg; the content is moved by the outer margin.
    const frames = byTag(drawn, 'svg').slice(1);
    const { plots, width, height } = layoutOf(drawn);
    expect(`0 0 ${width} ${height}`).toBe(drawn.attributes.viewBox);
    expect(plots).toHaveLength(frames.length);
    for (const { area } of plots) {
      expect(area.left + area.width).toBeLessThanOrEqual(width);
      expect(area.top + area.height).toBeLessThanOrEqual(height);
    }
    if (plots.length > 1) return;
    const [frame] = frames;
    const [plot] = plots;
    expect(plot?.area.left).toBeCloseTo(Number(frame?.attributes.x) + 12, 1);
    expect(plot?.area.top).toBeCloseTo(Number(frame?.attributes.y) + 12, 1);
    expect(plot?.area.width).toBeCloseTo(Number(frame?.attributes.width), 1);
    expect(plot?.area.height).toBeCloseTo(Number(frame?.attributes.height), 1);
  });

  const orbit = { q: [0.5, 1, 1.5], p: [-1, 0.25, 2] };
  const vectors = sampleVectors((q, p) => ({ dq: p, dp: -q }), { q: [-3, 3], p: [-3, 3] });
  const bowl = sampleField((q, p) => q * q + p * p, { q: [-3, 3], p: [-3, 3], columns: 9 });
  const figures: readonly (readonly [string, SvgNode, readonly [number, number]])[] = [
    ['phasePortrait', phasePortrait([orbit]), [1.5, 2]],
    ['phasePortrait, equal units', phasePortrait([orbit], { equalUnits: true, title: 'Title' }), [1.5, 2]],
    ['contourMap', contourMap(bowl, { trajectories: [orbit] }), [1.5, 2]],
    ['vectorField', vectorField(vectors, { trajectories: [orbit] }), [1.5, 2]],
    ['lineChart', lineChart([{ label: 'a', x: orbit.q, y: orbit.p }], { subtitle: 'b' }), [1.5, 2]],
    ['lineChart, log', lineChart([{ label: 'a', y: [1e-4, 3, 50] }], { yScale: 'log' }), [1, 3]],
    ['lossCurves', lossCurves({ terms: [{ label: 'loss', values: [1, 1e-2, 1e-5] }] }), [1, 1e-2]],
    ['errorPerFrame', errorPerFrame({ rollouts: [{ label: 'forward', error: [1e-5, 1e-2, 1] }] }), [1, 1e-2]],
    ['energyAlongRollouts', energyAlongRollouts([{ label: 'H', rollouts: [[5, 6, 7]] }]), [1, 1]],
  ];

  it.each(figures)('places data where %s draws them', (_, figure, [q, p]) => {
    const { plot } = layoutOf(figure);
    const at = { x: plot.x.position(q), y: plot.y.position(p) };
    const nearest = drawnPoints(figure)
      .filter(({ from }) => from.startsWith('path'))
      .reduce((least, point) => Math.min(least, Math.hypot(point.x - at.x, point.y - at.y)), Infinity);
    expect(nearest).toBeLessThan(0.02);
  });

  it('survives what keeps the root: a theme, a map over nodes, a structured clone', () => {
    const figure = phasePortrait([orbit]);
    const area = layoutOf(figure).plot.area;
    for (const same of [
      resolveTheme(figure, 'dark'),
      mapNodes(figure, (node) => node),
      structuredClone(figure),
    ]) {
      expect(same === undefined ? undefined : layoutOf(same).plot.area).toEqual(area);
    }
  });

  it('gives one plot a panel', () => {
    const panel = { x: [-1, 1] as const, y: [0, 2] as const, points: [0, 1] };
    const { plots } = layoutOf(fieldPanels([{ panels: [panel, panel] }]));
    expect(plots).toHaveLength(2);
    expect(plots[1]?.x.position(0)).toBeGreaterThan(plots[0]?.x.position(1) ?? Infinity);
  });

  it('refuses what has no plot', () => {
    const film = filmStrips({ height: 2, width: 2, channels: 1, rows: [] });
    expect(() => layoutOf(film)).toThrow(/layoutOf: the figure must have a plot, but Film strips has none/);
  });
});

describe('marks: false', () => {
  it.each([
    ['phasePortrait', (marks: boolean) => phasePortrait([{ q: [0, 1], p: [0, 1] }], { marks })],
    ['lineChart', (marks: boolean) => lineChart([{ label: 'a', y: [0, 1] }], { marks })],
    [
      'contourMap',
      (marks: boolean) =>
        contourMap(
          sampleField((q) => q, { q: [0, 1], p: [0, 1], columns: 4 }),
          { marks },
        ),
    ],
    [
      'vectorField',
      (marks: boolean) =>
        vectorField(
          sampleVectors(() => ({ dq: 1, dp: 0 }), { q: [0, 1], p: [0, 1], columns: 4 }),
          { marks },
        ),
    ],
  ])('leaves of %s its axes at the same place, on no background', (_, draw) => {
    const [whole, frame] = [draw(true), draw(false)];
    expect(byTag(byTag(whole, 'svg')[1] ?? whole, 'path').length).toBeGreaterThan(0);
    expect(byTag(byTag(frame, 'svg')[1] ?? frame, 'path')).toEqual([]);
    expect(layoutOf(frame).plot.area).toEqual(layoutOf(whole).plot.area);
    expect(byTag(frame, 'rect').some(({ attributes }) => attributes.width === '100%')).toBe(false);
  });

  it('keeps the axes of a chart that has no values yet', () => {
    const frame = lineChart([{ label: 'loss', y: [] }], { marks: false, xDomain: [0, 10], yDomain: [0, 1] });
    expect(byTag(frame, 'text').length).toBeGreaterThan(4);
    expect(JSON.stringify(frame)).not.toContain('No values');
  });
});

describe('figurePoint', () => {
  it('keeps the shape and sits in the middle of its box', () => {
    const layout = { width: 200, height: 100 };
    const box = { left: 10, top: 20, width: 400, height: 400 };
    expect(figurePoint(layout, box, { x: 10, y: 120 })).toEqual({ x: 0, y: 0 });
    expect(figurePoint(layout, box, { x: 410, y: 320 })).toEqual({ x: 200, y: 100 });
  });
});

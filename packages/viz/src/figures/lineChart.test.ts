import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byTag, outside, pathPoints, texts } from '../../test/inspect.ts';
import { lineChart, type LineChartOptions } from './lineChart.ts';

const path = (figure: ReturnType<typeof lineChart>): string => String(byTag(figure, 'path')[0]?.attributes.d);

/** The plot area, which is the nested svg. */
function area(figure: ReturnType<typeof lineChart>): { x: number; y: number; width: number; height: number } {
  const { x, y, width, height } = byTag(figure, 'svg')[1]?.attributes ?? {};
  return { x: Number(x), y: Number(y), width: Number(width), height: Number(height) };
}

describe('lineChart', () => {
  it('draws each point where the axes say', () => {
    const options: LineChartOptions = { xDomain: [0, 4], yDomain: [0, 10] };
    const figure = lineChart([{ label: '', x: [0, 1, 4], y: [0, 10, 5] }], options);
    const { x, y, width, height } = area(figure);
    const expected = [
      [x, y + height],
      [x + width / 4, y],
      [x + width, y + height / 2],
    ];
    pathPoints(path(figure)).forEach(([px, py], index) => {
      expect(px).toBeCloseTo(expected[index]?.[0] ?? NaN, 1);
      expect(py).toBeCloseTo(expected[index]?.[1] ?? NaN, 1);
    });
    expect(pathPoints(path(figure))).toHaveLength(3);
  });

  it('draws ticks at the height of their values', () => {
    const figure = lineChart([{ label: '', y: [0, 10] }], { yDomain: [0, 10] });
    const { y, height } = area(figure);
    const ticks = byTag(figure, 'text').filter(({ attributes }) => attributes['text-anchor'] === 'end');
    expect(ticks.map(({ children }) => children[0])).toEqual(['0', '2', '4', '6', '8', '10']);
    expect(Number(ticks[2]?.attributes.y) - 3.8).toBeCloseTo(y + height * 0.6, 1);
  });

  it('breaks the line where a value is missing and counts it', () => {
    const figure = lineChart([{ label: 'q', y: [1, 2, NaN, 3, 4] }]);
    expect(path(figure).match(/M/g)).toHaveLength(2);
    expect(texts(figure)).toContain('Values not drawn: 1 not finite.');
  });

  it('draws a point between gaps as a dot', () => {
    expect(byTag(lineChart([{ label: 'q', y: [1, NaN, 3, NaN, 4, 5] }]), 'circle')).toHaveLength(2);
  });

  it('leaves out what a logarithmic axis cannot show and says so', () => {
    const figure = lineChart([{ label: 'q', y: [1, 0, 100, 10] }], { yScale: 'log' });
    expect(texts(figure)).toContain('Values not drawn: 1 not positive (logarithmic scale).');
  });

  it.each([[[]], [[NaN]], [[Infinity, -Infinity]]])('says that %j has nothing to show', (y) => {
    const figure = lineChart([{ label: 'q', y }]);
    expect(texts(figure)).toContain('No values to show');
    expect(byTag(figure, 'path')).toHaveLength(0);
  });

  it('thins long lines without losing a spike', () => {
    const y = Float64Array.from({ length: 200_000 }, (_, t) => Math.sin(t / 1000) + (t === 123_456 ? 50 : 0));
    const figure = lineChart([{ label: 'q', y }]);
    const points = pathPoints(path(figure));
    expect(points.length).toBeLessThan(4000);
    expect(Math.min(...points.map((point) => point[1]))).toBeLessThan(area(figure).y + 20);
  });

  it('labels lines that share name and colour once', () => {
    const figure = lineChart([
      { label: 'H', y: [1, 2], colour: 'blue' },
      { label: 'H', y: [3, 4], colour: 'blue' },
    ]);
    expect(texts(figure).filter((text) => text === 'H')).toHaveLength(1);
  });

  it('folds labels that do not fit into a count', () => {
    const series = Array.from({ length: 60 }, (_, k) => ({ label: `trajectory ${k}`, y: [0, k] }));
    const figure = lineChart(series);
    expect(texts(figure).some((text) => /^and \d+ more$/.test(text))).toBe(true);
    expect(outside(figure)).toEqual([]);
  });

  it('refuses x and y of different lengths', () => {
    expect(() => lineChart([{ label: 'q', x: [0], y: [1, 2] }])).toThrow(/"q" has 1 and 2/);
  });

  it('refuses a width that leaves no room', () => {
    expect(() => lineChart([], { width: 20 })).toThrow(/width must be 240 or more/);
  });

  it('draws any numbers at finite places inside the viewBox', () => {
    const numbers = fc.array(fc.double(), { maxLength: 12 });
    fc.assert(
      fc.property(
        fc.array(fc.record({ label: fc.string({ unit: 'binary' }), y: numbers }), { maxLength: 5 }),
        fc.constantFrom('linear' as const, 'log' as const, 'auto' as const),
        fc.double(),
        fc.string(),
        (series, yScale, value, title) => {
          const references = [{ value, label: 'reference' }];
          expect(outside(lineChart(series, { yScale, xScale: yScale, references, title }))).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });
});

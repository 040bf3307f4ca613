import { lineChart, resolveTheme, toSvgString, type LineSeries } from '@hgn/viz';
import { curves } from './curves.ts';
import type { Point } from './point.ts';

/** A quantity along all curves, both axes as multiples of the first point, beside what grows in proportion. */
export function costFigure(title: string, points: readonly Point[], of: (point: Point) => number): string {
  const names = [...new Set(points.map(({ curve }) => curve))];
  const lines = names.map((name) => {
    const mine = points.filter(({ curve }) => curve === name);
    return {
      label: curves[name].title,
      x: mine.map(({ value }) => value / mine[0].value),
      y: mine.map((point) => of(point) / of(mine[0])),
      points: true,
    };
  });
  const widest = Math.max(...lines.flatMap(({ x }) => x));
  const linear: LineSeries = { label: 'in proportion', x: [1, widest], y: [1, widest], pattern: 'dotted' };
  const chart = lineChart([...lines, linear], {
    title,
    xScale: 'log',
    yScale: 'log',
    xLabel: 'times the smallest',
    yLabel: 'times that at the smallest',
    width: 760,
    height: 420,
  });
  return toSvgString(resolveTheme(chart, 'light'));
}

import { lineChart, toSvgString, type LineSeries } from '@hgn/viz';
import type { Course } from './courses.ts';
import type { Race } from './race.ts';

const colours = [
  'blue',
  'orange',
  'teal',
  'purple',
  'amber',
] as const satisfies readonly LineSeries['colour'][];

/** Error against seconds of training, both logarithmic, a line for every seed of everyone. */
export function figure(course: Course, races: readonly Race[]): string {
  const names = [...new Set(races.flatMap(({ curves }) => curves.map(({ name }) => name)))];
  const baseline = races.reduce((sum, race) => sum + race.baseline, 0) / races.length;
  const lines = races.flatMap(({ curves }) =>
    curves.map(({ name, points }) => ({
      label: name,
      x: points.map(({ seconds }) => seconds),
      y: points.map(({ error }) => error),
      colour: colours[names.indexOf(name) % colours.length],
      points: true,
    })),
  );
  return toSvgString(
    lineChart(lines, {
      title: `Error against seconds of training: ${course}`,
      xLabel: `seconds of training on ${races[0].threads} cores`,
      yLabel: 'mean squared error of 30 unseen frames',
      xScale: 'log',
      yScale: 'log',
      references: [{ value: baseline, label: 'better baseline' }],
      width: 720,
      height: 400,
    }),
  );
}

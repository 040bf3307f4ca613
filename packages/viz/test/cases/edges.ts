import { lineChart } from '../../src/index.ts';
import type { Case } from './case.ts';

/** Figures of nothing, of one point, of constants, with gaps. */
export const edgesCases: readonly Case[] = [
  {
    name: 'empty',
    figure: (size) => lineChart([{ label: 'loss', y: [] }], { ...size, title: 'No data', xLabel: 'step' }),
  },
  {
    name: 'one-point',
    figure: (size) =>
      lineChart([{ label: 'only', y: [0.3] }], {
        ...size,
        title: 'One point',
        xLabel: 'step',
        integerX: true,
      }),
  },
  {
    name: 'constant',
    figure: (size) =>
      lineChart([{ label: 'constant', y: [2, 2, 2, 2] }], {
        ...size,
        title: 'Constant data',
        xLabel: 'step',
      }),
  },
  {
    name: 'gaps',
    figure: (size) =>
      lineChart([{ label: 'with gaps', y: [1, 20, NaN, 300, NaN, 5, -1, 8, 200, Infinity, 40, 60] }], {
        ...size,
        title: 'Values that cannot be drawn leave gaps',
        xLabel: 'step',
        yLabel: 'error',
        yScale: 'log',
      }),
  },
];

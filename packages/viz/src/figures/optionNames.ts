import type { OptionNames } from '@hgn/options';
import type { FigureOptions } from '../chart/layout.ts';
import type { LineChartOptions } from './lineChart.ts';

/** The names of options that every figure takes. */
export const figureOptionNames: OptionNames<Omit<FigureOptions, 'height'>> = {
  title: true,
  subtitle: true,
  description: true,
  note: true,
  width: true,
  marks: true,
};

/** The names of options of charts with axes, beside those of every figure. */
export const chartOptionNames: OptionNames<Omit<LineChartOptions, keyof FigureOptions>> = {
  xLabel: true,
  yLabel: true,
  xScale: true,
  yScale: true,
  xDomain: true,
  yDomain: true,
  includeZero: true,
  integerX: true,
  xGrid: true,
  references: true,
  bands: true,
  kind: true,
};

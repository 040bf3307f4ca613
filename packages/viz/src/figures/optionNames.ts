import type { OptionNames } from '@hgn/options';
import type { FigureOptions } from '../chart/layout.ts';

/** The names of options that every figure takes. */
export const figureOptionNames: OptionNames<Omit<FigureOptions, 'height'>> = {
  title: true,
  subtitle: true,
  description: true,
  note: true,
  width: true,
  marks: true,
};

import { dotRows, type DotRow, type SvgNode } from '@hgn/viz';
import { systemName, type Experiment } from '../load.ts';
import type { ColumnSpec } from '../schema.ts';
import type { KnownTrial } from '../state.ts';
import { valueOf } from './aggregate.ts';

/** The figure that leads a system's results: every seed of the test error as a dot, with baseline and published numbers. */
export interface LeadFigure {
  readonly system: string;
  draw(size: { readonly width?: number }): SvgNode;
  /** The figure in words. */
  readonly caption: string;
}

/** One figure a system, where its records hold the first main column; none where nothing is recorded yet. */
export function leadFigures(experiment: Experiment, trials: readonly KnownTrial[]): readonly LeadFigure[] {
  const { columns, references = [] } = experiment;
  const judged = columns.find(({ main }) => main === true) ?? columns[0];
  const baseline = columns.find(({ label }) => label === 'better baseline');
  return experiment.systems.flatMap((entry): LeadFigure[] => {
    const system = systemName(entry);
    const own = trials.filter(({ trial, state }) => trial.system === system && state === 'finished');
    const numbers = (column: ColumnSpec, model?: string): number[] =>
      own
        .filter(({ trial }) => model === undefined || trial.model === model)
        .map(({ record }) => valueOf(record, column))
        .filter((value) => value !== null);
    // A model that a system skips has no row there; one whose trials are still to come has an empty one.
    const planned = experiment.models.filter(({ name }) =>
      trials.some(({ trial }) => trial.system === system && trial.model === name),
    );
    const rows = planned.map(({ name }): DotRow => {
      const published = references
        .filter(({ beside }) => beside === judged.label)
        .flatMap(({ label, values }) => {
          const value = values[system]?.[name];
          return typeof value === 'number' ? [{ label, value }] : [];
        });
      return { label: name, values: numbers(judged, name), published };
    });
    if (rows.every(({ values }) => values.length === 0)) return [];
    const trivial = baseline === undefined ? [] : numbers(baseline);
    const mean = trivial.reduce((sum, value) => sum + value, 0) / trivial.length;
    const xLabel = judged.unit === undefined ? judged.label : `${judged.label} (${judged.unit})`;
    const isComparable = baseline !== undefined && judged.compares === baseline.unit && trivial.length > 0;
    return [
      {
        system,
        caption: `${xLabel} of every seed${isComparable ? '; dashed, the better of the two baselines' : ''}.`,
        draw: (size) =>
          dotRows(rows, {
            ...size,
            title: system,
            xLabel,
            ...(isComparable && { lines: [{ label: 'better baseline', value: mean }] }),
          }),
      },
    ];
  });
}

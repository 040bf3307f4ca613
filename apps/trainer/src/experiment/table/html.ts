import { htmlReport } from '@hgn/viz';
import type { Experiment } from '../load.ts';
import type { KnownTrial } from '../state.ts';
import type { ResultsTable } from './aggregate.ts';
import { facts, troubles } from './facts.ts';
import { leadFigures } from './leadFigure.ts';
import { foldedTable } from './leading.ts';
import { prose } from './prose.ts';

/** The tables as one HTML page that needs nothing else. */
export function htmlPage(experiment: Experiment, table: ResultsTable, trials: readonly KnownTrial[]): string {
  const figures = leadFigures(experiment, trials);
  const unbroken = (cells: readonly string[]): readonly string[] =>
    cells.map((cell, index) => (index < 2 ? cell : cell.replaceAll(' ', '\u00a0')));
  const { title, name, description, notes, references = [] } = experiment;
  const failed = troubles(trials);
  return htmlReport({
    title: title ?? name,
    subtitle: facts(trials).join(' '),
    sections: [
      ...(description === undefined ? [] : prose(description, 'About')),
      ...table.systems.map(({ system, rows }) => {
        const { header, rows: cells, all } = foldedTable(table, rows);
        const figure = figures.find((each) => each.system === system);
        return {
          title: system,
          figuresFirst: true,
          ...(figure !== undefined && { figures: [{ figure: figure.draw, caption: figure.caption }] }),
          table: { columns: header, rows: cells.map(unbroken) },
          ...(all !== undefined && {
            folded: {
              summary: `All ${table.columns.length} columns`,
              table: { columns: all.header, rows: all.rows.map(unbroken) },
            },
          }),
        };
      }),
      ...(failed.length === 0 ? [] : [{ title: 'Trials without results', text: failed }]),
      ...(references.length === 0
        ? []
        : [{ title: 'Sources', text: references.map(({ label, source }) => `${label}: ${source}`) }]),
      ...(notes === undefined ? [] : prose(notes, 'Notes')),
    ],
    footer: `hgn experiment ${experiment.shown.replace(/^.*[/\\]/, '')}`,
  });
}

import { htmlReport } from '@hgn/viz';
import type { Experiment } from '../load.ts';
import type { KnownTrial } from '../state.ts';
import type { ResultsTable } from './aggregate.ts';
import { cellText, heading, seedsText } from './cells.ts';
import { facts, troubles } from './facts.ts';
import { prose } from './prose.ts';

/** The tables as one HTML page that needs nothing else. */
export function htmlPage(
  experiment: Experiment,
  { columns, systems }: ResultsTable,
  trials: readonly KnownTrial[],
): string {
  const { title, name, description, notes, references = [] } = experiment;
  const failed = troubles(trials);
  return htmlReport({
    title: title ?? name,
    subtitle: facts(trials).join(' '),
    sections: [
      ...(description === undefined ? [] : prose(description, 'About')),
      ...systems.map(({ system, rows }) => ({
        title: system,
        table: {
          columns: ['model', 'seeds', ...columns.map((column) => ({ label: heading(column) }))],
          rows: rows.map((row) => [
            row.model,
            seedsText(row),
            ...row.cells.map((cell) => cellText(cell, row).replaceAll(' ', '\u00a0')),
          ]),
        },
      })),
      ...(failed.length === 0 ? [] : [{ title: 'Trials without results', text: failed }]),
      ...(references.length === 0
        ? []
        : [{ title: 'Sources', text: references.map(({ label, source }) => `${label}: ${source}`) }]),
      ...(notes === undefined ? [] : prose(notes, 'Notes')),
    ],
    footer: `hgn experiment ${experiment.shown.replace(/^.*[/\\]/, '')}`,
  });
}

import { asWords } from '../../output/csvWords.ts';
import type { ResultsTable } from './aggregate.ts';
import { heading } from './cells.ts';

type Field = string | number | null;

/** The table as comma-separated values (RFC 4180), full precision; what is not there is an empty field. */
export function csvTable({ columns, systems }: ResultsTable): string {
  const header = [
    ...['system', 'model', 'finished', 'diverged', 'failed', 'missing'],
    ...columns.flatMap((column) =>
      column.kind === 'reference'
        ? [heading(column)]
        : ['mean', 'std', 'n'].map((statistic) => `${heading(column)} ${statistic}`),
    ),
  ];
  const lines = systems.flatMap(({ system, rows }) =>
    rows.map(({ model, finished, diverged, failed, missing, cells }): readonly Field[] => [
      ...[system, model, finished, diverged, failed, missing],
      ...cells.flatMap((cell, index): readonly Field[] => {
        if (typeof cell === 'object' && cell !== null) return [cell.mean, cell.deviation, cell.n];
        return columns[index].kind === 'reference' ? [cell] : [null, null, 0];
      }),
    ]),
  );
  return [header, ...lines].map((fields) => `${fields.map(field).join(',')}\r\n`).join('');
}

function field(value: Field): string {
  const text = typeof value === 'string' ? asWords(value) : String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

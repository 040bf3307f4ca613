import type { ResultsTable, Row } from './aggregate.ts';
import { cellText, heading, seedsText } from './cells.ts';

/** How many measured columns a table shows beside model and seeds before the rest is folded away. */
const shownColumns = 5;

/** A table as text: what is seen at once, and all of it where that is more. */
export interface FoldedTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Everything, where the first table leaves something out. */
  readonly all?: Pick<FoldedTable, 'header' | 'rows'>;
}

/**
 * Model, seeds and the columns that matter most: those the experiment calls `main`, or the first ones. A table of
 * seventeen columns is read by nobody.
 */
export function foldedTable({ columns }: ResultsTable, rows: readonly Row[]): FoldedTable {
  const measured = columns.flatMap(({ kind }, index) => (kind === 'measured' ? [index] : []));
  const main = measured.filter((index) => columns[index].main);
  const shown =
    columns.length <= shownColumns
      ? columns.map((_, i) => i)
      : (main.length > 0 ? main : measured).slice(0, shownColumns);
  const table = (indices: readonly number[]): Pick<FoldedTable, 'header' | 'rows'> => ({
    header: ['model', 'seeds', ...indices.map((index) => heading(columns[index]))],
    rows: rows.map((row) => [
      row.model,
      seedsText(row),
      ...indices.map((index) => cellText(row.cells[index], row)),
    ]),
  });
  const everything = columns.map((_, index) => index);
  return { ...table(shown), ...(shown.length < columns.length && { all: table(everything) }) };
}

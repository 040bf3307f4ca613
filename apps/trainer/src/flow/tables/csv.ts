import { CorruptDatasetError, readCsv } from '@hgn/datasets/node';
import { CommandError } from '../../errors.ts';
import { asWords, fromWords } from '../../output/csvWords.ts';
import { placesOf, type NumberTable } from './table.ts';

/** A mark before the decimals, where a file could be read in two ways. */
export type DecimalMark = '.' | ',';

/** How the table of a file is read. */
export interface CsvChoice {
  /** Names of the columns to take; default all. */
  readonly columns?: readonly string[];
  readonly decimal?: DecimalMark;
}

/**
 * Reads numbers separated by commas, semicolons, tabs or blanks, one row a line. A first line with a word in it names
 * the columns, otherwise they are x1, x2, …; empty lines and lines that begin with # are left out. Columns that are not
 * taken may hold anything.
 *
 * @throws CommandError naming line and column of what is no number, or a line of another length
 */
export function parseCsv(
  text: string,
  shown: string,
  { columns: wanted, decimal }: CsvChoice = {},
): NumberTable {
  const table = reading(() => readCsv(text, shown, decimal === undefined ? {} : { decimal }));
  const { rows, width, header } = table;
  const all = Array.from({ length: width }, (_, i) => {
    const name = fromWords(header?.[i] ?? '');
    return name === '' ? `x${i + 1}` : name;
  });
  const columns = wanted ?? all;
  const data = new Float64Array(rows * columns.length);
  placesOf(all, columns, shown).forEach((place, i) => {
    reading(() => table.numbers(place)).forEach((value, row) => {
      if (Number.isNaN(value)) {
        throw new CommandError(
          `${shown}: line ${table.line(row)}, column ${JSON.stringify(all[place])} must be a finite number, but got ${JSON.stringify(table.cell(row, place))}; drop the row or fill the gap`,
        );
      }
      data[row * columns.length + i] = value;
    });
  });
  return { columns, data, rows };
}

function reading<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof CorruptDatasetError)) throw error;
    throw new CommandError(
      error.message.replace(/^readCsv: /, '').replace('the option decimal', '--decimal'),
      {
        cause: error,
      },
    );
  }
}

/** Writes a table with a line of names; the shortest digits that give the same float32 number, or the same float64 one. */
export function formatCsv({ columns, data, rows }: NumberTable): string {
  const quoted = columns
    .map(asWords)
    .map((name) => (/[",;\s]/.test(name) ? `"${name.replaceAll('"', "'")}"` : name));
  const lines = [quoted.join(',')];
  for (let row = 0; row < rows; row++) {
    const cells = Array.from(data.subarray(row * columns.length, (row + 1) * columns.length));
    lines.push(cells.map(shortest).join(','));
  }
  return `${lines.join('\n')}\n`;
}

/** Nine digits always tell float32 numbers apart, and fewer often do. */
function shortest(value: number): string {
  if (Math.fround(value) !== value) return String(value);
  for (let digits = 6; digits < 9; digits++) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === value) return String(text);
  }
  return Number.isFinite(value) ? String(Number(value.toPrecision(9))) : String(value);
}

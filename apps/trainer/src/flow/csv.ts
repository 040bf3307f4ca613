import { CommandError } from '../errors.ts';
import type { NumberTable } from './table.ts';

const separators = [',', ';', '\t'] as const;

/**
 * Reads numbers separated by commas, semicolons, tabs or blanks, one row a line. A first line with a word in it names
 * the columns, otherwise they are x1, x2, …; empty lines and lines that begin with # are left out.
 *
 * @throws CommandError naming line and column of what is no number, or a line of another length
 */
export function parseCsv(text: string, shown: string): NumberTable {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((line, index) => ({ line: line.trim(), number: index + 1 }))
    .filter(({ line }) => line !== '' && !line.startsWith('#'));
  const [first] = lines;
  if (first === undefined) throw new CommandError(`${shown}: holds no rows; one line is one sample`);
  const separator = separators.find((candidate) => first.line.includes(candidate)) ?? /\s+/;
  const cellsOf = (line: string): string[] =>
    line.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  const head = cellsOf(first.line);
  const named = head.some((cell) => cell !== '' && Number.isNaN(Number(cell)) && !/^nan$/i.test(cell));
  const columns = head.map((cell, index) => (named && cell !== '' ? cell : `x${index + 1}`));
  const rows = lines.slice(named ? 1 : 0);
  const data = new Float32Array(rows.length * columns.length);
  rows.forEach(({ line, number }, row) => {
    const cells = cellsOf(line);
    if (cells.length !== columns.length) {
      throw new CommandError(
        `${shown}: line ${number} has ${cells.length} columns and the first line has ${columns.length}; every row needs as many`,
      );
    }
    cells.forEach((cell, column) => {
      const value = cell === '' ? NaN : Number(cell);
      if (!Number.isFinite(value)) {
        throw new CommandError(
          `${shown}: line ${number}, column ${JSON.stringify(columns[column])} must be a finite number, but got ${JSON.stringify(cell)}; drop the row or fill the gap`,
        );
      }
      data[row * columns.length + column] = value;
    });
  });
  return { columns, data, rows: rows.length };
}

/** Writes a table with a line of names; the shortest digits that give the same float32 number. */
export function formatCsv({ columns, data, rows }: NumberTable): string {
  const quoted = columns.map((name) => (/[",;\s]/.test(name) ? `"${name.replaceAll('"', "'")}"` : name));
  const lines = [quoted.join(',')];
  for (let row = 0; row < rows; row++) {
    const cells = data.subarray(row * columns.length, (row + 1) * columns.length);
    lines.push(Array.from(cells, shortest).join(','));
  }
  return `${lines.join('\n')}\n`;
}

/** Nine digits always tell float32 numbers apart, and fewer often do. */
function shortest(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === value) return String(text);
  }
  return Number.isFinite(value) ? String(Number(value.toPrecision(9))) : String(value);
}

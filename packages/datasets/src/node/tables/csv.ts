import { requireOptions } from '@hgn/options';
import { CorruptDatasetError } from '../errors.ts';
import { detectFormat, type CsvFormat, type CsvOptions } from './csvFormat.ts';
import { recordsOf, type CsvRecord } from './csvRecords.ts';
import { isGap, isNumber, numberIn, type DecimalMark } from './numbers.ts';

/** A text of rows and columns whose cells become numbers column by column, when they are asked for. */
export interface CsvTable extends CsvFormat {
  /** What stands above each column, or nothing where the first line is data. */
  readonly header: readonly string[] | undefined;
  /** What stands in a second line of words, as some programs write units. */
  readonly units: readonly string[] | undefined;
  readonly rows: number;
  readonly width: number;
  /** The cell as it is written, blanks around it left out. */
  cell(row: number, column: number): string;
  /** Where a row stands in the file, from 1. */
  line(row: number): number;
  /**
   * The numbers of a column, NaN where there is a gap.
   * @throws CorruptDatasetError, naming file, line and column, for what is neither a number nor a gap, or infinite
   */
  numbers(column: number): Float64Array;
}

const comments = /^\s*(#|%|\/\/)/;

/** Lines that are comments, and data, the numbers of lines kept. */
function withoutComments(text: string): { data: string; lastComment: string | undefined } {
  let lastComment: string | undefined;
  let begun = false;
  const data = text
    .split(/\r\n|\n|\r/)
    .map((line) => {
      if (!comments.test(line)) {
        begun ||= line.trim() !== '';
        return line;
      }
      if (!begun) lastComment = line.replace(comments, '');
      return '';
    })
    .join('\n');
  return { data, lastComment };
}

const isWord = (cell: string, decimal: DecimalMark): boolean => !isGap(cell) && !isNumber(cell, decimal);

/** Names that a program wrote into the comment above its data, if they are as many as the columns. */
function commentHeader(
  comment: string | undefined,
  delimiter: string,
  like: readonly string[],
  decimal: DecimalMark,
) {
  if (comment === undefined) return undefined;
  for (const by of [delimiter, 'blank', ',']) {
    const [names] = recordsOf(comment, by);
    if (names?.cells.length === like.length && names.cells.every((cell) => isWord(cell, decimal)))
      return names.cells;
  }
  return undefined;
}

/**
 * Reads a text of numbers: delimiter (comma, semicolon, tab, bar, blanks), decimal mark and header are found out. A first
 * line with a word in it is the header; one of gaps and numbers is data. Lines that begin with #, % or // are left out.
 * @param shown - the file, for errors
 * @throws CorruptDatasetError, naming the file and where it can the line: no rows, rows of unequal length, what could be
 * two things; the message says which option decides
 * @example
 * const table = readCsv('time;x\n0,5;1\n1,5;2', 'a.csv');
 * const time = table.numbers(0); // 0.5, 1.5
 */
export function readCsv(text: string, shown: string, options: CsvOptions = {}): CsvTable {
  requireOptions('readCsv', options, { delimiter: true, decimal: true });
  const fail = (rule: string): never => {
    throw new CorruptDatasetError(`readCsv: ${shown}: ${rule}`);
  };
  if (text.includes('\0')) fail('is no text; it holds null bytes');
  const { data, lastComment } = withoutComments(text.replace(/^\uFEFF/, ''));
  const format = detectFormat(data, options, fail);
  const { delimiter, decimal } = format;
  let records: CsvRecord[];
  try {
    records = recordsOf(data, delimiter);
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
  if (records.length === 0) fail('holds no rows; one line is one sample');
  const named = records[0].cells.some((cell) => isWord(cell, decimal));
  const isUnits =
    named && records.length > 2 && records[1].cells.every((cell) => cell === '' || isWord(cell, decimal));
  const units = isUnits ? records[1].cells : undefined;
  const rows = records.slice(named ? (units ? 2 : 1) : 0);
  if (rows.length === 0) fail('holds a header and no rows; one line is one sample');
  const header = named ? records[0].cells : commentHeader(lastComment, delimiter, rows[0].cells, decimal);
  const width = (header ?? rows[0].cells).length;
  for (const { cells, line } of rows) {
    // Some programs end each row with a delimiter.
    const length = cells.length === width + 1 && cells[width] === '' ? width : cells.length;
    if (length === width) continue;
    fail(
      `line ${line} has ${cells.length} columns and the first line has ${width}; ${
        delimiter === ',' && length === 2 * width
          ? 'if commas are also decimal marks, separate the cells by semicolons'
          : 'every row needs as many'
      }`,
    );
  }
  return {
    ...format,
    header,
    units,
    rows: rows.length,
    width,
    cell: (row, column) => rows[row].cells[column],
    line: (row) => rows[row].line,
    numbers: (column) =>
      Float64Array.from(rows, ({ cells, line }) => {
        const value = numberIn(cells[column], decimal);
        if (value !== undefined && Math.abs(value) !== Infinity) return value;
        const name = header?.[column] ?? `x${column + 1}`;
        return fail(
          `line ${line}, column ${JSON.stringify(name)} must be a finite number, but got ${JSON.stringify(cells[column])}; mend it, or leave the row or column out`,
        );
      }),
  };
}

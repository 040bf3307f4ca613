import { parse } from 'csv-parse/sync';

/** A row of cells and the line, from 1, on which it ends. */
export interface CsvRecord {
  readonly cells: readonly string[];
  readonly line: number;
}

/**
 * The cells of each line that has any, blanks around them left out.
 * @param delimiter - one character, or `blank` for any run of blanks and tabs
 * @throws Error where quotes do not close
 */
export function recordsOf(text: string, delimiter: string): CsvRecord[] {
  const blank = delimiter === 'blank';
  const source = blank
    ? text
        .replace(/^[ \t]+|[ \t]+$/gm, '')
        .replace(/"[^"\n]*"|[ \t]+/g, (run) => (run.startsWith('"') ? run : '\t'))
    : text;
  const parsed = parse(source, {
    delimiter: blank ? '\t' : delimiter,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    trim: true,
  }) as unknown as { record: string[]; info: { lines: number } }[];
  return parsed
    .map(({ record, info }) => ({ cells: record, line: info.lines }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
}

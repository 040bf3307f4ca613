import { isUnit } from '../../recordings/units.ts';
import { recordsOf } from './csvRecords.ts';
import { isGap, isNumber, type DecimalMark } from './numbers.ts';

/** How the cells of a text are told apart. */
export interface CsvFormat {
  /** One character, or `blank` for any run of blanks and tabs. */
  readonly delimiter: string;
  readonly decimal: DecimalMark;
}

/** How a text is read; what is not given is found out. */
export interface CsvOptions {
  /** What separates cells: one character, or `blank` for any run of blanks and tabs. */
  readonly delimiter?: string;
  readonly decimal?: DecimalMark;
}

interface Candidate extends CsvFormat {
  /** How many of the cells are numbers, and of the rows as long as most are: from 0 to 1. */
  readonly score: number;
  readonly width: number;
  readonly header: readonly string[] | undefined;
  readonly rows: readonly (readonly string[])[];
}

const delimiters = [';', '\t', ',', '|', 'blank'];
/** Lines that are looked at. */
const looked = 60;

/** The first lines, not cut in the middle of one. */
function beginning(text: string): string {
  let end = -1;
  for (let line = 0, seen = 0; seen < looked; line++) {
    const next = text.indexOf('\n', end + 1);
    if (next < 0) return text;
    if (next > end + 1) seen++;
    end = next;
    if (line > 100_000) break;
  }
  return text.slice(0, end);
}

function mostCommon(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((best, each) => (each[1] > best[1] ? each : best), [0, 0])[0];
}

function candidate(text: string, delimiter: string, wanted: DecimalMark | undefined): Candidate | undefined {
  let records: (readonly string[])[];
  try {
    records = recordsOf(text, delimiter).map(({ cells }) => cells);
  } catch {
    // Quotes that make no sense with this delimiter.
    return undefined;
  }
  const isValue = (cell: string, mark: DecimalMark) => isGap(cell) || isNumber(cell, mark);
  const named = records[0]?.some((cell) => !isValue(cell, '.') && !isValue(cell, ','));
  const rows = named ? records.slice(1) : records;
  const cells = rows.flat().filter((cell) => !isGap(cell));
  if (cells.length === 0) return undefined;
  const numbers = (mark: DecimalMark) => cells.filter((cell) => isNumber(cell, mark)).length;
  const decimal = wanted ?? (numbers(',') > numbers('.') ? ',' : '.');
  const width = mostCommon(rows.map((row) => row.length));
  const regular = rows.filter((row) => row.length === width).length / rows.length;
  return {
    ...{ delimiter, decimal, width, rows, header: named ? records[0] : undefined },
    score: (numbers(decimal) / cells.length) * regular,
  };
}

/** Whether cells like 1,5 can only be one number: `05` is no number of its own, and nothing begins with -0. */
function mustBeDecimals(rows: readonly (readonly string[])[]): boolean {
  return rows.some(([before, after = '']) => /^[+-]0+$/.test(before) || /^0\d/.test(after));
}

/**
 * What separates cells and decimals: what makes the most of the first lines numbers, in rows of equal length.
 * @param fail - throws, where it cannot be told
 */
export function detectFormat(text: string, options: CsvOptions, fail: (rule: string) => never): CsvFormat {
  const { decimal, delimiter } = options;
  const lines = beginning(text);
  const candidates = (delimiter === undefined ? delimiters : [delimiter])
    .map((each) => candidate(lines, each, decimal))
    .filter((each) => each !== undefined)
    // Told that commas are decimal marks, they separate only what is quoted.
    .filter(
      (each) =>
        decimal !== ',' ||
        delimiter !== undefined ||
        each.delimiter !== ',' ||
        each.rows.flat().some((cell) => cell.includes(',')),
    );
  if (candidates.length === 0) return { delimiter: delimiter ?? ',', decimal: decimal ?? '.' };
  // One column is what is left when nothing separates more.
  const rank = ({ score, width }: Candidate) => (width > 1 ? score : score / 4);
  const best = candidates.reduce((a, b) => (rank(b) > rank(a) + 1e-9 ? b : a));
  const rival = candidates.find(({ decimal: mark, width }) => mark === ',' && width === 1);
  const isPair = best.delimiter === ',' && best.width === 2;
  if (decimal !== undefined || !isPair || !rival || rival.score < best.score) return best;
  // Lines such as 1,5: one number with a decimal comma, or two.
  const named = best.header;
  if (named?.length === 1 || mustBeDecimals(best.rows)) return rival;
  if (named?.length === 2 && !isUnit(named[1])) return best;
  const example = rival.rows[0][0];
  return fail(
    `${JSON.stringify(example)} could be one number with a decimal comma or two numbers; say which with the option decimal (',' or '.'), or name the columns in a first line`,
  );
}

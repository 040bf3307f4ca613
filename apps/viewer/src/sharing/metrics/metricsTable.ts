import { createRows, type Rows } from './rows.ts';
import { lineScanner, type LineScanner } from './scanLine.ts';

/** The numbers of a metrics file that may still grow. */
export interface MetricsTable {
  /** Takes the next bytes of the file, cut anywhere. */
  push(bytes: Uint8Array): void;
  /** Lines of training (`undefined`) or of a kind (`evaluation`), steps rising; of training with the numbers that are kept. */
  rows(kind?: string): Omit<Rows, 'add' | 'truncate'>;
  /** Names of all numbers of training, kept or not, in the order of their first line. */
  names(): readonly string[];
  /** A number of the last line of training, kept or not; NaN where it has none. */
  last(name: string): number;
  /** The kinds that occur, besides training. */
  kinds(): readonly string[];
  /** Complete lines that were no record, and are left out. */
  readonly unreadable: number;
}

/** How much one call keeps of a file without a newline: no line of ours is near that long. */
const longestLine = 1 << 20;

/**
 * Reads `metrics.jsonl` as it grows: one JSON object a line with `step`, numbers by name, and perhaps a `kind`. A step
 * that is not beyond the last of its kind drops what was measured from there on, as a run that resumes does. Lines
 * alike are read by position, twice as fast as by JSON.parse, to within 1e-15.
 *
 * @param keeps says which numbers of training are kept beside `step`: the others of lines alike are passed over, which
 * costs a quarter of reading them; all unless told
 */
export function createMetricsTable(keeps: (name: string) => boolean = () => true): MetricsTable {
  const isKept = (name: string): boolean => name === 'step' || keeps(name);
  const names = new Set<string>();
  /** The last line of training, where it has numbers that are not kept. */
  let lastLine: Uint8Array | undefined;
  const byKind = new Map([['', series()]]);
  const [training] = byKind.values();
  let rest: Uint8Array = new Uint8Array();
  let scanner: LineScanner | undefined;
  let unreadable = 0;

  const readLine = (bytes: Uint8Array, start: number, end: number): void => {
    if (end === start) return;
    const record = parseRecord(bytes.subarray(start, end));
    if (record === undefined) {
      unreadable++;
      return;
    }
    const { kind = '', ...numbers } = record;
    const entries = Object.entries(numbers).filter(
      ([, value]) => typeof value === 'number' || value === null,
    );
    const keys = entries.map(([name]) => name);
    if (kind === '') {
      lastLine = bytes.slice(start, end);
      for (const key of keys) names.add(key);
    }
    const kept = kind === '' ? entries.filter(([name]) => isKept(name)) : entries;
    const one = byKind.get(kind) ?? series();
    byKind.set(kind, one);
    addRow(
      one,
      kept.map(([name]) => name),
      kept.map(([, value]) => (typeof value === 'number' ? value : NaN)),
    );
    if (kind === '' && entries.length === Object.keys(numbers).length) scanner = lineScanner(keys, isKept);
  };

  return {
    push(bytes) {
      let all = bytes;
      if (rest.length > 0) {
        all = new Uint8Array(rest.length + bytes.length);
        all.set(rest);
        all.set(bytes, rest.length);
      }
      let start = 0;
      /** Where the last line begins and ends that was read by position. */
      let [from, to] = [0, 0];
      for (;;) {
        const next = scanner?.scan(all, start) ?? -1;
        if (next >= 0 && scanner !== undefined) {
          addRow(training, scanner.keys, scanner.values);
          [from, to] = [start, next];
          start = next;
          continue;
        }
        const end = all.indexOf(10, start);
        if (end < 0) break;
        if (to > 0) lastLine = all.slice(from, to);
        to = 0;
        readLine(all, start, end);
        start = end + 1;
      }
      if (all.length - start > longestLine) {
        throw new RangeError(
          `metrics: a line must be shorter than ${longestLine} bytes, but one has ${all.length - start} and no end; is this a metrics.jsonl?`,
        );
      }
      if (to > 0) lastLine = all.slice(from, to);
      rest = all.slice(start);
    },
    names: () => [...names],
    last(name) {
      const { rows } = training;
      if (rows.names.includes(name)) return rows.at(rows.length - 1, name);
      const value = lastLine === undefined ? undefined : parseRecord(lastLine)?.[name];
      return typeof value === 'number' ? value : NaN;
    },
    rows: (kind = '') => byKind.get(kind)?.rows ?? createRows(),
    kinds: () => [...byKind.keys()].filter((kind) => kind !== ''),
    get unreadable() {
      return unreadable;
    },
  };
}

/** Rows of a kind, and the step of the last. */
interface Series {
  readonly rows: Rows;
  last: number;
}

const series = (): Series => ({ rows: createRows(), last: -Infinity });

/** Adds a row, after dropping those of its step and later ones. */
function addRow(to: Series, names: readonly string[], values: ArrayLike<number>): void {
  const step = values[names.indexOf('step')];
  if (step <= to.last) {
    let { length } = to.rows;
    while (length > 0 && to.rows.at(length - 1, 'step') >= step) length--;
    to.rows.truncate(length);
  }
  to.rows.add(names, values);
  to.last = step;
}

interface Line extends Readonly<Record<string, unknown>> {
  readonly step: number;
  readonly kind?: string;
}

function parseRecord(line: Uint8Array): Line | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(line));
    return isLine(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isLine = (value: unknown): value is Line =>
  typeof value === 'object' &&
  value !== null &&
  'step' in value &&
  Number.isSafeInteger(value.step) &&
  (!('kind' in value) || typeof value.kind === 'string');

import { unwrapAngle } from './angles.ts';
import { applyFilter, interpolation } from './interpolate.ts';
import { medianInterval, RecordingError, type Recording } from './recording.ts';

/** A channel's samples beside those of others, in SI units, NaN where there is none. */
export interface Column {
  readonly name: string;
  readonly isAngle: boolean;
  readonly values: Float64Array;
}

/** The samples of a file as they stand in it. */
export interface Samples {
  readonly source: string;
  /** Seconds since `clockStart`; NaN where there is none. */
  readonly time: Float64Array;
  /** What the file's own clock says at time 0, in seconds. */
  readonly clockStart: number;
  readonly columns: readonly Column[];
  /** What tells recordings apart that stand in one file. */
  readonly group?: Float64Array;
  /** How a row is called in the file. */
  place(row: number): string;
}

/** What happens where measurements are missing. */
export interface GapOptions {
  /** `bridge`, the default, draws a cubic over gaps up to `longestGap` and cuts at longer ones; `refuse` refuses. */
  readonly gaps?: 'bridge' | 'refuse';
  /** Seconds; five intervals between samples unless told. */
  readonly longestGap?: number;
}

/** Fewer samples in a row than this are no recording. */
export const shortest = 8;

interface Piece {
  readonly from: number;
  /** After the last row. */
  readonly to: number;
}

/** Rows that have a time, cut where the clock begins anew or another group begins. */
function continuous(samples: Samples, notes: string[]): Int32Array[] {
  const { time, group, source } = samples;
  const runs: number[][] = [];
  let run: number[] = [];
  let without = 0;
  for (let row = 0; row < time.length; row++) {
    if (Number.isNaN(time[row])) {
      without++;
      continue;
    }
    const last = run.at(-1);
    if (last !== undefined) {
      const isOther = group !== undefined && group[row] !== group[last];
      const restarts = time[row] < time[last] && run.length >= shortest && time[row] <= time[run[1]];
      if (isOther || restarts) {
        runs.push(run);
        run = [];
      } else if (time[row] <= time[last]) {
        throw new RecordingError(
          `readRecordings: ${source}: time must increase from sample to sample, but goes from ${samples.clockStart + time[last]} to ${samples.clockStart + time[row]} s in ${samples.place(row)}; drop or sort these rows`,
        );
      }
    }
    run.push(row);
  }
  if (without > 0) notes.push(`${source}: ${without} rows without a time were left out`);
  return [...runs, run].filter(({ length }) => length > 0).map((rows) => Int32Array.from(rows));
}

/** Where a run of rows must be cut: at gaps that are too long. */
function cut(time: Float64Array, columns: readonly Float64Array[], longest: number): Piece[] {
  const isLost = new Uint8Array(time.length);
  for (const values of columns) {
    let known = -1;
    for (let i = 0; i <= time.length; i++) {
      if (i < time.length && Number.isNaN(values[i])) continue;
      const atEdge = known < 0 || i === time.length;
      if (i - known > 1 && (atEdge || time[i] - time[known] > longest)) isLost.fill(1, known + 1, i);
      known = i;
    }
  }
  const pieces: Piece[] = [];
  let from = 0;
  for (let i = 0; i <= time.length; i++) {
    const ends = i === time.length || isLost[i] === 1;
    if (!ends && !(i > from && time[i] - time[i - 1] > longest)) continue;
    if (i > from) pieces.push({ from, to: i });
    from = ends ? i + 1 : i;
  }
  return pieces;
}

function bridged(time: Float64Array, values: Float64Array): { values: Float64Array; count: number } {
  const isKnown = (_: number, i: number) => !Number.isNaN(values[i]);
  const when = time.filter(isKnown);
  const lost = time.filter((_, i) => Number.isNaN(values[i]));
  if (lost.length === 0) return { values, count: 0 };
  const drawn = applyFilter(interpolation(when, lost, 4), values.filter(isKnown));
  let next = 0;
  return { count: lost.length, values: values.map((value) => (Number.isNaN(value) ? drawn[next++] : value)) };
}

function refuseGaps(samples: Samples, rows: Int32Array): void {
  const { columns, source } = samples;
  for (const row of rows) {
    const column = columns.find(({ values }) => Number.isNaN(values[row]));
    if (!column) continue;
    throw new RecordingError(
      `readRecordings: ${source}: ${samples.place(row)}: '${column.name}' has no value; fill it, or let gaps be bridged`,
    );
  }
}

/**
 * The uninterrupted recordings in the samples of a file: cut where the clock or a group begins anew and where samples are
 * missing for too long, short gaps bridged, angles unwrapped, time counted from the first sample in float64.
 * @param notes - gets a sentence for each thing done
 * @throws RecordingError, naming file and row: time that goes back, gaps to refuse, or nothing left
 */
export function assemble(samples: Samples, options: GapOptions, notes: string[]): Recording[] {
  const { source, columns } = samples;
  const counts = {
    bridged: new Map<string, number>(),
    crossings: new Map<string, number>(),
    cuts: 0,
    short: 0,
  };
  const add = (to: Map<string, number>, name: string, count: number) => {
    if (count > 0) to.set(name, (to.get(name) ?? 0) + count);
  };
  const found: Omit<Recording, 'source'>[] = [];
  for (const rows of continuous(samples, notes)) {
    const at = (values: Float64Array) => Float64Array.from(rows, (row) => values[row]);
    const time = at(samples.time);
    const measured = columns.map(({ values }) => at(values));
    const interval = medianInterval(time);
    const longest = options.longestGap ?? 5 * interval;
    if (options.gaps === 'refuse') refuseGaps(samples, rows);
    const pieces = cut(time, measured, longest);
    counts.cuts += Math.max(0, pieces.length - 1);
    for (const { from, to } of pieces) {
      if (to - from < shortest) {
        counts.short++;
        continue;
      }
      const since = time.slice(from, to).map((value) => value - time[from]);
      const startTime = samples.clockStart + time[from];
      const values = columns.map(({ name, isAngle }, i) => {
        const piece = measured[i].slice(from, to);
        // Turns first: a cubic over a seam would go the long way round.
        const known = piece.filter((value) => !Number.isNaN(value));
        const { values: whole, crossings } = isAngle ? unwrapAngle(known) : { values: known, crossings: 0 };
        let next = 0;
        const filled = bridged(
          since,
          piece.map((value) => (Number.isNaN(value) ? value : whole[next++])),
        );
        add(counts.bridged, name, filled.count);
        add(counts.crossings, name, crossings);
        return [name, filled.values] as const;
      });
      found.push({ startTime, time: since, values: Object.fromEntries(values) });
    }
  }
  if (found.length === 0) {
    throw new RecordingError(
      `readRecordings: ${source}: must hold ${shortest} samples in a row at least, but holds fewer; record for longer, or allow longer gaps with longestGap`,
    );
  }
  for (const [name, count] of counts.bridged)
    notes.push(`${source}: ${count} missing values of '${name}' were bridged by a cubic`);
  for (const [name, count] of counts.crossings) {
    notes.push(`${source}: '${name}' jumps by a turn ${count} times; it was made to go on`);
  }
  if (counts.cuts > 0) notes.push(`${source}: cut into ${found.length} stretches at gaps`);
  if (counts.short > 0)
    notes.push(`${source}: ${counts.short} stretches of fewer than ${shortest} samples were left out`);
  return found.map((recording, i) => ({
    source: found.length === 1 ? source : `${source} (${i + 1} of ${found.length})`,
    ...recording,
  }));
}

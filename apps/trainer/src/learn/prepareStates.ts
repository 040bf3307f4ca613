import { splitRecordings, type Recordings } from '@hgn/datasets';
import {
  chooseWidths,
  gridInterval,
  look,
  namesOf,
  prepare,
  readStates,
  requireNames,
  type ColumnOptions,
  type Findings,
  type Names,
  type PreparedSeries,
  type Widths,
} from './series.ts';

/** Recordings on the grid, ready to learn from and to be judged by. */
export interface PreparedStates {
  readonly names: Names;
  readonly findings: Findings;
  /** What the reader of the files has to say. */
  readonly notes: readonly string[];
  readonly dt: number;
  readonly widths: Widths;
  readonly train: readonly PreparedSeries[];
  readonly test: readonly PreparedSeries[];
  /** Stretches that were held out; 0 where there are recordings to judge by. */
  readonly held: number;
}

/**
 * Reads recordings, looks at them and brings them to a grid; without others to judge by it holds stretches out.
 *
 * @param paths of the files
 * @param longest seconds that forecasts are judged over, at most
 * @param clocked whether the time is an input
 */
export async function prepareStates(
  paths: readonly string[],
  {
    columns,
    longest,
    test: testOnly,
    clocked = false,
  }: {
    readonly columns: ColumnOptions;
    readonly longest: number;
    readonly test?: Recordings;
    readonly clocked?: boolean;
  },
): Promise<PreparedStates> {
  const measured = await readStates(paths, columns);
  const names = namesOf(measured);
  const findings = look(measured, names);
  const dt = gridInterval(findings);
  const widths = chooseWidths(measured, names, findings);
  let [learnFrom, judgedBy, held] = [measured, testOnly, 0];
  if (judgedBy) requireNames(judgedBy, names);
  else {
    const split = splitRecordings(measured.recordings, { guard: widths.centred, shortest: 2 * longest });
    learnFrom = { ...measured, recordings: split.train };
    judgedBy = { ...measured, recordings: split.held };
    held = split.held.length;
  }
  return {
    ...{ names, findings, notes: measured.notes, dt, widths, held },
    train: prepare(learnFrom, names, { dt, widths, clocked }),
    test: prepare(judgedBy, names, { dt, widths, clocked }),
  };
}

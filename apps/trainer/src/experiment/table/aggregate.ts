import { type Experiment, systemName } from '../load.ts';
import type { ColumnSpec } from '../schema.ts';
import type { KnownTrial } from '../state.ts';

/** A number over seeds. */
export interface Spread {
  readonly mean: number;
  /** Sample standard deviation (n - 1), or null of a single value. */
  readonly deviation: number | null;
  readonly n: number;
}

/** What a column of the table holds: measured over seeds, or published. */
export type TableColumn =
  | {
      readonly kind: 'measured';
      readonly label: string;
      readonly unit: string | undefined;
      readonly main: boolean;
    }
  | {
      readonly kind: 'reference';
      readonly label: string;
      readonly unit: string | undefined;
      readonly main: false;
    };

/** A cell: measured, as published, or null where there is nothing. */
export type Cell = Spread | string | number | null;

/** A model on a system. */
export interface Row {
  readonly model: string;
  /** Seeds by what came of them. */
  readonly finished: number;
  readonly diverged: number;
  readonly failed: number;
  /** Seeds without a record of this configuration. */
  readonly missing: number;
  readonly cells: readonly Cell[];
}

/** Everything that a table shows. */
export interface ResultsTable {
  readonly columns: readonly TableColumn[];
  readonly systems: readonly { readonly system: string; readonly rows: readonly Row[] }[];
}

/** Mean and spread of every column over the recorded seeds of each model and system. */
export function aggregate(experiment: Experiment, trials: readonly KnownTrial[]): ResultsTable {
  const { columns, references = [] } = experiment;
  const isBeside = (label: string) => (reference: (typeof references)[number]) => reference.beside === label;
  const last = references.filter(({ beside }) => beside === undefined);
  const layout = [
    ...columns.flatMap((column) => [
      { column, reference: undefined },
      ...references.filter(isBeside(column.label)).map((reference) => ({ column: undefined, reference })),
    ]),
    ...last.map((reference) => ({ column: undefined, reference })),
  ];
  return {
    columns: layout.map(({ column, reference }): TableColumn =>
      column === undefined
        ? { kind: 'reference', label: reference.label, unit: reference.unit, main: false }
        : { kind: 'measured', label: column.label, unit: column.unit, main: column.main === true },
    ),
    systems: experiment.systems.map((entry) => {
      const system = systemName(entry);
      return {
        system,
        rows: experiment.models.flatMap(({ name: model }): Row[] => {
          const own = trials.filter(({ trial }) => trial.system === system && trial.model === model);
          if (own.length === 0) return [];
          const documents = own.flatMap(({ state, record }) => (state === 'finished' ? [record] : []));
          const inState = (wanted: string): number => own.filter(({ state }) => state === wanted).length;
          return [
            {
              model,
              finished: inState('finished'),
              diverged: inState('diverged'),
              failed: inState('failed'),
              missing: inState('pending') + inState('started') + inState('outdated'),
              cells: layout.map(({ column, reference }) =>
                column === undefined
                  ? (reference.values[system]?.[model] ?? null)
                  : spread(documents.map((document) => valueOf(document, column))),
              ),
            },
          ];
        }),
      };
    }),
  };
}

/** Mean and sample standard deviation of the values that are there; null when none is. */
export function spread(values: readonly (number | null)[]): Spread | null {
  const there = values.filter((value) => value !== null);
  const n = there.length;
  if (n === 0) return null;
  const mean = there.reduce((sum, value) => sum + value, 0) / n;
  const squares = there.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: n > 1 ? Math.sqrt(squares / (n - 1)) : null, n };
}

/** The number of a column in the record of a trial; null when it has none, or none that is finite. */
export function valueOf(document: unknown, { value, scale = 1 }: ColumnSpec): number | null {
  const paths = typeof value === 'string' ? [value] : value;
  const found = paths.map((path) => at(document, path.split('.')));
  const numbers = found.filter((each) => typeof each === 'number' && Number.isFinite(each)) as number[];
  // The smallest of several is not known while one of them is missing.
  return numbers.length < paths.length ? null : Math.min(...numbers) * scale;
}

function at(document: unknown, path: readonly string[]): unknown {
  let inner = document;
  for (const key of path) {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, key)) return undefined;
    inner = (inner as Readonly<Record<string, unknown>>)[key];
  }
  return inner;
}

import type { MetricsTable } from './metricsTable.ts';

/** What is known of a run's metrics without looking at curves. */
export interface MetricsSummary {
  readonly rows: number;
  readonly lastStep: number;
  /** Names of the numbers of training, then of evaluations as `evaluation: NAME`. */
  readonly names: readonly string[];
  /** The last value of each name. */
  readonly last: Readonly<Record<string, number>>;
  /** Lines that could not be read. */
  readonly unreadable: number;
}

/** One number of a run at every step that has it. */
export interface MetricsCurve {
  readonly steps: Float64Array;
  readonly values: Float64Array;
}

const evaluation = 'evaluation: ';

/** The summary of a table. */
export function summaryOf(table: MetricsTable): MetricsSummary {
  const rows = table.rows();
  const evaluations = table.rows('evaluation');
  const names = [...table.names(), ...evaluations.names.map((name) => evaluation + name)].filter(
    (name) => !/(^|: )step$/.test(name),
  );
  const last = names.map((name) => {
    if (!name.startsWith(evaluation)) return [name, table.last(name)] as const;
    return [name, evaluations.at(evaluations.length - 1, name.slice(evaluation.length))] as const;
  });
  return {
    rows: rows.length,
    lastStep: rows.length === 0 ? 0 : rows.at(rows.length - 1, 'step'),
    names,
    last: Object.fromEntries(last),
    unreadable: table.unreadable,
  };
}

/** One number of a table, by its name in the summary; undefined where the run never logged it. Cost: one pass. */
export function curveOf(table: MetricsTable, name: string): MetricsCurve | undefined {
  const { rows, name: column } = rowsOf(table, name);
  if (rows.length === 0 || !rows.names.includes(column)) return undefined;
  return { steps: rows.column('step'), values: rows.column(column) };
}

const rowsOf = (table: MetricsTable, name: string) =>
  name.startsWith(evaluation)
    ? { rows: table.rows('evaluation'), name: name.slice(evaluation.length) }
    : { rows: table.rows(), name };

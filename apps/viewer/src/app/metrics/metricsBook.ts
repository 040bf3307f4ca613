import { createMetricsTable, type MetricsTable } from './metricsTable.ts';
import type { CurveSet, MetricsSummary } from './protocol.ts';
import { pruneCurve } from './pruneCurve.ts';

/** The metrics of many runs, which may all grow. */
export interface MetricsBook {
  /** Takes the next bytes of a run's file; `restart` forgets what came before. */
  push(id: string, bytes: Uint8Array, restart: boolean): MetricsSummary;
  /** One number of each of these runs, pruned to `stretches` points a curve. */
  curves(ids: readonly string[], name: string, stretches: number): CurveSet;
}

const evaluation = 'evaluation: ';

/** An empty book. */
export function createMetricsBook(): MetricsBook {
  const tables = new Map<string, MetricsTable>();
  const rowsOf = (table: MetricsTable, name: string) =>
    name.startsWith(evaluation)
      ? { rows: table.rows('evaluation'), name: name.slice(evaluation.length) }
      : { rows: table.rows(), name };
  return {
    push(id, bytes, restart) {
      const table = (restart ? undefined : tables.get(id)) ?? createMetricsTable();
      tables.set(id, table);
      table.push(bytes);
      const rows = table.rows();
      const evaluations = table.rows('evaluation');
      const names = [...rows.names, ...evaluations.names.map((name) => evaluation + name)].filter(
        (name) => !/(^|: )step$/.test(name),
      );
      const last = names.map((name) => {
        const found = rowsOf(table, name);
        return [name, found.rows.at(found.rows.length - 1, found.name)] as const;
      });
      return {
        rows: rows.length,
        lastStep: rows.length === 0 ? 0 : rows.at(rows.length - 1, 'step'),
        names,
        last: Object.fromEntries(last),
        unreadable: table.unreadable,
      };
    },
    curves(ids, name, stretches) {
      const found = ids.flatMap((id) => {
        const table = tables.get(id);
        if (table === undefined) return [];
        const { rows, name: column } = rowsOf(table, name);
        if (rows.length === 0 || !rows.names.includes(column)) return [];
        return [{ id, steps: rows.column('step'), values: rows.column(column) }];
      });
      const from = Math.min(...found.map(({ steps }) => steps[0]));
      const to = Math.max(...found.map(({ steps }) => steps[steps.length - 1]));
      return {
        curves: found.map(({ id, steps, values }) => ({
          id,
          ...pruneCurve(steps, values, stretches, [from, to]),
        })),
        steps: found.length === 0 ? [0, 1] : [from, to],
      };
    },
  };
}

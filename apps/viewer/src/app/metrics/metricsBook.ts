import { createMetricsTable, type MetricsTable } from '../../sharing/metrics/metricsTable.ts';
import {
  curveOf,
  summaryOf,
  type MetricsCurve,
  type MetricsSummary,
} from '../../sharing/metrics/runMetrics.ts';
import type { CurveSet } from './protocol.ts';
import { pruneCurve } from './pruneCurve.ts';

/** The metrics of many runs, which may all grow. */
export interface MetricsBook {
  /** Takes the next bytes of a run's file; `restart` forgets what came before. */
  push(id: string, bytes: Uint8Array, restart: boolean): MetricsSummary;
  /** Takes one number of a run whose file somebody else reads, in place of what was known of it. */
  put(id: string, name: string, curve: MetricsCurve | undefined): void;
  /** One number of each of these runs, pruned to `stretches` points a curve. */
  curves(ids: readonly string[], name: string, stretches: number): CurveSet;
}

/** An empty book. */
export function createMetricsBook(): MetricsBook {
  const tables = new Map<string, MetricsTable>();
  const given = new Map<string, ReadonlyMap<string, MetricsCurve | undefined>>();
  const curveNamed = (id: string, name: string): MetricsCurve | undefined => {
    const table = tables.get(id);
    return table === undefined ? given.get(id)?.get(name) : curveOf(table, name);
  };
  return {
    push(id, bytes, restart) {
      const table = (restart ? undefined : tables.get(id)) ?? createMetricsTable();
      tables.set(id, table);
      table.push(bytes);
      return summaryOf(table);
    },
    put(id, name, curve) {
      given.set(id, new Map([[name, curve]]));
    },
    curves(ids, name, stretches) {
      const found = ids.flatMap((id) => {
        const curve = curveNamed(id, name);
        return curve === undefined || curve.steps.length === 0 ? [] : [{ id, ...curve }];
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

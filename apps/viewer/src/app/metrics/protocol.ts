import type { MetricsCurve, MetricsSummary } from '../../sharing/metrics/runMetrics.ts';
import type { PrunedCurve } from './pruneCurve.ts';

/** A curve of every run that has one. */
export interface CurveSet {
  readonly curves: readonly (PrunedCurve & { readonly id: string })[];
  /** Steps that the curves span. */
  readonly steps: readonly [number, number];
}

/** What the metrics worker is asked. */
export type MetricsQuestion =
  | {
      readonly kind: 'push';
      readonly number: number;
      readonly id: string;
      readonly bytes: Uint8Array;
      readonly restart: boolean;
    }
  | {
      readonly kind: 'put';
      readonly number: number;
      readonly id: string;
      readonly name: string;
      readonly curve: MetricsCurve | undefined;
    }
  | {
      readonly kind: 'curves';
      readonly number: number;
      readonly ids: readonly string[];
      readonly name: string;
      readonly stretches: number;
    };

/** What it answers. */
export type MetricsAnswer = { readonly number: number } & (
  | { readonly summary: MetricsSummary }
  | { readonly set: CurveSet }
  | { readonly put: true }
  | { readonly problem: string }
);

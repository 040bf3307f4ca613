import type { PrunedCurve } from './pruneCurve.ts';

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
      readonly kind: 'curves';
      readonly number: number;
      readonly ids: readonly string[];
      readonly name: string;
      readonly stretches: number;
    };

/** What it answers. */
export type MetricsAnswer = { readonly number: number } & (
  { readonly summary: MetricsSummary } | { readonly set: CurveSet } | { readonly problem: string }
);

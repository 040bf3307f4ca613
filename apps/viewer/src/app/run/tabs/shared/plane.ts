import type { Chart, States } from '@hgn/player';

/** A point of the plane that latent states are drawn in. */
export type PlanePoint = readonly [x: number, y: number];

/** The plane in which latent states are drawn, and the way back from it. */
export interface Plane {
  readonly kind: 'gauge' | 'principal';
  readonly labels: readonly [string, string];
  /** Numbers of q (and of p) of one latent state. */
  readonly size: number;
  /** The coordinates of every state: [x, y] one after the other. */
  of(states: States): Float64Array;
  /** The state at each point of the plane: the likeliest one there. */
  at(points: readonly PlanePoint[]): States;
}

/** Below this r2 a linear map to the truth is none: the axes are then the principal ones. */
export const enoughOfTruth = 0.5;

/**
 * The plane of a chart: that of the true (q, p) where a gauge explains enough of the truth and there is one degree of
 * freedom, else the two principal axes of the latent states.
 */
export function planeOf(chart: Chart, size: number): Plane {
  const { gauge } = chart;
  if (gauge?.toTruth.offset.length === 2 && gauge.r2 >= enoughOfTruth) {
    return {
      kind: 'gauge',
      labels: ['q', 'p'],
      size,
      of: mapped(gauge.toTruth, size),
      at: lifted(gauge.fromTruth, size),
    };
  }
  const { centre, axes } = chart.principal;
  const along = axes.map((axis) => axis.reduce((sum, a, i) => sum + a * (centre[i] ?? 0), 0));
  const back = centre.map((_, i) => axes.map((axis) => axis[i] ?? 0));
  return {
    kind: 'principal',
    labels: ['first principal axis', 'second'],
    size,
    of: mapped({ matrix: axes, offset: along.map((value) => -value) }, size),
    at: lifted({ matrix: back, offset: centre }, size),
  };
}

/** matrix x + offset of the vector of q and then p of every state: rows of the matrix one after the other. */
export function mapped({ matrix, offset }: AffineMap, size: number): (states: States) => Float64Array {
  const rows = matrix.map((row) => Float64Array.from(row));
  return ({ q, p }) => {
    const count = q.length / size;
    const out = new Float64Array(count * rows.length);
    for (let n = 0; n < count; n++) {
      rows.forEach((row, r) => {
        let sum = offset[r] ?? 0;
        for (let i = 0; i < size; i++) sum += (row[i] ?? 0) * (q[n * size + i] ?? 0);
        for (let i = 0; i < size; i++) sum += (row[size + i] ?? 0) * (p[n * size + i] ?? 0);
        out[n * rows.length + r] = sum;
      });
    }
    return out;
  };
}

/** The states matrix y + offset of points y. */
export function lifted(
  { matrix, offset }: AffineMap,
  size: number,
): (points: readonly (readonly number[])[]) => States {
  return (points) => {
    const q = new Float32Array(points.length * size);
    const p = new Float32Array(points.length * size);
    points.forEach((point, n) => {
      for (let i = 0; i < 2 * size; i++) {
        let sum = offset[i] ?? 0;
        point.forEach((y, k) => (sum += (matrix[i]?.[k] ?? 0) * y));
        if (i < size) q[n * size + i] = sum;
        else p[n * size + i - size] = sum;
      }
    });
    return { q, p };
  };
}

/** What a gauge says of itself, or why there is none. */
export function gaugeNote(chart: Chart): string {
  const { gauge } = chart;
  if (gauge === undefined || gauge.r2 < enoughOfTruth) {
    const r2 = gauge === undefined ? '' : ` (r² ${gauge.r2.toFixed(2)})`;
    return `No gauge: no linear map explains half of the true state${r2}, or the truth is not known. The axes are the principal ones.`;
  }
  const degrees = gauge.toTruth.offset.length / 2;
  const defect = degrees === 1 ? '' : `, symplectic to ${(100 * gauge.defect).toFixed(1)} %`;
  return `Gauge: a linear map to the true state explains r² ${gauge.r2.toFixed(3)} of it${defect}; latent areas are ${Math.abs(gauge.scale).toPrecision(3)} times the true ones${gauge.scale < 0 ? ', turned over' : ''}.`;
}

/** The part of an interval of values that a picture shows: all of them and a margin. */
export function domainOf(values: ArrayLike<number>, margin = 0.15): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]);
    high = Math.max(high, values[i]);
  }
  if (!Number.isFinite(high - low)) return [-1, 1];
  const room = margin * (high - low) || 1;
  return [low - room, high + room];
}

/** Every `step`-th number from `from` on. */
export const everyOther = (values: Float64Array, from: 0 | 1): Float64Array =>
  Float64Array.from({ length: values.length / 2 }, (_, i) => values[2 * i + from] ?? NaN);

type AffineMap = NonNullable<Chart['gauge']>['toTruth'];

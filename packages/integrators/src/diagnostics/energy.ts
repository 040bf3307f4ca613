import type { Trajectory } from '../core/integrate.ts';

/** The energy H(q, p, t) of one state. */
export type Energy = (q: Float64Array, p: Float64Array, t: number) => number;

/**
 * H along a trajectory less H at its start, row by row.
 *
 * @example
 * ```ts
 * import { energyError } from '@hgn/integrators';
 * const trajectory = { q: Float64Array.of(1, 0), p: Float64Array.of(0, 1.1), t: Float64Array.of(0, 1) };
 * const error = energyError((q, p) => (q[0] ** 2 + p[0] ** 2) / 2, trajectory);
 * console.log(error[1].toFixed(3)); // 0.105
 * ```
 */
export function energyError(energy: Energy, { q, p, t }: Trajectory): Float64Array {
  const n = q.length / t.length;
  const at = (row: number) =>
    energy(q.subarray(row * n, (row + 1) * n), p.subarray(row * n, (row + 1) * n), t[row]);
  const first = at(0);
  return Float64Array.from(t, (_, row) => at(row) - first);
}

/**
 * The slope of a quantity over time by least squares: of the energy error, its secular drift per unit of time.
 *
 * @example
 * ```ts
 * import { driftSlope } from '@hgn/integrators';
 * console.log(driftSlope(Float64Array.of(0, 1, 2), Float64Array.of(5, 5.5, 6))); // 0.5
 * ```
 */
export function driftSlope(t: Float64Array, values: Float64Array): number {
  const mean = (x: Float64Array) => x.reduce((sum, value) => sum + value, 0) / x.length;
  const meanT = mean(t);
  const meanValue = mean(values);
  let covariance = 0;
  let variance = 0;
  for (let i = 0; i < t.length; i++) {
    covariance += (t[i] - meanT) * (values[i] - meanValue);
    variance += (t[i] - meanT) ** 2;
  }
  return covariance / variance;
}

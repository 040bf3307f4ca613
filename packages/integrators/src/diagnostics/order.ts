import { driftSlope } from './energy.ts';

/** The steps tried and the errors found, pair by pair. */
export interface ConvergenceData {
  readonly dt: readonly number[];
  readonly errors: readonly number[];
  /** Errors at or below this are rounding and left out; 1e-12 unless told. */
  readonly floor?: number;
}

/**
 * The order of convergence: the slope of log(error) over log(dt), by least squares over the errors above the floor.
 *
 * Throws a RangeError when fewer than three errors lie above it: the estimate would mean nothing.
 *
 * @example
 * ```ts
 * import { estimatedOrder } from '@hgn/integrators';
 * console.log(estimatedOrder({ dt: [0.4, 0.2, 0.1], errors: [0.16, 0.04, 0.01] }).toFixed(2)); // 2.00
 * ```
 */
export function estimatedOrder({ dt, errors, floor = 1e-12 }: ConvergenceData): number {
  const points = errors.flatMap((error, i) =>
    error > floor && Number.isFinite(error) ? [[Math.log(Math.abs(dt[i])), Math.log(error)]] : [],
  );
  if (points.length < 3) {
    throw new RangeError(
      `estimatedOrder: at least 3 errors must lie above the floor ${floor}, but got ${points.length} in [${errors.join(', ')}]; take larger steps`,
    );
  }
  return driftSlope(
    Float64Array.from(points, ([x]) => x),
    Float64Array.from(points, ([, y]) => y),
  );
}

import { ConvergenceError } from '../core/errors.ts';
import type { SolverOptions } from '../core/method.ts';
import { arrays } from '../core/phase.ts';
import { requireInteger } from '../core/validate.ts';
import { solveLinear } from './linear.ts';

/** Fills `out` with the right-hand side at `z` of equations z = map(z). */
export type FixedPointMap = (z: Float64Array, out: Float64Array) => void;

/** Brings `z` from 0 to the solution of z = map(z), in place; false when the map is not finite at 0. */
export type FixedPointSolver = (z: Float64Array, around: Float64Array) => boolean;

/**
 * Solves z = map(z) to rounding error: fixed-point iteration, and Newton's method where that does not contract.
 *
 * `around` is what z is to be added to: changes that are small beside it count as rounding. Costs one map per
 * iteration; a Newton iteration costs as many maps as z is long. Throws a ConvergenceError with the residual, and a
 * RangeError unless `maximumIterations` is a positive integer.
 */
export function fixedPointSolver(
  where: string,
  size: number,
  map: FixedPointMap,
  { maximumIterations = 50 }: SolverOptions = {},
): FixedPointSolver {
  requireInteger(where, 'maximumIterations', maximumIterations, 1);
  const [image, change] = arrays(2, size);
  const spacing = new Float64Array(1);
  // Made when Newton's method is first needed: one row for each equation.
  let rows: Float64Array[] | undefined;

  /** From the change x = map(z) - z of a fixed-point iteration makes Newton's, (1 - map'(z))^-1 x. */
  const useNewton = (z: Float64Array) => {
    rows ??= arrays(size, size + 1);
    for (let j = 0; j < size; j++) {
      const kept = z[j];
      z[j] += spacing[0];
      map(z, image);
      z[j] = kept;
      for (let i = 0; i < size; i++) {
        rows[i][j] = (i === j ? 1 : 0) - (image[i] - z[i] - change[i]) / spacing[0];
      }
    }
    for (let i = 0; i < size; i++) rows[i][size] = change[i];
    solveLinear(rows);
    for (let i = 0; i < size; i++) change[i] = rows[i][size];
  };

  return (z, around) => {
    z.fill(0);
    let newton = false;
    let before = Infinity;
    let residual = 0;
    for (let k = 0; k < 2 * maximumIterations; k++) {
      map(z, image);
      residual = 0;
      let scale = 0;
      for (let i = 0; i < around.length; i++) scale = Math.max(scale, Math.abs(around[i]));
      for (let i = 0; i < size; i++) {
        change[i] = image[i] - z[i];
        // Written so that NaN wins over any number.
        if (!(Math.abs(change[i]) <= residual)) residual = Math.abs(change[i]);
        scale = Math.max(scale, Math.abs(z[i]));
      }
      if (!Number.isFinite(residual)) {
        if (k === 0) return false;
        if (newton) break;
      }
      if (newton) {
        spacing[0] = 1e-7 * Math.max(scale, residual);
        useNewton(z);
      }
      let moved = 0;
      for (let i = 0; i < size; i++) {
        if (!(Math.abs(change[i]) <= moved)) moved = Math.abs(change[i]);
        z[i] += change[i];
      }
      if (moved <= 1e-16 * scale || (moved >= 0.5 * before && moved <= 1e-13 * scale)) {
        // What the caller keeps of the last evaluation must be of the solution, not of a column of the Jacobian.
        if (newton) map(z, image);
        return true;
      }
      const stuck = !newton && (k + 1 === maximumIterations || !(moved < before));
      before = moved;
      if (stuck) {
        newton = true;
        z.fill(0);
        before = Infinity;
        k = maximumIterations - 1;
      }
    }
    throw new ConvergenceError(
      `${where}: the equations of a step must be solvable, but a residual of ${residual} was left after ${maximumIterations} fixed-point and ${maximumIterations} Newton iterations; take a smaller dt`,
      residual,
    );
  };
}

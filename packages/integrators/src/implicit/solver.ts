import { ConvergenceError } from '../core/errors.ts';
import type { SolverOptions } from '../core/method.ts';
import { solveLinear } from './linear.ts';

/** Fills `out` with the right-hand side at `z` of equations z = map(z). */
export type FixedPointMap = (z: Float64Array, out: Float64Array) => void;

/** Brings `z` to the solution of z = map(z), in place; false when the map is not finite where z begins. */
export type FixedPointSolver = (z: Float64Array, scale: number) => boolean;

/**
 * Solves z = map(z) to rounding error: fixed-point iteration, and Newton's method where that does not contract.
 *
 * `scale` is the size of the state that z is added to, against which changes count as rounding. Costs one map per
 * iteration; a Newton iteration costs as many maps as z is long. Throws a ConvergenceError with the residual.
 */
export function fixedPointSolver(
  where: string,
  size: number,
  map: FixedPointMap,
  { maximumIterations = 50 }: SolverOptions = {},
): FixedPointSolver {
  const image = new Float64Array(size);
  const guess = new Float64Array(size);
  const lastChange = new Float64Array(1);
  let newton: { jacobian: Float64Array; shifted: Float64Array } | undefined;

  /** Whether a change this small, after the one before, is only rounding. */
  const settled = (change: number, before: number, scale: number) =>
    change <= 1e-16 * scale || (change >= 0.5 * before && change <= 1e-13 * scale);

  const iterate = (z: Float64Array, scale: number): 'solved' | 'not finite' | 'stuck' => {
    let before = Infinity;
    for (let k = 0; k < maximumIterations; k++) {
      map(z, image);
      let change = 0;
      for (let i = 0; i < size; i++) {
        // NaN must win over any number, so that it is not lost in the maximum.
        const d = Math.abs(image[i] - z[i]);
        if (!(d <= change)) change = d;
        z[i] = image[i];
      }
      lastChange[0] = change;
      if (settled(change, before, scale)) return 'solved';
      if (k === 0 && !Number.isFinite(change)) return 'not finite';
      if (!(change < before)) return 'stuck';
      before = change;
    }
    return 'stuck';
  };

  const solveByNewton = (z: Float64Array, scale: number): boolean => {
    newton ??= { jacobian: new Float64Array(size * size), shifted: new Float64Array(size) };
    const { jacobian, shifted } = newton;
    let before = Infinity;
    for (let k = 0; k < maximumIterations; k++) {
      map(z, image);
      for (let j = 0; j < size; j++) {
        const h = 1e-7 * Math.max(scale, Math.abs(z[j]));
        const kept = z[j];
        z[j] = kept + h;
        map(z, shifted);
        z[j] = kept;
        for (let i = 0; i < size; i++)
          jacobian[i * size + j] = (i === j ? 1 : 0) - (shifted[i] - image[i]) / h;
      }
      for (let i = 0; i < size; i++) image[i] -= z[i];
      solveLinear(jacobian, image, size);
      let change = 0;
      for (let i = 0; i < size; i++) {
        const d = Math.abs(image[i]);
        if (!(d <= change)) change = d;
        z[i] += image[i];
      }
      lastChange[0] = change;
      if (settled(change, before, scale)) {
        // What the caller keeps of the last evaluation must be of the solution, not of a column of the Jacobian.
        map(z, image);
        return true;
      }
      if (!Number.isFinite(change)) return false;
      before = change;
    }
    return false;
  };

  return (z, scale) => {
    guess.set(z);
    const outcome = iterate(z, scale);
    if (outcome === 'solved') return true;
    if (outcome === 'not finite') return false;
    z.set(guess);
    if (solveByNewton(z, scale)) return true;
    throw new ConvergenceError(
      `${where}: the equations of a step must be solvable, but a residual of ${lastChange[0]} was left after ${maximumIterations} fixed-point and ${maximumIterations} Newton iterations; take a smaller dt`,
      lastChange[0],
    );
  };
}

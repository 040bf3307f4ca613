import type { Method, SolverOptions, Stepper, Tableau } from '../core/method.ts';
import { isFiniteState } from '../core/finite.ts';
import type { System } from '../core/system.ts';
import { addStages, slope, type RungeKuttaOptions } from '../rungeKutta/explicit.ts';
import { implicitGenericStep } from './genericStep.ts';
import { fixedPointSolver } from './solver.ts';

/**
 * An implicit Runge-Kutta method for any H(q, p, t).
 *
 * Cost: one dHdq and one dHdp per stage and solver iteration. The float64 path solves each step to rounding error
 * and throws a ConvergenceError where it cannot. Symplectic where b_i a_ij + b_j a_ji = b_i b_j, reversible where
 * the tableau is symmetric: both are worked out here.
 *
 * @example
 * ```ts
 * import { implicitRungeKutta } from '@hgn/integrators';
 * const midpoint = implicitRungeKutta({ name: 'midpoint', order: 2, a: [[0.5]], b: [1], c: [0.5] });
 * console.log(midpoint.symplectic, midpoint.reversible); // true true
 * ```
 */
export function implicitRungeKutta({ name, order, source = '', ...tableau }: RungeKuttaOptions): Method {
  const { a, b } = tableau;
  const last = b.length - 1;
  const near = (x: number, y: number) => Math.abs(x - y) < 1e-14;
  return {
    name,
    order,
    requires: 'general',
    symplectic: b.every((bi, i) => b.every((bj, j) => near(bi * a[i][j] + bj * a[j][i], bi * bj))),
    reversible: b.every((_, i) => b.every((bj, j) => near(a[last - i][last - j] + a[i][j], bj))),
    adaptive: false,
    requiresQuadraticKinetic: false,
    implicit: true,
    evaluations: { dHdq: b.length, dHdp: b.length },
    source,
    tableau,
    stepper: (system, n, options) => implicitStepper(name, tableau, system, n, options),
    genericStep: implicitGenericStep(name, tableau),
  };
}

function implicitStepper(
  name: string,
  { a, b, c }: Tableau,
  system: System,
  n: number,
  options?: SolverOptions,
): Stepper {
  // z holds, stage by stage, how far the stage's q and p lie from those of the step's beginning.
  const z = new Float64Array(2 * n * b.length);
  const dq = b.map(() => new Float64Array(n));
  const dp = b.map(() => new Float64Array(n));
  const stageQ = new Float64Array(n);
  const stageP = new Float64Array(n);
  const zero = new Float64Array(n);
  const begin = { q: new Float64Array(n), p: new Float64Array(n) };
  // Numbers kept in a typed array are not boxed, as captured variables would be.
  const clock = new Float64Array(2);

  const solve = fixedPointSolver(
    name,
    z.length,
    (at, out) => {
      const [t, dt] = [clock[0], clock[1]];
      for (let s = 0; s < b.length; s++) {
        const offset = 2 * n * s;
        for (let i = 0; i < n; i++) {
          stageQ[i] = begin.q[i] + at[offset + i];
          stageP[i] = begin.p[i] + at[offset + n + i];
        }
        slope(system, stageQ, stageP, t + c[s] * dt, dq[s], dp[s]);
      }
      for (let s = 0; s < b.length; s++) {
        addStages(stageQ, zero, dt, a[s], dq);
        addStages(stageP, zero, dt, a[s], dp);
        out.set(stageQ, 2 * n * s);
        out.set(stageP, 2 * n * s + n);
      }
    },
    options,
  );

  return {
    advance(q, p, start, dt, first, count) {
      clock[1] = dt;
      for (let k = 0; k < count; k++) {
        clock[0] = start + (first + k) * dt;
        begin.q.set(q);
        begin.p.set(p);
        let scale = 0;
        for (let i = 0; i < n; i++) scale = Math.max(scale, Math.abs(q[i]), Math.abs(p[i]));
        z.fill(0);
        if (!solve(z, scale)) return k;
        addStages(q, q, dt, b, dq);
        addStages(p, p, dt, b, dp);
        if (!isFiniteState(q, p)) return k;
      }
      return count;
    },
    reset: () => undefined,
  };
}

import { stepByStep, type Clock } from '../core/clock.ts';
import { generalMethod, type Method, type StepperOptions, type Tableau } from '../core/method.ts';
import type { Stepper } from '../core/stepper.ts';
import { phase } from '../core/phase.ts';
import type { System } from '../core/system.ts';
import type { RungeKuttaOptions } from '../rungeKutta/explicit.ts';
import { stepEnd } from '../rungeKutta/stepEnd.ts';
import { addStages, flow } from '../rungeKutta/stages.ts';
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
  return generalMethod({
    name,
    order,
    symplectic: b.every((bi, i) => b.every((bj, j) => near(bi * a[i][j] + bj * a[j][i], bi * bj))),
    reversible: b.every((_, i) => b.every((bj, j) => near(a[last - i][last - j] + a[i][j], bj))),
    implicit: true,
    evaluations: { dHdq: b.length, dHdp: b.length },
    source,
    tableau,
    stepper: (system, n, options) => implicitStepper(name, tableau, system, n, options),
    genericStep: implicitGenericStep(name, tableau),
  });
}

function implicitStepper(
  name: string,
  { a, b, c }: Tableau,
  system: System,
  n: number,
  options?: StepperOptions,
): Stepper {
  const end = stepEnd(n, options?.compensated ?? false);
  // z holds, stage by stage, how far the stage lies from where the step begins.
  const z = new Float64Array(2 * n * b.length);
  const [begin, at] = [phase(n), phase(n)];
  const zero = new Float64Array(2 * n);
  const rates = b.map(() => phase(n));
  const rate = flow(system);
  // The time of a stage and the length of the step.
  const when = new Float64Array(2);
  let begun: Clock = when;

  const solve = fixedPointSolver(
    name,
    z.length,
    (guess, out) => {
      for (let s = 0; s < b.length; s++) {
        for (let i = 0; i < 2 * n; i++) at.all[i] = begin.all[i] + guess[2 * n * s + i];
        when[0] = begun[0] + c[s] * begun[1];
        rate(at, rates[s], when);
      }
      for (let s = 0; s < b.length; s++) {
        addStages(at.all, zero, a[s], rates, begun);
        out.set(at.all, 2 * n * s);
      }
    },
    options,
  );

  return stepByStep((q, p, clock) => {
    begun = clock;
    begin.q.set(q);
    begin.p.set(p);
    if (!solve(z, begin.all)) return false;
    end.move(q, p, b, rates, clock);
    return true;
  }, end.reset);
}

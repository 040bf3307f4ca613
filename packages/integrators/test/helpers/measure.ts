import { integrate } from '../../src/core/integrate.ts';
import type { Method } from '../../src/core/method.ts';
import type { MapOptions } from '../../src/diagnostics/map.ts';
import { estimatedOrder } from '../../src/diagnostics/order.ts';
import { compensated } from '../../src/exact/compensated.ts';
import type { Problem } from './problems.ts';

/** Whether a method may be given this problem. */
export const fits = (method: Method, { system }: Problem): boolean =>
  (method.requires === 'general' || system.separable) &&
  (!method.requiresQuadraticKinetic || system.quadraticKinetic === true);

/** Options that make an adaptive method take steps of exactly dt; the others ignore all but dt. */
export const fixedSteps = (dt: number): MapOptions => ({
  dt,
  relativeTolerance: 1e300,
  initialStep: Math.abs(dt),
  maximumStep: Math.abs(dt),
});

/**
 * The error after `steps` steps (a multiple of 4) over the problem's time, gathered over all coordinates and four
 * times on the way: at one time alone the leading term may happen to vanish.
 */
export function globalError(method: Method, { system, start, time, exact }: Problem, steps: number): number {
  const n = start.q.length;
  const { q, p } = integrate(method, system, start, {
    ...fixedSteps(time / steps),
    steps,
    saveEvery: steps / 4,
  });
  let sum = 0;
  for (let row = 1; row <= 4; row++) {
    const truth = exact((row * time) / 4);
    for (let i = 0; i < n; i++)
      sum += (q[row * n + i] - truth.q[i]) ** 2 + (p[row * n + i] - truth.p[i]) ** 2;
  }
  return Math.sqrt(sum / (8 * n));
}

/** Numbers of steps between which the method's error falls by its leading term alone: the last four above rounding. */
export function ladder(method: Method, problem: Problem): number[] {
  const floor = method.order < 5 ? 1e-10 : method.order < 7 ? 1e-12 : 5e-13;
  const most = method.order < 3 ? 6_000 : 20_000;
  const coarsest = (problem.time / problem.dt) * (method.order > 4 ? 0.4 : 1.6);
  const ratio = method.order < 7 ? 1.25 : 1.15;
  const rungs: number[] = [];
  for (let steps = 4 * Math.ceil(coarsest / 4); steps < most; steps = 4 * Math.ceil((steps * ratio) / 4)) {
    if (globalError(method, problem, steps) < floor) break;
    rungs.push(steps);
  }
  return rungs.slice(-4);
}

/** The order seen on a problem over these numbers of steps. */
export function measuredOrder(method: Method, problem: Problem, rungs: readonly number[]): number {
  return estimatedOrder({
    dt: rungs.map((steps) => problem.time / steps),
    errors: rungs.map((steps) => globalError(method, problem, steps)),
    floor: 0,
  });
}

/**
 * The order seen from the coarsest steps that err by less than 1e-4 to the finest that err by more than 3e-13, in steps
 * chosen for `original`, with sums compensated.
 */
export function longOrder(method: Method, original: Method, problem: Problem): number {
  const errorOf = (tested: Method, steps: number) => globalError(compensated(tested), problem, steps);
  const rungs: number[] = [];
  for (let steps = 8; steps < 400; steps += 4) {
    const error = errorOf(original, steps);
    if (error < 3e-13) break;
    if (error < 1e-4) rungs.push(steps);
  }
  return estimatedOrder({
    dt: rungs.map((steps) => problem.time / steps),
    errors: rungs.map((steps) => errorOf(method, steps)),
    floor: 0,
  });
}

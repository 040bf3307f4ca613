import type { Method } from '../../src/core/method.ts';
import { image } from '../../src/diagnostics/map.ts';
import { estimatedOrder } from '../../src/diagnostics/order.ts';
import type { Problem } from './problems.ts';

/** Whether a method may be given this problem. */
export const fits = (method: Method, { system }: Problem): boolean =>
  (method.requires === 'general' || system.separable) &&
  (!method.requiresQuadraticKinetic || system.quadraticKinetic === true);

/** The largest error of a coordinate after `steps` steps over the problem's time. */
export function globalError(method: Method, { system, start, time, exact }: Problem, steps: number): number {
  const there = image(method, system, start, { dt: time / steps, steps });
  const truth = exact(time);
  const difference = (x: Float64Array, y: Float64Array) =>
    Math.max(...x.map((value, i) => Math.abs(value - y[i])));
  return Math.max(difference(there.q, truth.q), difference(there.p, truth.p));
}

/**
 * The order seen on a problem: steps are refined by 1.3 until the error reaches the floor of rounding, and the
 * slope is that of the last five above it, where the leading term rules.
 */
export function measuredOrder(method: Method, problem: Problem): number {
  const floor = 1e-11;
  const most = method.order < 3 ? 6_000 : 20_000;
  const coarsest = (problem.time / problem.dt) * (method.order > 7 ? 0.4 : method.order > 4 ? 0.8 : 1.6);
  const dt: number[] = [];
  const errors: number[] = [];
  for (let steps = Math.round(coarsest); steps < most; steps = Math.ceil(steps * 1.3)) {
    const error = globalError(method, problem, steps);
    if (error < floor) break;
    dt.push(problem.time / steps);
    errors.push(error);
  }
  return estimatedOrder({ dt: dt.slice(-5), errors: errors.slice(-5), floor });
}

import { clocked, stepByStep } from '../core/clock.ts';
import type { Method } from '../core/method.ts';
import type { Stepper } from '../core/stepper.ts';
import { arrays } from '../core/phase.ts';
import type { State, System } from '../core/system.ts';
import { requireFit, requireInteger, requireState } from '../core/validate.ts';
import { float64Only } from '../vectorSpace/float64Only.ts';
import type { Constraints } from './constraints.ts';
import { settling } from './settle.ts';

/**
 * RATTLE: leapfrog on the states with g(q) = 0 and dg/dq dq/dt = 0, by forces along the gradients of the constraints.
 *
 * For separable H; order 2, symplectic and reversible on these states; raise the order by `compose`. Positions and
 * velocities meet the constraints to rounding error after every step, however many there were. The start must meet them,
 * too: `ontoConstraints` makes it so. Cost per step: one dHdq, a few dHdp for each of the m constraints, two solutions of
 * m dense equations: meant for tens of constraints. Throws a RangeError for a start off the constraints and a
 * ConvergenceError where a step cannot meet them. Source: H. C. Andersen, J. Comput. Phys. 52 (1983) 24,
 * doi:10.1016/0021-9991(83)90014-1; B. Leimkuhler, R. D. Skeel, J. Comput. Phys. 112 (1994) 117, doi:10.1006/jcph.1994.1085.
 *
 * @example
 * ```ts
 * import { integrate } from '@hgn/integrators';
 * import { rattle } from '@hgn/integrators/systems';
 * // A spherical pendulum of mass 2 and length 1.
 * const falling = {
 *   separable: true,
 *   dHdq: (q: Float64Array, p: Float64Array, out: Float64Array) => (out.fill(0), (out[2] = 2 * 9.81), out),
 *   dHdp: (q: Float64Array, p: Float64Array, out: Float64Array) => (out.set(p.map((x) => x / 2)), out),
 * };
 * const rod = {
 *   count: 1,
 *   g: (q: Float64Array, out: Float64Array) => void (out[0] = q[0] ** 2 + q[1] ** 2 + q[2] ** 2 - 1),
 *   dgdq: (q: Float64Array, out: Float64Array) => out.set(q.map((x) => 2 * x)),
 * };
 * const start = { q: Float64Array.of(1, 0, 0), p: Float64Array.of(0, 1, 0) };
 * const { q } = integrate(rattle(rod), falling, start, { dt: 0.01, steps: 1000 });
 * console.log(Math.abs(Math.hypot(...q.slice(-3)) - 1) < 1e-14); // true
 * ```
 */
export const rattle = (constraints: Constraints): Method => rattleFrom(constraints, [0.5, 0.5], true);

/**
 * SHAKE: the positions of `rattle` with momenta that are not made to meet the constraints, for one projection less.
 *
 * Positions meet them to rounding; momenta lie off by order dt, so that the map of (q, p) is neither reversible nor
 * symplectic by itself. The start's momentum may be any. Throws as `rattle` does. Source: J.-P. Ryckaert, G. Ciccotti,
 * H. J. C. Berendsen, J. Comput. Phys. 23 (1977) 327, doi:10.1016/0021-9991(77)90098-5.
 *
 * @example
 * ```ts
 * import { shake } from '@hgn/integrators/systems';
 * const circle = {
 *   count: 1,
 *   g: (q: Float64Array, out: Float64Array) => void (out[0] = q[0] ** 2 + q[1] ** 2 - 1),
 *   dgdq: (q: Float64Array, out: Float64Array) => out.set(q.map((x) => 2 * x)),
 * };
 * console.log(shake(circle).reversible); // false
 * ```
 */
export const shake = (constraints: Constraints): Method => rattleFrom(constraints, [0.5, 0.5], false);

/** The method with these weights of its two kicks; the tests perturb them. */
export function rattleFrom(
  constraints: Constraints,
  kicks: readonly [number, number],
  projected: boolean,
): Method {
  const name = projected ? 'rattle' : 'shake';
  requireInteger(name, 'count', constraints.count, 1);
  return {
    name,
    order: 2,
    requires: 'separable',
    symplectic: projected,
    reversible: projected,
    adaptive: false,
    requiresQuadraticKinetic: false,
    implicit: true,
    evaluations: { dHdq: 1, dHdp: 2 * constraints.count + 2 },
    source: projected
      ? 'H. C. Andersen, J. Comput. Phys. 52 (1983) 24, doi:10.1016/0021-9991(83)90014-1'
      : 'J.-P. Ryckaert, G. Ciccotti, H. J. C. Berendsen, J. Comput. Phys. 23 (1977) 327, doi:10.1016/0021-9991(77)90098-5',
    verify: (where, system, state) => {
      const met = ontoConstraints(constraints, system, state);
      for (const key of projected ? (['q', 'p'] as const) : (['q'] as const)) {
        const i = met[key].findIndex(
          (x, j) => !(Math.abs(x - state[key][j]) <= 1e-6 * (1e-3 + Math.max(...met[key].map(Math.abs)))),
        );
        if (i >= 0) {
          throw new RangeError(
            `${where}: the start must meet the constraints of ${name}, but got ${key}[${i}] = ${state[key][i]}, with ${met[key][i]} nearest; take ontoConstraints of it`,
          );
        }
      }
    },
    stepper: (system, n) => rattleStepper(name, constraints, kicks, projected, system, n),
    genericStep: float64Only(name),
  };
}

function rattleStepper(
  name: string,
  constraints: Constraints,
  kicks: readonly [number, number],
  projected: boolean,
  system: System,
  n: number,
): Stepper {
  const settle = settling(name, constraints, system, n);
  const dHdq = clocked(system, 'dHdq');
  const [slope] = arrays(1, n);
  // The times of the velocity in the middle, and of the second kick; both with the length of the step.
  const [middle, end] = arrays(2, 2);
  let carried = false;
  return stepByStep(
    (q, p, clock) => {
      const h = clock[1];
      middle[0] = clock[0] + h / 2;
      end[0] = clock[0] + h;
      middle[1] = end[1] = h;
      settle.behind.fill(0);
      constraints.dgdq(q, settle.behind);
      if (!carried) dHdq(q, p, slope, clock);
      carried = true;
      for (let i = 0; i < n; i++) settle.p[i] = p[i] - kicks[0] * h * slope[i];
      settle.positions(q, middle);
      for (let i = 0; i < n; i++) q[i] = settle.q[i];
      dHdq(q, settle.p, slope, end);
      for (let i = 0; i < n; i++) settle.p[i] -= kicks[1] * h * slope[i];
      if (projected) settle.momenta(end);
      for (let i = 0; i < n; i++) p[i] = settle.p[i];
      return true;
    },
    () => void (carried = false),
  );
}

/**
 * The state near `state` that meets the constraints: q moved along their gradients, weighted by the inverse masses, and p
 * freed of what would leave them.
 *
 * Throws a ConvergenceError where there is none near.
 *
 * @example
 * ```ts
 * import { ontoConstraints } from '@hgn/integrators/systems';
 * const free = {
 *   separable: true,
 *   dHdq: (q: Float64Array, p: Float64Array, out: Float64Array) => out.fill(0),
 *   dHdp: (q: Float64Array, p: Float64Array, out: Float64Array) => (out.set(p), out),
 * };
 * const circle = {
 *   count: 1,
 *   g: (q: Float64Array, out: Float64Array) => void (out[0] = q[0] ** 2 + q[1] ** 2 - 1),
 *   dgdq: (q: Float64Array, out: Float64Array) => out.set(q.map((x) => 2 * x)),
 * };
 * const { q, p } = ontoConstraints(circle, free, { q: Float64Array.of(1.2, 0), p: Float64Array.of(0.5, 1) });
 * console.log(q[0].toFixed(6), p[0].toFixed(6), p[1]); // 1.000000 0.000000 1
 * ```
 */
export function ontoConstraints(constraints: Constraints, system: System, state: State): State {
  const where = 'ontoConstraints';
  const n = requireState(where, state);
  requireFit(where, rattle(constraints), system);
  const settle = settling(where, constraints, system, n);
  const clock = Float64Array.of(0, 1);
  constraints.dgdq(state.q, settle.behind);
  // A step of length 1 from rest moves q by what the constraints alone ask.
  settle.positions(state.q, clock);
  const q = settle.q.slice();
  settle.p.set(state.p);
  settle.momenta(clock);
  return { q, p: settle.p.slice() };
}

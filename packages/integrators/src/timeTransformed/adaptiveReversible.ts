import { clocked, stepByStep } from '../core/clock.ts';
import type { Method } from '../core/method.ts';
import { arrays } from '../core/phase.ts';
import type { Gradient, State, System } from '../core/system.ts';
import { requireFixedSteps, requireFit, requireState } from '../core/validate.ts';
import { float64Only } from '../vectorSpace/float64Only.ts';
import type { Transformed } from './logarithmic.ts';

/** How steps are to follow the state. */
export interface AdaptiveReversibleOptions {
  /** Steps per unit of time wanted at a state, up to a constant: positive, as 1 / r^1.5 for gravity. */
  readonly density: (q: Float64Array, p: Float64Array) => number;
  /** The time at the start; 0 unless told. */
  readonly startTime?: number;
}

/** A method of variable steps, and the system and start to give it to: q has the time t at its end, and p the density. */
export interface AdaptiveReversible extends Transformed {
  readonly method: Method;
}

/**
 * A reversible method whose steps vary and which stays reversible: the density of steps is a variable of its own that
 * follows what `density` says, and is stepped as leapfrog steps a momentum.
 *
 * For any system and reversible base. A step of `dt` lasts dt / density. Energy stays bounded on reversible systems, as
 * it does for symplectic methods of fixed step; the map is not symplectic. The order is 2, whatever the base's. Land on a
 * time by `integrateUntil`, whose event is `(q) => q[n] - time`. Costs beside the base's two calls of `density` and two
 * gradients a step, and a few boxed numbers. Throws a TypeError for a base that is not reversible, and a RangeError for a density that is not
 * positive at the start. Source: E. Hairer, G. Söderlind, SIAM J. Sci. Comput. 26 (2005) 1838, doi:10.1137/040606995.
 *
 * @example
 * ```ts
 * import { integrate, leapfrog } from '@hgn/integrators';
 * import { adaptiveReversible } from '@hgn/integrators/systems';
 * const kepler = {
 *   separable: true,
 *   dHdq: (q: Float64Array, p: Float64Array, out: Float64Array) => {
 *     const r = Math.hypot(q[0], q[1]);
 *     out[0] = q[0] / r ** 3;
 *     out[1] = q[1] / r ** 3;
 *     return out;
 *   },
 *   dHdp: (q: Float64Array, p: Float64Array, out: Float64Array) => (out.set(p), out),
 * };
 * const perihelion = { q: Float64Array.of(0.1, 0), p: Float64Array.of(0, Math.sqrt(19)) };
 * const density = (q: Float64Array) => Math.hypot(q[0], q[1]) ** -1.5;
 * const { method, system, start } = adaptiveReversible(leapfrog, kepler, perihelion, { density });
 * const { q } = integrate(method, system, start, { dt: 0.02, steps: 2000 });
 * console.log(q[2] < 0.001 && q[3 * 2000 + 2] > 15); // true: the first step is short, and the time goes on
 * ```
 */
export const adaptiveReversible = (
  base: Method,
  system: System,
  state: State,
  options: AdaptiveReversibleOptions,
): AdaptiveReversible => adaptiveFrom([0.5, 0.5], base, system, state, options);

/** The method with these weights of the two changes of the density; the tests perturb them. */
export function adaptiveFrom(
  weights: readonly [number, number],
  base: Method,
  system: System,
  state: State,
  { density, startTime = 0 }: AdaptiveReversibleOptions,
): AdaptiveReversible {
  const where = 'adaptiveReversible';
  requireFixedSteps(where, base);
  if (!base.reversible) {
    throw new TypeError(`${where}: the method must be reversible, but ${base.name} is not; use leapfrog`);
  }
  const n = requireState(where, state);
  requireFit(where, base, system);
  const first = density(state.q, state.p);
  if (!(first > 0 && Number.isFinite(first))) {
    throw new RangeError(
      `${where}: density must be positive, but got ${first} at the start; use 1 / r^1.5, say`,
    );
  }
  const lift = (name: 'dHdq' | 'dHdp'): Gradient => {
    return (q, p, out) => {
      system[name](q.subarray(0, n), p.subarray(0, n), out.subarray(0, n), q[n]);
      out[n] = 0;
      return out;
    };
  };
  const extended: System = { separable: system.separable, dHdq: lift('dHdq'), dHdp: lift('dHdp') };
  const method: Method = {
    name: `adaptive ${base.name}`,
    order: Math.min(2, base.order),
    requires: 'general',
    symplectic: false,
    reversible: true,
    adaptive: false,
    requiresQuadraticKinetic: false,
    implicit: base.implicit,
    evaluations: { dHdq: base.evaluations.dHdq + 2, dHdp: base.evaluations.dHdp + 2 },
    source: 'E. Hairer, G. Söderlind, SIAM J. Sci. Comput. 26 (2005) 1838, doi:10.1137/040606995',
    verify: (at, given) => {
      if (given !== extended) {
        throw new TypeError(
          `${at}: ${method.name} steps the system that came with it, but got another; give it that`,
        );
      }
    },
    stepper: (_, size, options) => {
      const inner = base.stepper(system, n, options);
      const [q, p, atQ, atP, dHdq, dHdp] = arrays(6, n);
      const [slopeQ, slopeP] = [clocked(system, 'dHdq'), clocked(system, 'dHdp')];
      // A time, and d log(density) / dt there along the flow: numbers that change are handed on in arrays.
      const found = new Float64Array(2);
      const move = (by: number) => {
        for (let i = 0; i < n; i++) {
          atQ[i] = q[i] + by * dHdp[i];
          atP[i] = p[i] - by * dHdq[i];
        }
      };
      const rate = () => {
        slopeQ(q, p, dHdq, found);
        slopeP(q, p, dHdp, found);
        const h = 1e-4 / density(q, p);
        move(h);
        const later = density(atQ, atP);
        move(-h);
        found[1] = Math.log(later / density(atQ, atP)) / (2 * h);
      };
      return stepByStep(
        (allQ, allP, clock) => {
          for (let i = 0; i < n; i++) {
            q[i] = allQ[i];
            p[i] = allP[i];
          }
          found[0] = allQ[n];
          rate();
          const now = allP[n] + weights[0] * clock[1] * found[1];
          // A gradient that the base carries over is that of the same state, whatever the step.
          if (inner.advance(q, p, allQ[n], clock[1] / now, 0, 1) < 1) return false;
          allQ[n] += clock[1] / now;
          found[0] = allQ[n];
          rate();
          allP[n] = now + weights[1] * clock[1] * found[1];
          for (let i = 0; i < n; i++) {
            allQ[i] = q[i];
            allP[i] = p[i];
          }
          return size === n + 1;
        },
        () => {
          inner.reset();
        },
      );
    },
    genericStep: float64Only(where),
  };
  return {
    method,
    system: extended,
    start: { q: Float64Array.of(...state.q, startTime), p: Float64Array.of(...state.p, first) },
  };
}

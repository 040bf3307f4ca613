import { arrays } from '../core/phase.ts';
import { readsTime, type State, type System } from '../core/system.ts';
import { requireState } from '../core/validate.ts';

/** The two parts of a separable H as functions, beside their gradients. */
export interface LogarithmicOptions {
  /** K(p). */
  readonly kinetic: (p: Float64Array) => number;
  /** V(q, t), which must be negative along the run, as that of gravity is. */
  readonly potential: (q: Float64Array, t: number) => number;
  /** dV/dt, needed where V depends on the time. */
  readonly dVdt?: (q: Float64Array, t: number) => number;
  /** The time at the start; 0 unless told. */
  readonly startTime?: number;
}

/** A system in another time, with its start: q has the time t at its end, and p minus the energy. */
export interface Transformed {
  readonly system: System;
  readonly start: State;
}

/**
 * The system whose steps shorten by themselves where the potential is deep: log(K + p_t) - log(-V) in place of H = K + V.
 *
 * A separable Hamiltonian system of n + 1 coordinates, the last of which is the time: every splitting method steps it, and
 * is symplectic and reversible there. A step `dt` of it lasts about dt / |V|. On a Kepler orbit alone positionVerlet
 * errs in time only. For close encounters of any number of attracting bodies: a fixed step costs many times the forces there. Land on a
 * time by `integrateUntil`, whose event is `(q) => q[n] - time`. Throws a RangeError where V is not negative, and a
 * TypeError where V depends on the time and `dVdt` is missing. Source: S. Mikkola, K. Tanikawa, Celest. Mech. Dyn. Astron.
 * 74 (1999) 287, doi:10.1023/A:1008368322547; M. Preto, S. Tremaine, Astron. J. 118 (1999) 2532, doi:10.1086/301102.
 *
 * @example
 * ```ts
 * import { blanesMoan4, integrateUntil } from '@hgn/integrators';
 * import { logarithmic } from '@hgn/integrators/systems';
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
 * const { system, start } = logarithmic(kepler, perihelion, {
 *   kinetic: (p) => (p[0] ** 2 + p[1] ** 2) / 2,
 *   potential: (q) => -1 / Math.hypot(q[0], q[1]),
 * });
 * const aRevolution = { of: (q: Float64Array) => q[2] - 2 * Math.PI };
 * const { q } = integrateUntil(blanesMoan4, system, start, aRevolution, { dt: 0.1, maximumSteps: 100 });
 * console.log(Math.abs(q[0] - 0.1) < 1e-4); // true
 * ```
 */
export function logarithmic(
  system: System,
  state: State,
  { kinetic, potential, dVdt, startTime = 0 }: LogarithmicOptions,
): Transformed {
  const where = 'logarithmic';
  const n = requireState(where, state);
  const depth = potential(state.q, startTime);
  if (!(depth < 0)) {
    throw new RangeError(
      `${where}: the potential must be negative, but got ${depth} at the start; take a constant from it, or use adaptiveReversible`,
    );
  }
  const timed = readsTime(system.dHdq);
  if (timed && dVdt === undefined) {
    throw new TypeError(`${where}: a potential that reads the time needs dVdt, but got none; give it`);
  }
  const [q, p, slope] = arrays(3, n);
  return {
    system: {
      separable: true,
      dHdq(allQ, _p, out) {
        for (let i = 0; i < n; i++) q[i] = allQ[i];
        const t = timed ? allQ[n] : NaN;
        system.dHdq(q, p, slope, t);
        const w = -1 / potential(q, t);
        for (let i = 0; i < n; i++) out[i] = w * slope[i];
        out[n] = dVdt === undefined ? 0 : w * dVdt(q, t);
        return out;
      },
      dHdp(_q, allP, out) {
        for (let i = 0; i < n; i++) p[i] = allP[i];
        system.dHdp(q, p, slope, NaN);
        const w = 1 / (kinetic(p) + allP[n]);
        for (let i = 0; i < n; i++) out[i] = w * slope[i];
        out[n] = w;
        return out;
      },
    },
    start: {
      q: Float64Array.of(...state.q, startTime),
      p: Float64Array.of(...state.p, -(kinetic(state.p) + depth)),
    },
  };
}

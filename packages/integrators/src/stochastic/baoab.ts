import { UnsupportedSystemError } from '../core/errors.ts';
import { isFiniteState } from '../core/finite.ts';
import type { Method } from '../core/method.ts';
import type { Stepper } from '../core/stepper.ts';
import { arrays } from '../core/phase.ts';
import { readsTime, type System } from '../core/system.ts';
import { requireInteger, shifted } from '../core/validate.ts';
import { float64Only } from '../vectorSpace/float64Only.ts';
import { normalNumbers } from './normal.ts';

/** A heat bath, and from which seed its kicks are drawn. */
export interface LangevinOptions {
  /** T in units of energy (k_B T): states come to be distributed as exp(-H / T). */
  readonly temperature: number;
  /** How fast a momentum is forgotten: dp = -dV/dq dt - friction p dt + sqrt(2 friction m T) dW. */
  readonly friction: number;
  /** The same seed gives the same run; an integer of at least 0. */
  readonly seed: number;
}

/**
 * Langevin dynamics by the splitting BAOAB: half a kick, half a drift, the exact friction and noise of a bath, half a
 * drift, half a kick.
 *
 * Weak order 2; for a harmonic potential positions have exactly the variance of Boltzmann's distribution at any stable
 * step, and for others they err by dt^4 at high friction. For H = V(q) + sum p_i^2 / 2 m_i; masses are read off dH/dp. One
 * dHdq and two normal numbers' worth of work a coordinate and step. Steps forward alone: a RangeError for a negative dt,
 * and for options out of range; from `integrate` an UnsupportedSystemError where dH/dp is not p divided by masses.
 * Source: B. Leimkuhler, C. Matthews, Appl. Math. Res. Express 2013, 34, doi:10.1093/amrx/abs010.
 *
 * @example
 * ```ts
 * import { integrate } from '@hgn/integrators';
 * import { baoab } from '@hgn/integrators/systems';
 * const spring = {
 *   separable: true,
 *   dHdq: (q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = 4 * q[0]), out),
 *   dHdp: (q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = p[0] / 2), out),
 * };
 * const bath = baoab({ temperature: 1.5, friction: 1, seed: 7 });
 * const start = { q: Float64Array.of(0), p: Float64Array.of(0) };
 * const { q } = integrate(bath, spring, start, { dt: 0.3, steps: 400_000 });
 * const variance = q.reduce((sum, x) => sum + x * x, 0) / q.length;
 * console.log(Math.abs(variance - 1.5 / 4) < 0.01); // true
 * ```
 */
export const baoab = (options: LangevinOptions): Method => baoabFrom([0.5, 0.5, 1, 0.5, 0.5], options);

/** The method with these parts of a step: kick, drift, bath, drift, kick; the tests perturb them. */
export function baoabFrom(
  parts: readonly number[],
  { temperature, friction, seed }: LangevinOptions,
): Method {
  const name = 'baoab';
  for (const [key, value] of Object.entries({ temperature, friction })) {
    if (!(value >= 0 && Number.isFinite(value))) {
      throw new RangeError(`${name}: ${key} must be a number of at least 0, but got ${value}`);
    }
  }
  requireInteger(name, 'seed', seed, 0);
  return {
    name,
    order: 2,
    requires: 'separable',
    symplectic: false,
    reversible: false,
    adaptive: false,
    requiresQuadraticKinetic: false,
    implicit: false,
    evaluations: { dHdq: 1, dHdp: 0 },
    source: 'B. Leimkuhler, C. Matthews, Appl. Math. Res. Express 2013, 34 (2013), doi:10.1093/amrx/abs010',
    verify: (where, system, { p }) => {
      const inverse = inverseMasses(system, p.length);
      const at = shifted(p, 0.7);
      const velocity = system.dHdp(at.slice(), at.slice(), new Float64Array(p.length), NaN);
      if (
        inverse.some((w, i) => !(w > 0 && Math.abs(velocity[i] - w * at[i]) <= 1e-12 * w * Math.abs(at[i])))
      ) {
        throw new UnsupportedSystemError(
          `${where}: ${name} needs dH/dp = p / masses, but got another kinetic energy; use coordinates in which it is so`,
        );
      }
    },
    stepper: (system, n) => langevinStepper(parts, system, n, temperature, friction, seed),
    genericStep: float64Only(name),
  };
}

/** 1 / m of each coordinate, which is the velocity at p = 1. */
const inverseMasses = (system: System, n: number): Float64Array =>
  system.dHdp(new Float64Array(n), new Float64Array(n).fill(1), new Float64Array(n), NaN);

function langevinStepper(
  parts: readonly number[],
  system: System,
  n: number,
  temperature: number,
  friction: number,
  seed: number,
): Stepper {
  const inverse = inverseMasses(system, n);
  const spread = inverse.map((w) => Math.sqrt(temperature / w));
  const [slope, noise] = arrays(2, n);
  const timed = readsTime(system.dHdq);
  const draw = normalNumbers(seed);
  let carried = false;
  return {
    advance(q, p, start, dt, first, count) {
      if (!(dt > 0))
        throw new RangeError(`baoab: dt must be greater than 0, but got ${dt}; noise has no way back`);
      const keep = Math.exp(-friction * parts[2] * dt);
      const kick = Math.sqrt(1 - keep * keep);
      for (let k = 0; k < count; k++) {
        const t = start + (first + k) * dt;
        if (!carried) system.dHdq(q, p, slope, timed ? t : NaN);
        carried = true;
        draw(noise);
        for (let i = 0; i < n; i++) {
          const before = p[i] - parts[0] * dt * slope[i];
          const after = keep * before + kick * spread[i] * noise[i];
          q[i] += dt * inverse[i] * (parts[1] * before + parts[3] * after);
          p[i] = after;
        }
        system.dHdq(q, p, slope, timed ? t + dt : NaN);
        for (let i = 0; i < n; i++) p[i] -= parts[4] * dt * slope[i];
        if (!isFiniteState(q, p)) return k;
      }
      return count;
    },
    reset: () => void (carried = false),
  };
}

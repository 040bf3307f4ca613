import type { Gradient, State, System } from '../core/system.ts';
import { requireInteger } from '../core/validate.ts';

/** Spins, and what acts on them. */
export interface SpinsOptions {
  /** How many. */
  readonly count: number;
  /** Fills `out` with dH/dS of all spins, from `s`, three numbers each: minus the field that each is in. */
  readonly dHds: (s: Float64Array, out: Float64Array) => void;
}

/** A system of spins that is known as such, which `spinTurns` needs. */
export interface SpinSystem extends System {
  readonly spins: SpinsOptions;
}

/** Writes the spins of a state into `s`. */
export function readSpins(q: Float64Array, p: Float64Array, s: Float64Array): void {
  for (let k = 0, j = 0; k < q.length; k += 2, j += 3) {
    const a = q[k];
    const b = q[k + 1];
    const u = p[k];
    const v = p[k + 1];
    s[j] = (a * b + u * v) / 2;
    s[j + 1] = (a * v - u * b) / 2;
    s[j + 2] = (a * a + u * u - b * b - v * v) / 4;
  }
}

/**
 * Classical spins, dS/dt = dH/dS x S, as a canonical system: each is a spinor, the q and p of two numbers.
 *
 * Lengths of spins are quadratic in q and p: implicitMidpoint and the Gauss methods keep them to rounding, and step any
 * H(S) symplectically; `spinTurns` does without equations where H = X(S_x) + Y(S_y) + Z(S_z). The equations of a free
 * rigid body are those of one spin with H = sum S_k^2 / 2 I_k, turned back in time. `spinState` makes states, `spinsAt`
 * reads them. Throws a RangeError for a count that is not a positive integer. Source: R. I. McLachlan, K. Modin, O.
 * Verdier, Phys. Rev. E 89 (2014) 061301, doi:10.1103/PhysRevE.89.061301.
 *
 * @example
 * ```ts
 * import { integrate } from '@hgn/integrators';
 * import { spins, spinsAt, spinState, spinTurns } from '@hgn/integrators/systems';
 * // Two spins with H = -S1 . S2 turn about their sum.
 * const pair = spins({ count: 2, dHds: (s, out) => out.set([-s[3], -s[4], -s[5], -s[0], -s[1], -s[2]]) });
 * const start = spinState(Float64Array.of(1, 0, 0, 0, 0, 1));
 * const { q, p } = integrate(spinTurns, pair, start, { dt: 0.1, steps: 1000 });
 * const s = spinsAt(q.slice(-4), p.slice(-4));
 * console.log(Math.abs(Math.hypot(s[0], s[1], s[2]) - 1) < 1e-12); // true
 * ```
 */
export function spins(options: SpinsOptions): SpinSystem {
  requireInteger('spins', 'count', options.count, 1);
  const s = new Float64Array(3 * options.count);
  const b = new Float64Array(3 * options.count);
  /** By the spinor (a, b; u, v) in place of (q, p); the other gradient is the same with the two exchanged and y turned. */
  const gradient =
    (sign: 1 | -1): Gradient =>
    (q, p, out) => {
      readSpins(q, p, s);
      const at = sign === 1 ? q : p;
      const other = sign === 1 ? p : q;
      options.dHds(s, b);
      for (let j = 0, k = 0; j < b.length; j += 3, k += 2) {
        const y = sign * b[j + 1];
        out[k] = (b[j] * at[k + 1] + y * other[k + 1] + b[j + 2] * at[k]) / 2;
        out[k + 1] = (b[j] * at[k] - y * other[k] - b[j + 2] * at[k + 1]) / 2;
      }
      return out;
    };
  return { spins: options, separable: false, dHdq: gradient(1), dHdp: gradient(-1) };
}

/**
 * The state of spins, three numbers each; a spin of length 0 stays so.
 *
 * @example
 * ```ts
 * import { spinsAt, spinState } from '@hgn/integrators/systems';
 * const { q, p } = spinState(Float64Array.of(0, 0.6, -0.8));
 * console.log(Array.from(spinsAt(q, p), (x) => x.toFixed(6))); // [ '0.000000', '0.600000', '-0.800000' ]
 * ```
 */
export function spinState(s: Float64Array): State {
  const [q, p] = [new Float64Array((2 * s.length) / 3), new Float64Array((2 * s.length) / 3)];
  for (let j = 0, k = 0; j < s.length; j += 3, k += 2) {
    const length = Math.hypot(s[j], s[j + 1], s[j + 2]);
    // The larger of the two numbers is taken real.
    const up = s[j + 2] >= 0 ? 0 : 1;
    const large = Math.sqrt(2 * (length + Math.abs(s[j + 2])));
    q[k + up] = large;
    q[k + 1 - up] = large > 0 ? (2 * s[j]) / large : 0;
    p[k + 1 - up] = large > 0 ? ((up === 0 ? 2 : -2) * s[j + 1]) / large : 0;
  }
  return { q, p };
}

/**
 * The spins of a state, three numbers each.
 *
 * @example
 * ```ts
 * import { spinsAt } from '@hgn/integrators/systems';
 * console.log(spinsAt(Float64Array.of(2, 0), Float64Array.of(0, 0))); // Float64Array(3) [ 0, 0, 1 ]
 * ```
 */
export function spinsAt(q: Float64Array, p: Float64Array): Float64Array {
  const s = new Float64Array((3 * q.length) / 2);
  readSpins(q, p, s);
  return s;
}

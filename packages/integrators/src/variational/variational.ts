import type { Gradient, System } from '../core/system.ts';
import { readsTime } from '../core/system.ts';

/** The derivative of a gradient at (q, p) along (dq, dp): fills `out` with it and returns `out`. */
export type Directional = (
  q: Float64Array,
  p: Float64Array,
  dq: Float64Array,
  dp: Float64Array,
  out: Float64Array,
  t: number,
) => Float64Array;

/** The second derivatives of H, as products with a direction; where absent, differences of the gradients serve. */
export interface Hessian {
  readonly dHdq: Directional;
  readonly dHdp: Directional;
}

/** Of what the variational system is made. */
export interface VariationalOptions {
  /** Coordinates of the system. */
  readonly coordinates: number;
  /** Tangent vectors to carry along. */
  readonly vectors: number;
  readonly hessian?: Hessian;
}

/**
 * The system together with its variational equations: q holds the q of the system and after it those of each
 * tangent vector, and so does p.
 *
 * A Hamiltonian system again, separable where the system is; a method applied to it carries the tangent vectors by
 * the exact derivative of its own map (to about 1e-11 without a `hessian`), so the tangent map of a symplectic
 * method is symplectic. Cost per gradient and vector: one product of `hessian`, or four gradients.
 *
 * @example
 * ```ts
 * import { integrate, leapfrog, variational } from '@hgn/integrators';
 * const pendulum = {
 *   separable: true,
 *   dHdq: (q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = Math.sin(q[0])), out),
 *   dHdp: (q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = p[0]), out),
 * };
 * const lifted = variational(pendulum, { coordinates: 1, vectors: 1 });
 * // The state (q, p) = (1, 0) with the tangent vector (1, 0).
 * const start = { q: Float64Array.of(1, 1), p: Float64Array.of(0, 0) };
 * console.log(integrate(leapfrog, lifted, start, { dt: 0.1, steps: 10 }).q.length); // 22
 * ```
 */
export function variational(
  system: System,
  { coordinates: n, vectors, hessian }: VariationalOptions,
): System {
  const [q, p, dq, dp] = [new Float64Array(n), new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  const [value, atQ, atP] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];

  /** A difference of order four along (dq, dp), over a length that balances truncation and rounding. */
  const difference = (gradient: Gradient, moves: 'q' | 'p' | 'both', out: Float64Array, t: number) => {
    out.fill(0);
    let size = 0;
    for (let i = 0; i < n; i++) {
      size = Math.max(size, moves === 'p' ? 0 : Math.abs(dq[i]), moves === 'q' ? 0 : Math.abs(dp[i]));
    }
    if (size === 0) return;
    const h = 2e-3 / size;
    for (let k = -2; k <= 2; k++) {
      if (k === 0) continue;
      for (let i = 0; i < n; i++) {
        atQ[i] = moves === 'p' ? q[i] : q[i] + k * h * dq[i];
        atP[i] = moves === 'q' ? p[i] : p[i] + k * h * dp[i];
      }
      gradient.call(system, atQ, atP, value, t);
      const w = (k === 1 || k === -1 ? 8 * k : -k / 2) / (12 * h);
      for (let i = 0; i < n; i++) out[i] += w * value[i];
    }
  };

  const lift = (name: 'dHdq' | 'dHdp'): Gradient => {
    const gradient = system[name];
    const moves = !system.separable ? 'both' : name === 'dHdq' ? 'q' : 'p';
    const fill = (allQ: Float64Array, allP: Float64Array, all: Float64Array, t: number) => {
      for (let i = 0; i < n; i++) {
        q[i] = allQ[i];
        p[i] = allP[i];
      }
      gradient.call(system, q, p, value, t);
      for (let i = 0; i < n; i++) all[i] = value[i];
      for (let offset = n; offset < n * (vectors + 1); offset += n) {
        for (let i = 0; i < n; i++) {
          dq[i] = allQ[offset + i];
          dp[i] = allP[offset + i];
        }
        if (hessian === undefined) difference(gradient, moves, out, t);
        else hessian[name](q, p, dq, dp, out, t);
        for (let i = 0; i < n; i++) all[offset + i] = out[i];
      }
      return all;
    };
    const out = new Float64Array(n);
    return readsTime(gradient) ? fill : (allQ, allP, all) => fill(allQ, allP, all, NaN);
  };
  return { ...system, dHdq: lift('dHdq'), dHdp: lift('dHdp') };
}

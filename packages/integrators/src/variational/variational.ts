import type { Gradient, System } from '../core/system.ts';
import { arrays } from '../core/phase.ts';
import { readsTime } from '../core/system.ts';
import { requireInteger } from '../core/validate.ts';

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

/** Where the second derivatives of H come from. */
export interface CurvatureOptions {
  /** The second derivatives themselves; differences of the gradients unless told. */
  readonly hessian?: Hessian;
  /** The steps of those differences in q and in p, over some of which H must be smooth; 2e-3 each unless told. */
  readonly spacing?: { readonly q: number; readonly p: number };
}

/** Of what the variational system is made. */
export interface VariationalOptions extends CurvatureOptions {
  /** Coordinates of the system. */
  readonly coordinates: number;
  /** Tangent vectors to carry along. */
  readonly vectors: number;
}

/**
 * The system together with its variational equations: q holds the q of the system and after it those of each
 * tangent vector, and so does p.
 *
 * A Hamiltonian system again, separable where the system is; a method applied to it carries the tangent vectors by
 * the exact derivative of its own map (to about 1e-11 without a `hessian`), so the tangent map of a symplectic
 * method is symplectic. Cost per gradient and vector: one product of `hessian`, or four gradients. Throws a
 * RangeError for counts that are not positive integers and a spacing that is not positive.
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
  { coordinates: n, vectors, hessian, spacing = { q: 2e-3, p: 2e-3 } }: VariationalOptions,
): System {
  requireInteger('variational', 'coordinates', n, 1);
  requireInteger('variational', 'vectors', vectors, 1);
  if (!(spacing.q > 0 && spacing.p > 0)) {
    throw new RangeError(
      `variational: spacing must be greater than 0, but got q: ${spacing.q}, p: ${spacing.p}`,
    );
  }
  const [q, p, dq, dp, value, atQ, atP, out] = arrays(8, n);

  /** Fills `out` with a difference of order four along (dq, dp). */
  const difference = (gradient: Gradient, moves: 'q' | 'p' | 'both', t: number) => {
    out.fill(0);
    let size = 0;
    for (let i = 0; i < n; i++) {
      if (moves !== 'p') size = Math.max(size, Math.abs(dq[i]) / spacing.q);
      if (moves !== 'q') size = Math.max(size, Math.abs(dp[i]) / spacing.p);
    }
    if (size === 0) return;
    const h = 1 / size;
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
        if (hessian === undefined) difference(gradient, moves, t);
        else hessian[name](q, p, dq, dp, out, t);
        for (let i = 0; i < n; i++) all[offset + i] = out[i];
      }
      return all;
    };
    return readsTime(gradient) ? fill : (allQ, allP, all) => fill(allQ, allP, all, NaN);
  };
  return { ...system, dHdq: lift('dHdq'), dHdp: lift('dHdp') };
}

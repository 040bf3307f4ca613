import type { Gradient, System } from '../core/system.ts';
import { readsTime } from '../core/system.ts';
import { variational, type CurvatureOptions } from '../variational/variational.ts';
import { around, type Family } from './family.ts';

/** Which system of a family, and of how many coordinates. */
export interface SensitivitiesOptions<Name extends string> extends CurvatureOptions {
  /** The parameters by name, in the order in which derivatives by them are laid out. */
  readonly parameters: Readonly<Record<Name, number>>;
  readonly coordinates: number;
}

/**
 * A system together with the derivatives of its state by its parameters: q holds the q of the system and after it
 * dq/d(parameter) for each of them, and so does p. Start the derivatives at 0, or at those of the start.
 *
 * Separable where the system is, and stepped by every method that steps it: what comes is the exact derivative of the
 * method's own run (to about 1e-10 of the largest). The way to take for few parameters and whole trajectories of
 * derivatives; for one number's gradient by many parameters, `rolloutGradient`. Cost per gradient and parameter: eight
 * gradients, or four and one product of `hessian`. Throws a RangeError for parameters that are not finite.
 *
 * @example
 * ```ts
 * import { integrate, leapfrog } from '@hgn/integrators';
 * import { withSensitivities } from '@hgn/integrators/systems';
 * const family = ({ stiffness }: { stiffness: number }) => ({
 *   separable: true,
 *   dHdq: (q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = stiffness * q[0]), out),
 *   dHdp: (q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = p[0]), out),
 * });
 * const system = withSensitivities(family, { parameters: { stiffness: 1 }, coordinates: 1 });
 * const start = { q: Float64Array.of(1, 0), p: Float64Array.of(0, 0) };
 * const { q } = integrate(leapfrog, system, start, { dt: 0.01, steps: 100 });
 * // d cos(sqrt(k) t) / dk = -t sin(t) / 2 at k = 1.
 * console.log(q[201].toFixed(4), (-Math.sin(1) / 2).toFixed(4)); // -0.4207 -0.4207
 * ```
 */
export function withSensitivities<Name extends string>(
  family: Family<Name>,
  { parameters, coordinates: n, ...curvature }: SensitivitiesOptions<Name>,
): System {
  const where = 'withSensitivities';
  const near = around(where, family, parameters);
  const system = family(parameters);
  const lifted = variational(system, { coordinates: n, vectors: near.length, ...curvature });
  const [q, p, slope] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  const lift = (name: 'dHdq' | 'dHdp'): Gradient => {
    const fill = (allQ: Float64Array, allP: Float64Array, all: Float64Array, t: number) => {
      lifted[name](allQ, allP, all, t);
      for (let i = 0; i < n; i++) {
        q[i] = allQ[i];
        p[i] = allP[i];
      }
      near.forEach(({ systems, weights }, k) => {
        systems.forEach((other, j) => {
          other[name](q, p, slope, t);
          for (let i = 0; i < n; i++) all[(k + 1) * n + i] += weights[j] * slope[i];
        });
      });
      return all;
    };
    return readsTime(system[name]) ? fill : (allQ, allP, all) => fill(allQ, allP, all, NaN);
  };
  return { separable: system.separable, dHdq: lift('dHdq'), dHdp: lift('dHdp') };
}

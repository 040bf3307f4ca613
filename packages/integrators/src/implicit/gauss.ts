import type { Method } from '../core/method.ts';
import { implicitRungeKutta } from './rungeKutta.ts';

const source = 'J. C. Butcher, Math. Comp. 18 (1964) 50, doi:10.1090/S0025-5718-1964-0159424-9';

/**
 * Gauss-Legendre of any even order from 2 to 16, order / 2 stages: symplectic and reversible for every H.
 *
 * For reference solutions, with `compensated`: at order 16 a tenth of a revolution a step errs by rounding alone. Nodes are
 * found by Newton's method, and the tableau from them. Throws a RangeError for other orders.
 *
 * @example
 * ```ts
 * import { compensated, gaussLegendre, integrate } from '@hgn/integrators';
 * const spring = {
 *   separable: true,
 *   dHdq: (q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = q[0]), out),
 *   dHdp: (q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = p[0]), out),
 * };
 * const start = { q: Float64Array.of(1), p: Float64Array.of(0) };
 * const method = compensated(gaussLegendre({ order: 16 }));
 * const { q } = integrate(method, spring, start, { dt: Math.PI / 4, steps: 8, saveEvery: 8 });
 * console.log(Math.abs(q[1] - 1) < 1e-14); // true
 * ```
 */
export function gaussLegendre({ order }: { readonly order: number }): Method {
  if (!(order >= 2 && order <= 16 && order % 2 === 0)) {
    throw new RangeError(`gaussLegendre: order must be an even number from 2 to 16, but got ${order}`);
  }
  const stages = order / 2;
  /** The Legendre polynomials to `stages` at x. */
  const legendre = (x: number) => {
    const values = [1, x];
    for (let m = 1; m < stages; m++) {
      values.push(((2 * m + 1) * x * values[m] - m * values[m - 1]) / (m + 1));
    }
    return values;
  };
  const x = Array.from({ length: stages }, (_, i) => {
    let node = -Math.cos((Math.PI * (i + 0.75)) / (stages + 0.5));
    for (let k = 0; k < 6; k++) {
      const values = legendre(node);
      // Over the derivative.
      node -= (values[stages] * (node * node - 1)) / (stages * (node * values[stages] - values[stages - 1]));
    }
    return node;
  });
  const values = x.map(legendre);
  const b = values.map((v) => 1 / v.slice(0, stages).reduce((sum, p, m) => sum + (2 * m + 1) * p * p, 0));
  const c = x.map((node) => (1 + node) / 2);
  // The integrals to c[i] of the polynomials that are 1 at one node, by their expansion in Legendre's.
  const a = x.map((_, i) =>
    x.map((__, j) => {
      let sum = c[i];
      for (let m = 1; m < stages; m++) sum += (values[j][m] * (values[i][m + 1] - values[i][m - 1])) / 2;
      return b[j] * sum;
    }),
  );
  return implicitRungeKutta({ name: `gaussLegendre${order}`, order, a, b, c, source });
}

import { gaussLegendre } from './gauss.ts';
import { implicitRungeKutta } from './rungeKutta.ts';

/**
 * The implicit midpoint rule: order 2, symplectic and reversible for every H.
 *
 * @remarks The first to try for an H that does not separate; also for stiff ones.
 */
export const implicitMidpoint = /* @__PURE__ */ implicitRungeKutta({
  name: 'implicitMidpoint',
  order: 2,
  a: [[1 / 2]],
  b: [1],
  c: [1 / 2],
  source:
    'E. Hairer, C. Lubich, G. Wanner, Geometric Numerical Integration (2006) VI.4, doi:10.1007/3-540-30666-8',
});

/**
 * Gauss-Legendre with two stages: order 4, symplectic and reversible for every H.
 *
 * @remarks Fourth order for an H that does not separate.
 */
export const gaussLegendre4 = /* @__PURE__ */ gaussLegendre({ order: 4 });

/**
 * Gauss-Legendre with three stages: order 6, symplectic and reversible for every H.
 *
 * @remarks Sixth order for any H: the most accurate for its cost where H does not separate.
 */
export const gaussLegendre6 = /* @__PURE__ */ gaussLegendre({ order: 6 });

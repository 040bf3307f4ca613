import { implicitRungeKutta } from './rungeKutta.ts';

const butcher1964 = 'J. C. Butcher, Math. Comp. 18 (1964) 50, doi:10.1090/S0025-5718-1964-0159424-9';
const [root3, root15] = [1.7320508075688772, 3.872983346207417];

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
export const gaussLegendre4 = /* @__PURE__ */ implicitRungeKutta({
  name: 'gaussLegendre4',
  order: 4,
  a: [
    [1 / 4, 1 / 4 - root3 / 6],
    [1 / 4 + root3 / 6, 1 / 4],
  ],
  b: [1 / 2, 1 / 2],
  c: [1 / 2 - root3 / 6, 1 / 2 + root3 / 6],
  source: butcher1964,
});

/**
 * Gauss-Legendre with three stages: order 6, symplectic and reversible for every H.
 *
 * @remarks Sixth order for any H: the most accurate for its cost where H does not separate.
 */
export const gaussLegendre6 = /* @__PURE__ */ implicitRungeKutta({
  name: 'gaussLegendre6',
  order: 6,
  a: [
    [5 / 36, 2 / 9 - root15 / 15, 5 / 36 - root15 / 30],
    [5 / 36 + root15 / 24, 2 / 9, 5 / 36 - root15 / 24],
    [5 / 36 + root15 / 30, 2 / 9 + root15 / 15, 5 / 36],
  ],
  b: [5 / 18, 4 / 9, 5 / 18],
  c: [1 / 2 - root15 / 10, 1 / 2, 1 / 2 + root15 / 10],
  source: butcher1964,
});

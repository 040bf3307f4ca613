import { explicitRungeKutta } from './explicit.ts';

/**
 * Euler: order 1, explicit; energy grows without bound.
 *
 * @remarks A reference for what goes wrong; its energy grows without bound.
 */
export const euler = /* @__PURE__ */ explicitRungeKutta({
  name: 'euler',
  order: 1,
  a: [[]],
  b: [1],
  c: [0],
  source: 'L. Euler, Institutiones calculi integralis (1768)',
});

/**
 * The explicit midpoint rule: order 2.
 *
 * @remarks A reference of the order of leapfrog that is not symplectic.
 */
export const explicitMidpoint = /* @__PURE__ */ explicitRungeKutta({
  name: 'explicitMidpoint',
  order: 2,
  a: [[], [0.5]],
  b: [0, 1],
  c: [0, 0.5],
  source: 'C. Runge, Math. Ann. 46 (1895) 167, doi:10.1007/BF01446807',
});

/**
 * The classical Runge-Kutta method: order 4.
 *
 * @remarks Good for short runs of any H; its energy drifts in long ones.
 */
export const rk4 = /* @__PURE__ */ explicitRungeKutta({
  name: 'rk4',
  order: 4,
  a: [[], [0.5], [0, 0.5], [0, 0, 1]],
  b: [1 / 6, 1 / 3, 1 / 3, 1 / 6],
  c: [0, 0.5, 0.5, 1],
  source: 'W. Kutta, Z. Math. Phys. 46 (1901) 435',
});

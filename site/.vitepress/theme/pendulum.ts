import type { System } from '@hgn/integrators';

/** A pendulum of mass 0.5 and length 1 under g = 3: H = p² + 1.5 (1 - cos q). */
export const pendulum: System = {
  separable: true,
  quadraticKinetic: true,
  dHdq: (q, p, out) => ((out[0] = 1.5 * Math.sin(q[0])), out),
  dHdp: (q, p, out) => ((out[0] = 2 * p[0]), out),
};

/** Its energy. */
export const energy = (q: ArrayLike<number>, p: ArrayLike<number>): number =>
  (p[0] ?? 0) ** 2 + 1.5 * (1 - Math.cos(q[0] ?? 0));

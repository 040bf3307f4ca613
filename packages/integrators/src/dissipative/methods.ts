import type { DissipativeMethod } from './portHamiltonian.ts';
import { midpointStep } from './midpointStep.ts';

/**
 * Gonzalez' discrete gradient with friction and forces: order 2, implicit, any H, friction and force. The balance
 * H(end) - H(start) = work - loss + drive holds to rounding at every dt, so that a H that does not change in time never rises
 * without a force.
 *
 * Source: O. Gonzalez, J. Nonlinear Sci. 6 (1996) 449, doi:10.1007/BF02440162; with inputs: E. Celledoni, E. H. Høiseth,
 * arXiv:1706.08621.
 *
 * @example
 * ```ts
 * import { discreteGradient, integrateOpen } from '@hgn/integrators/systems';
 * const pendulum = {
 *   energy: (q: Float64Array, p: Float64Array) => p[0] ** 2 / 2 - Math.cos(q[0]),
 *   dHdq: (q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = Math.sin(q[0])), out),
 *   dHdp: (q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = p[0]), out),
 *   friction: (q: Float64Array, velocity: Float64Array, out: Float64Array) => ((out[0] = 0.1 * velocity[0]), out),
 * };
 * const start = { q: Float64Array.of(2), p: Float64Array.of(0) };
 * const { energy, loss } = integrateOpen(discreteGradient, pendulum, start, { dt: 0.1, steps: 100 });
 * console.log(Math.abs(energy[100] - energy[0] + loss[100]) < 1e-12); // true
 * ```
 */
export const discreteGradient: DissipativeMethod = /* @__PURE__ */ midpointStep('discreteGradient', true);

/**
 * The implicit midpoint rule with friction and forces: order 2; the balance holds to rounding for a quadratic H, else to
 * the order. A little cheaper than {@link discreteGradient}, since it asks for no H.
 *
 * @example
 * ```ts
 * import { dissipativeMidpoint, integrateOpen } from '@hgn/integrators/systems';
 * const spring = {
 *   energy: (q: Float64Array, p: Float64Array) => (q[0] ** 2 + p[0] ** 2) / 2,
 *   dHdq: (q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = q[0]), out),
 *   dHdp: (q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = p[0]), out),
 *   force: (q: Float64Array, t: number, out: Float64Array) => ((out[0] = Math.cos(t)), out),
 * };
 * const start = { q: Float64Array.of(0), p: Float64Array.of(0) };
 * const { q } = integrateOpen(dissipativeMidpoint, spring, start, { dt: 0.01, steps: 1000 });
 * console.log(Math.abs(q[1000] - 5 * Math.sin(10)) < 1e-2); // true: resonance, t sin(t) / 2
 * ```
 */
export const dissipativeMidpoint: DissipativeMethod = /* @__PURE__ */ midpointStep(
  'dissipativeMidpoint',
  false,
);

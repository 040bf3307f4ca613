import type { Splitting, Stepper } from './stepper.ts';

/**
 * A gradient of the Hamiltonian: fills `out` (length n) from `q`, `p` (length n) and time `t`, and returns `out`.
 *
 * A gradient that reads the time must declare `t` as its fourth parameter, without a default value: one that
 * declares three parameters or fewer is taken as independent of time and receives NaN for `t`.
 */
export type Gradient = (q: Float64Array, p: Float64Array, out: Float64Array, t: number) => Float64Array;

/**
 * A Hamiltonian system H(q, p, t), given by its two gradients: dq/dt = dH/dp, dp/dt = -dH/dq.
 *
 * @example
 * ```ts
 * import type { System } from '@hgn/integrators';
 * // H = p^2 / (2 m) + k q^2 / 2 with m = 0.5, k = 2
 * const oscillator: System = {
 *   separable: true,
 *   dHdq: (q, p, out) => ((out[0] = 2 * q[0]), out),
 *   dHdp: (q, p, out) => ((out[0] = p[0] / 0.5), out),
 * };
 * ```
 */
export interface System {
  /** True when H(q, p, t) = V(q, t) + K(p, t): dHdq then must not read p, nor dHdp q. */
  readonly separable: boolean;
  /** True when K(p) = p^T M^-1 p / 2 with a constant M, which the Nyström methods need: dHdp is then linear in p. */
  readonly quadraticKinetic?: boolean;
  readonly dHdq: Gradient;
  readonly dHdp: Gradient;
  /** The loop of a splitting method made for this system alone, where it brings one: formulas do. */
  splittingStepper?(splitting: Splitting): Stepper | undefined;
}

/** A point of phase space: positions and momenta, two arrays of the same length n. */
export interface State {
  readonly q: Float64Array;
  readonly p: Float64Array;
}

/** Whether a gradient reads the time: it declares a fourth parameter, or hides how many it has. */
export const readsTime = (gradient: Gradient): boolean => gradient.length === 0 || gradient.length > 3;

import type { Gradient } from '../core/system.ts';

/**
 * A Hamiltonian system that loses energy to friction and gains it from outside:
 * dq/dt = dH/dp, dp/dt = -dH/dq - friction(q, dH/dp) + force(t), that is dx/dt = (J - R(x)) dH/dx + G(x) u.
 *
 * H may depend on time, as where a pivot is shaken: energy and gradients then declare `t` as their last parameter, without a
 * default value. Those that do not are taken as independent of time and receive NaN for it.
 *
 * @example
 * ```ts
 * import type { PortHamiltonian } from '@hgn/integrators/systems';
 * // A mass of 0.5 on a spring of 2, dry friction of 0.1 smoothed below a speed of 0.01, pushed by sin t.
 * const system: PortHamiltonian = {
 *   energy: (q, p) => p[0] ** 2 / (2 * 0.5) + q[0] ** 2,
 *   dHdq: (q, p, out) => ((out[0] = 2 * q[0]), out),
 *   dHdp: (q, p, out) => ((out[0] = p[0] / 0.5), out),
 *   friction: (q, velocity, out) => ((out[0] = 0.1 * Math.tanh(velocity[0] / 0.01)), out),
 *   force: (q, t, out) => ((out[0] = Math.sin(t)), out),
 * };
 * ```
 */
export interface PortHamiltonian {
  /** H(q, p, t), of which the gradients are. */
  readonly energy: (q: Float64Array, p: Float64Array, t: number) => number;
  readonly dHdq: Gradient;
  readonly dHdp: Gradient;
  /**
   * The force that friction opposes to a velocity dH/dp, R(x) dH/dp: fills `out` and returns it. Its product with the
   * velocity must not be negative; then no step raises H without a force.
   */
  readonly friction?: (q: Float64Array, velocity: Float64Array, out: Float64Array) => Float64Array;
  /** The generalised force G(q) u(t) from outside: fills `out` and returns it. It is asked at the middle of a step. */
  readonly force?: (q: Float64Array, t: number, out: Float64Array) => Float64Array;
}

/** What went in and out during a step. */
export interface StepBalance {
  /** Energy that the force brought in. */
  work: number;
  /** Energy that friction took away, 0 or more. */
  loss: number;
  /** Energy that came of H itself changing in time, the integral of its partial derivative; 0 where it does not. */
  drive: number;
}

/** A way to step a {@link PortHamiltonian}. */
export interface DissipativeMethod {
  readonly name: string;
  readonly order: number;
  /** Whether H(end) - H(start) = work - loss + drive holds to the solver's rounding, whatever dt: H then never rises by itself. */
  readonly exactBalance: boolean;
  /** A stepper for n coordinates: moves q and p in place from time t by dt and adds to the balance. */
  readonly stepper: (
    system: PortHamiltonian,
    n: number,
  ) => (q: Float64Array, p: Float64Array, t: number, dt: number, balance: StepBalance) => void;
}

/** Whether an energy reads the time: it declares a third parameter, or hides how many it has. */
export const energyReadsTime = ({ energy }: PortHamiltonian): boolean =>
  energy.length === 0 || energy.length > 2;

/** The product of two arrays. */
export function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] * y[i];
  return sum;
}

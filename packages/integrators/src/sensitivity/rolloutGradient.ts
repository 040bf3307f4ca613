import { nonFinite } from '../core/errors.ts';
import type { Method } from '../core/method.ts';
import { arrays } from '../core/phase.ts';
import type { State } from '../core/system.ts';
import {
  requireDivisor,
  requireFixedSteps,
  requireInteger,
  requireProblem,
  requireTimeStep,
} from '../core/validate.ts';
import type { CurvatureOptions } from '../variational/variational.ts';
import type { Family } from './family.ts';
import { pullbackOf, type Cotangent } from './pullback.ts';
import { stepBackOf } from './stepBack.ts';

/** A state on the way, and its time and number. */
export interface VisitedState extends State {
  readonly t: number;
  readonly step: number;
}

/** Which run of which system, and what is to be differentiated. */
export interface RolloutGradientOptions<Name extends string> extends CurvatureOptions {
  /** The parameters by name. */
  readonly parameters: Readonly<Record<Name, number>>;
  /** The loss of one state: returns it and fills `gradient`, which comes zeroed, with its gradient by q and p. */
  readonly loss: (state: VisitedState, gradient: State) => number;
  /** The time step; negative runs back in time. */
  readonly dt: number;
  /** How many steps: 0 or more. */
  readonly steps: number;
  /** The loss is summed over every so many-th state, the start among them, a divisor of `steps`; 1 unless told. */
  readonly saveEvery?: number;
  /** The time at the start; 0 unless told. */
  readonly startTime?: number;
}

/** A loss and its gradient by the parameters and by the start. */
export interface RolloutGradient<Name extends string> extends State {
  readonly loss: number;
  readonly parameters: Readonly<Record<Name, number>>;
}

/**
 * The gradient of a loss of the states of a run by the parameters of the system and by the start: the discrete adjoint,
 * exact for the method's own steps (to about 1e-10), in float64.
 *
 * For splittings and Runge-Kutta methods of fixed steps, implicit ones where their equations are solved by iteration. The
 * states are gone through from the last to the first: of `bitReversible` methods by running back exactly, which keeps none
 * of them; of others from checkpoints, 2 sqrt(steps) states in all, for one run more. Cost: two runs and, per gradient of
 * the method, the derivative of both gradients along one direction (`hessian`, or four times each) and 4 dHdparameters,
 * or where the system has none eight gradients for each parameter. Throws as `integrate` does, and a TypeError for other
 * methods. Source: J. M. Sanz-Serna, SIAM Rev. 58 (2016) 3, doi:10.1137/151002769; A. Griewank, Optim. Methods Softw. 1
 * (1992) 35, doi:10.1080/10556789208805505, for checkpoints.
 *
 * @example
 * ```ts
 * import { leapfrog } from '@hgn/integrators';
 * import { rolloutGradient } from '@hgn/integrators/systems';
 * const family = ({ mass, stiffness }: { mass: number; stiffness: number }) => ({
 *   separable: true,
 *   dHdq: (q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = stiffness * q[0]), out),
 *   dHdp: (q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = p[0] / mass), out),
 * });
 * // How does the position after a time of 1 depend on both?
 * const { loss, parameters } = rolloutGradient(leapfrog, family, { q: Float64Array.of(1), p: Float64Array.of(0) }, {
 *   parameters: { mass: 0.5, stiffness: 2 },
 *   dt: 0.01,
 *   steps: 100,
 *   saveEvery: 100,
 *   loss: ({ q, step }, gradient) => (step === 0 ? 0 : ((gradient.q[0] = 1), q[0])),
 * });
 * console.log(loss.toFixed(3), parameters.stiffness.toFixed(3)); // -0.416 -0.455
 * ```
 */
export function rolloutGradient<Name extends string>(
  method: Method,
  family: Family<Name>,
  state: State,
  options: RolloutGradientOptions<Name>,
): RolloutGradient<Name> {
  const where = 'rolloutGradient';
  const { parameters, loss, dt, steps, saveEvery = 1, startTime = 0, ...curvature } = options;
  requireTimeStep(where, 'dt', dt);
  requireInteger(where, 'steps', steps, 0);
  requireDivisor(where, 'saveEvery', saveEvery, steps);
  requireFixedSteps(where, method);
  const system = family(parameters);
  const n = requireProblem(where, method, system, state, startTime, steps * dt);
  const pull = pullbackOf(where, family, parameters, n, curvature);
  const back = stepBackOf(where, method, system, n, pull);
  const names = Object.keys(parameters) as Name[];
  const [q, p] = [Float64Array.from(state.q), Float64Array.from(state.p)];
  const worth: Cotangent = {
    q: new Float64Array(n),
    p: new Float64Array(n),
    parameters: new Float64Array(names.length),
  };
  const [gradientQ, gradientP] = arrays(2, n);
  let total = 0;

  const visit = (atQ: Float64Array, atP: Float64Array, step: number) => {
    if (step % saveEvery !== 0) return;
    gradientQ.fill(0);
    gradientP.fill(0);
    total += loss({ q: atQ, p: atP, t: startTime + step * dt, step }, { q: gradientQ, p: gradientP });
    for (let i = 0; i < n; i++) {
      worth.q[i] += gradientQ[i];
      worth.p[i] += gradientP[i];
    }
  };
  const forward = (step: number, count: number) => {
    const done = method.stepper(system, n).advance(q, p, startTime, dt, step, count);
    if (done < count) throw nonFinite(where, method.name, step + done);
  };

  if (method.bitReversible === true) {
    forward(0, steps);
    const stepper = method.stepper(system, n);
    if (steps > 0) visit(q, p, steps);
    for (let step = steps - 1; step >= 0; step--) {
      // The same middle of the step, to the bit, as on the way there.
      stepper.advance(q, p, startTime, -dt, -step - 1, 1);
      back(q, p, startTime + step * dt, dt, worth);
      visit(q, p, step);
    }
  } else {
    const length = Math.max(1, Math.ceil(Math.sqrt(steps)));
    const count = Math.ceil(steps / length);
    const [keptQ, keptP] = arrays(2, count * n);
    const [allQ, allP] = arrays(2, (length + 1) * n);
    for (let k = 0; k < count; k++) {
      keptQ.set(q, k * n);
      keptP.set(p, k * n);
      forward(k * length, Math.min(length, steps - k * length));
    }
    if (steps > 0) visit(q, p, steps);
    for (let k = count - 1; k >= 0; k--) {
      const from = k * length;
      const size = Math.min(length, steps - from);
      q.set(keptQ.subarray(k * n, k * n + n));
      p.set(keptP.subarray(k * n, k * n + n));
      const stepper = method.stepper(system, n);
      for (let s = 0; s < size; s++) {
        allQ.set(q, s * n);
        allP.set(p, s * n);
        stepper.advance(q, p, startTime, dt, from + s, 1);
      }
      for (let s = size - 1; s >= 0; s--) {
        const atQ = allQ.subarray(s * n, s * n + n);
        const atP = allP.subarray(s * n, s * n + n);
        back(atQ, atP, startTime + (from + s) * dt, dt, worth);
        visit(atQ, atP, from + s);
      }
    }
  }
  if (steps === 0) visit(q, p, 0);
  return {
    loss: total,
    parameters: Object.fromEntries(names.map((name, k) => [name, worth.parameters[k]])) as Record<
      Name,
      number
    >,
    q: worth.q,
    p: worth.p,
  };
}

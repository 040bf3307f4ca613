import { UnsupportedSystemError } from '../core/errors.ts';
import { isFiniteState } from '../core/finite.ts';
import type { Method } from '../core/method.ts';
import type { Splitting, Stepper } from '../core/stepper.ts';
import { arrays } from '../core/phase.ts';
import { readsTime, type System } from '../core/system.ts';
import { requireInteger } from '../core/validate.ts';
import { isPalindromic } from '../splitting/splitting.ts';
import { float64Only } from '../vectorSpace/float64Only.ts';
import { jacobiCoordinates } from './jacobi.ts';
import { keplerFlow } from './keplerFlow.ts';

/** The bodies of a planetary system, and how their orbits and their pulls on each other take turns. */
export interface WisdomHolmanOptions {
  /** The masses: the central body's first, then from the innermost orbit outwards. */
  readonly masses: readonly number[];
  /** The constant of gravity in V = -sum gravity m_i m_j / r_ij. */
  readonly gravity: number;
  /** Coordinates of a body: q is those of the first, then those of the second and so on; 3 unless told. */
  readonly dimensions?: number;
  /** The kicks (pulls) and drifts (orbits) of a step; those of leapfrog unless told. */
  readonly scheme?: Splitting;
}

const wisdomHolman1991 = 'J. Wisdom, M. Holman, Astron. J. 102 (1991) 1528, doi:10.1086/115978';

/**
 * The kicks and drifts of Laskar and Robutel's SABA4: four kicks a step, an error of dt^8 times the masses of the planets
 * and of dt^2 times their squares. The `scheme` to take for accuracy. Source: J. Laskar, P. Robutel, Celest. Mech. Dyn.
 * Astron. 80 (2001) 39, doi:10.1023/A:1012098603882.
 */
export const laskarRobutel82: Splitting = {
  first: 'drift',
  // Gauss and Legendre's nodes and weights on (0, 1).
  weights: [
    0.06943184420297371, 0.17392742256872692, 0.2605776340045981, 0.3260725774312731, 0.3399810435848563,
    0.3260725774312731, 0.2605776340045981, 0.17392742256872692, 0.06943184420297371,
  ],
};

/**
 * Wisdom and Holman's method for planets: each moves exactly along its Kepler orbit, in Jacobi's coordinates, and is
 * kicked by all that is left of the forces of the system it is given.
 *
 * The error is smaller than leapfrog's by the ratio of the planets' masses to the star's, so that a step may be a
 * twentieth of the shortest period. Symplectic and reversible; close encounters of planets with each other want shorter
 * steps. `system` is the bodies' whole H in inertial coordinates, further forces included. Cost per step: one dHdq, a
 * Kepler equation for each planet. Raise its order by `compose`. Throws a RangeError for masses that are not positive,
 * and an UnsupportedSystemError from `integrate` where dH/dp is not p divided by these masses.
 * Source: J. Wisdom, M. Holman, Astron. J. 102 (1991) 1528, doi:10.1086/115978; H. Rein, D. Tamayo, MNRAS 452 (2015) 376,
 * doi:10.1093/mnras/stv1257, for the split of the forces.
 *
 * @example
 * ```ts
 * import { integrate } from '@hgn/integrators';
 * import { wisdomHolman } from '@hgn/integrators/systems';
 * const masses = [1, 1e-3];
 * const gravity = 4 * Math.PI ** 2; // lengths in AU, times in years
 * const sunAndJupiter = {
 *   separable: true,
 *   quadraticKinetic: true,
 *   dHdq: (q: Float64Array, p: Float64Array, out: Float64Array) => {
 *     const [x, y] = [q[2] - q[0], q[3] - q[1]];
 *     const pull = (gravity * masses[0] * masses[1]) / Math.hypot(x, y) ** 3;
 *     out.set([-pull * x, -pull * y, pull * x, pull * y]);
 *     return out;
 *   },
 *   dHdp: (q: Float64Array, p: Float64Array, out: Float64Array) => (out.set(p.map((x, i) => x / masses[i >> 1])), out),
 * };
 * const start = { q: Float64Array.of(0, 0, 5.2, 0), p: Float64Array.of(0, -2.76e-3, 0, 2.76e-3) };
 * const method = wisdomHolman({ masses, gravity, dimensions: 2 });
 * console.log(integrate(method, sunAndJupiter, start, { dt: 0.5, steps: 1000 }).t[1000]); // 500
 * ```
 */
export function wisdomHolman(options: WisdomHolmanOptions): Method {
  const where = 'wisdomHolman';
  const { masses, gravity, dimensions = 3, scheme = { first: 'kick', weights: [0.5, 1, 0.5] } } = options;
  requireInteger(where, 'dimensions', dimensions, 1);
  if (masses.length < 2 || !masses.every((mass) => mass > 0 && Number.isFinite(mass)) || !(gravity > 0)) {
    throw new RangeError(
      `${where}: two or more masses and gravity must be greater than 0, but got ${masses.join(', ')} and ${gravity}`,
    );
  }
  const kicks = scheme.weights.length >> 1;
  return {
    name: where,
    order: 2,
    requires: 'separable',
    symplectic: true,
    reversible: isPalindromic(scheme),
    adaptive: false,
    requiresQuadraticKinetic: true,
    implicit: false,
    evaluations: { dHdq: kicks, dHdp: 0 },
    source: wisdomHolman1991,
    verify: (at, system, { q, p }) => {
      const velocity = system.dHdp(q.slice(), p.slice(), new Float64Array(q.length), NaN);
      if (
        q.length !== dimensions * masses.length ||
        velocity.some(
          (v, i) => !(Math.abs(v * masses[Math.floor(i / dimensions)] - p[i]) <= 1e-12 * Math.abs(p[i])),
        )
      ) {
        throw new UnsupportedSystemError(
          `${at}: ${where} needs ${masses.length} bodies in ${dimensions} dimensions with dH/dp = p / mass, but the system is another; give it the system's own masses`,
        );
      }
    },
    stepper: (system, n) => planetaryStepper(masses, gravity, dimensions, scheme, system, n),
    genericStep: float64Only(where),
  };
}

function planetaryStepper(
  masses: readonly number[],
  gravity: number,
  size: number,
  { first, weights }: Splitting,
  system: System,
  n: number,
): Stepper {
  const jacobi = jacobiCoordinates(masses, size);
  const { inner, reduced } = jacobi;
  const flow = keplerFlow(size);
  // Numbers that change are handed on in arrays, which costs no boxes.
  const muAndTime = new Float64Array(2);
  const clock = new Float64Array(1);
  const [at, force, velocity] = arrays(3, n);
  const timed = readsTime(system.dHdq);
  const kicksFirst = first === 'kick';
  // The force at the end of a step is that at the beginning of the next.
  const shared = kicksFirst && weights.length % 2 === 1;
  let carried = false;

  /** Fills `force` with the gradient of all but the Kepler problems, by Jacobi's coordinates x. */
  const interact = (x: Float64Array) => {
    for (let i = 0; i < n; i++) at[i] = x[i];
    jacobi.positionsBack(at);
    system.dHdq(at, at, force, timed ? clock[0] : NaN);
    jacobi.momenta(force);
    for (let k = size, i = 1; k < n; k += size, i++) {
      let square = 0;
      for (let d = 0; d < size; d++) square += x[k + d] * x[k + d];
      const pull = (gravity * masses[i] * inner[i - 1]) / (square * Math.sqrt(square));
      for (let d = 0; d < size; d++) force[k + d] -= pull * x[k + d];
    }
  };
  /** Along the orbits for a time of muAndTime[1]. */
  const drift = (x: Float64Array, p: Float64Array) => {
    for (let d = 0; d < size; d++) x[d] += (muAndTime[1] * p[d]) / reduced[0];
    for (let k = size, i = 1; k < n; k += size, i++) {
      muAndTime[0] = gravity * inner[i];
      for (let d = 0; d < size; d++) velocity[k + d] = p[k + d] / reduced[i];
      flow(x, velocity, k, muAndTime);
      for (let d = 0; d < size; d++) p[k + d] = reduced[i] * velocity[k + d];
    }
  };
  return {
    advance(q, p, start, dt, from, count) {
      jacobi.positions(q);
      jacobi.momenta(p);
      let done = 0;
      for (; done < count; done++) {
        clock[0] = start + (from + done) * dt;
        for (let s = 0; s < weights.length; s++) {
          const h = weights[s] * dt;
          if (kicksFirst !== (s % 2 === 0)) {
            muAndTime[1] = h;
            drift(q, p);
            clock[0] += h;
            continue;
          }
          if (s > 0 || !carried) interact(q);
          for (let i = 0; i < n; i++) p[i] -= h * force[i];
        }
        carried = shared;
        if (!isFiniteState(q, p)) break;
      }
      jacobi.positionsBack(q);
      jacobi.momentaBack(p);
      return done;
    },
    reset: () => void (carried = false),
  };
}

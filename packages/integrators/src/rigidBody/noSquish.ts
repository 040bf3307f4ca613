import { clocked, stepByStep } from '../core/clock.ts';
import { UnsupportedSystemError } from '../core/errors.ts';
import { generalMethod, type Method } from '../core/method.ts';
import type { Stepper } from '../core/stepper.ts';
import { arrays } from '../core/phase.ts';
import type { System } from '../core/system.ts';
import { float64Only } from '../vectorSpace/float64Only.ts';
import { rigidBodies, type RigidBodiesOptions, type RigidSystem } from './rigidBodies.ts';

/**
 * Rigid bodies by the turns about one of their axes after the other, each made exactly: a Lie-Poisson splitting of the
 * angular momenta that carries unit quaternions along (NO_SQUISH). Order 2, symplectic and reversible.
 *
 * Quaternions stay of unit length to rounding, and without a torque the angular momentum in the room stays as it is. Cost
 * per step: one dV/dq and five sines and cosines a body. For `rigidBodies`; from `integrate` an UnsupportedSystemError for
 * others, and a RangeError for quaternions that are not of unit length. Raise the order by `compose`.
 * Source: T. F. Miller et al., J. Chem. Phys. 116 (2002) 8649, doi:10.1063/1.1473654; R. I. McLachlan, Phys. Rev. Lett. 71
 * (1993) 3043, doi:10.1103/PhysRevLett.71.3043.
 */
export const noSquish: Method = /* @__PURE__ */ noSquishFrom([0.5, 0.5, 0.5, 1, 0.5, 0.5, 0.5]);

/** The order of the turns of a step. */
const order = [2, 1, 0, 1, 2];

/** The method with these parts of a step: a kick, turns about the axes 3, 2, 1, 2, 3, a kick; the tests perturb them. */
export function noSquishFrom(parts: readonly number[]): Method {
  return generalMethod({
    name: 'noSquish',
    order: 2,
    symplectic: true,
    reversible: true,
    evaluations: { dHdq: 1, dHdp: 0 },
    source: 'T. F. Miller et al., J. Chem. Phys. 116 (2002) 8649, doi:10.1063/1.1473654',
    verify: (where, system, { q }) => {
      bodiesOf(where, system, q.length);
      for (let at = 0; at < q.length; at += 4) {
        const length = Math.hypot(...q.subarray(at, at + 4));
        if (!(Math.abs(length - 1) < 1e-8)) {
          throw new RangeError(
            `${where}: quaternions must be of unit length, but that of body ${at / 4} is ${length} long; take rigidState`,
          );
        }
      }
    },
    stepper: (system, n) => rigidStepper(parts, bodiesOf('noSquish', system, n), n),
    genericStep: float64Only('noSquish', 'implicitMidpoint'),
  });
}

function bodiesOf(where: string, system: System, n: number): RigidBodiesOptions {
  const bodies = 'bodies' in system ? (system as RigidSystem).bodies : undefined;
  if (bodies?.inertia.length !== n / 4) {
    throw new UnsupportedSystemError(
      `${where}: noSquish needs a system of rigidBodies and a quaternion for each, but got another; make it so, or use implicitMidpoint`,
    );
  }
  return bodies;
}

function rigidStepper(parts: readonly number[], { inertia, dVdq }: RigidBodiesOptions, n: number): Stepper {
  const moments = Float64Array.from(inertia.flat());
  const [slope, rest] = arrays(2, n);
  // The potential alone: that of bodies at rest.
  const force = clocked(rigidBodies({ inertia, ...(dVdq && { dVdq }) }), 'dHdq');
  const end = new Float64Array(1);
  let carried = false;

  // The length of the next part: numbers that change are handed on in arrays, which costs no boxes.
  const length = new Float64Array(1);
  const kick = (p: Float64Array) => {
    if (dVdq !== undefined) for (let i = 0; i < n; i++) p[i] -= length[0] * slope[i];
  };
  const turn = (q: Float64Array, p: Float64Array, k: number) => {
    // Numbers 0 and a, and b and c, of a quaternion turn in their planes.
    const a = k + 1;
    const b = ((k + 2) % 3) + 1;
    const c = 6 - a - b;
    for (let at = 0, i = k; at < n; at += 4, i += 3) {
      const twice = p[at + a] * q[at] - p[at] * q[at + a] + p[at + c] * q[at + b] - p[at + b] * q[at + c];
      const angle = (length[0] * twice) / (4 * moments[i]);
      const cosine = Math.cos(angle);
      const sine = Math.sin(angle);
      plane(q, at, at + a, cosine, sine);
      plane(p, at, at + a, cosine, sine);
      plane(q, at + b, at + c, cosine, sine);
      plane(p, at + b, at + c, cosine, sine);
    }
  };
  return stepByStep(
    (q, p, clock) => {
      if (!carried && dVdq !== undefined) force(q, rest, slope, clock);
      carried = true;
      length[0] = parts[0] * clock[1];
      kick(p);
      for (let s = 0; s < 5; s++) {
        length[0] = parts[s + 1] * clock[1];
        turn(q, p, order[s]);
      }
      end[0] = clock[0] + clock[1];
      if (dVdq !== undefined) force(q, rest, slope, end);
      length[0] = parts[6] * clock[1];
      kick(p);
      return true;
    },
    () => void (carried = false),
  );
}

/** Turns numbers i and j of x in their plane. */
function plane(x: Float64Array, i: number, j: number, cosine: number, sine: number): void {
  const u = x[i];
  x[i] = cosine * u - sine * x[j];
  x[j] = cosine * x[j] + sine * u;
}

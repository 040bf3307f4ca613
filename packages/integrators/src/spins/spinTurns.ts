import { stepByStep } from '../core/clock.ts';
import { UnsupportedSystemError } from '../core/errors.ts';
import { generalMethod, type Method } from '../core/method.ts';
import type { Stepper } from '../core/stepper.ts';
import type { System } from '../core/system.ts';
import { float64Only } from '../vectorSpace/float64Only.ts';
import { readSpins, spinsAt, type SpinsOptions, type SpinSystem } from './spins.ts';

/**
 * Spins with H = X(S_x) + Y(S_y) + Z(S_z) by exact turns of all spins about one axis after the other: a Lie-Poisson
 * splitting of order 2, symplectic and reversible, without equations.
 *
 * Exchange along the axes, isotropic or not, fields and anisotropies are of this form; lengths stay to rounding. Cost per
 * step: five times dHds. From `integrate` an UnsupportedSystemError where dH/dS_x, say, depends on S_y: take
 * implicitMidpoint there. Raise the order by `compose`. Source: R. I. McLachlan, Phys. Rev. Lett. 71 (1993) 3043,
 * doi:10.1103/PhysRevLett.71.3043.
 */
export const spinTurns: Method = /* @__PURE__ */ spinTurnsFrom([0.5, 0.5, 1, 0.5, 0.5]);

/** The axes of the turns of a step. */
const order = [0, 1, 2, 1, 0];

/** The method with these lengths of the turns about x, y, z, y, x; the tests perturb them. */
export function spinTurnsFrom(parts: readonly number[]): Method {
  return generalMethod({
    name: 'spinTurns',
    order: 2,
    symplectic: true,
    reversible: true,
    evaluations: { dHdq: 5, dHdp: 0 },
    source: 'R. I. McLachlan, Phys. Rev. Lett. 71 (1993) 3043, doi:10.1103/PhysRevLett.71.3043',
    verify: (where, system, { q, p }) => {
      const { dHds } = spinsOf(where, system, q.length);
      const s = spinsAt(q, p);
      const [now, moved] = [s.slice(), s.slice()];
      dHds(s, now);
      for (let axis = 0; axis < 3; axis++) {
        const other = s.map((x, j) => (j % 3 === axis ? x : x + 0.3 + 0.1 * (j % 7)));
        dHds(other, moved);
        const at = now.findIndex((x, j) => j % 3 === axis && x !== moved[j]);
        if (at >= 0) {
          throw new UnsupportedSystemError(
            `${where}: spinTurns needs H = X(S_x) + Y(S_y) + Z(S_z), but dHds[${at}] depends on another axis than its own; use implicitMidpoint`,
          );
        }
      }
    },
    stepper: (system, n) => turnsStepper(parts, spinsOf('spinTurns', system, n), n),
    genericStep: float64Only('spinTurns', 'implicitMidpoint'),
  });
}

function spinsOf(where: string, system: System, n: number): SpinsOptions {
  const found = 'spins' in system ? (system as SpinSystem).spins : undefined;
  if (found?.count !== n / 2) {
    throw new UnsupportedSystemError(
      `${where}: spinTurns needs a system of spins and two coordinates for each, but got another; make it by spins, or use implicitMidpoint`,
    );
  }
  return found;
}

function turnsStepper(parts: readonly number[], { dHds }: SpinsOptions, n: number): Stepper {
  const s = new Float64Array((3 * n) / 2);
  const b = new Float64Array((3 * n) / 2);
  // Half the time of a turn: numbers that change are handed on in arrays, which costs no boxes.
  const half = new Float64Array(1);
  /** Every spinor turns by exp(-i h dHds sigma / 2), sigma being the matrix of the axis. */
  const turn = (q: Float64Array, p: Float64Array, axis: number) => {
    readSpins(q, p, s);
    dHds(s, b);
    for (let k = 0, j = axis; k < n; k += 2, j += 3) {
      const c = Math.cos(half[0] * b[j]);
      const w = Math.sin(half[0] * b[j]);
      const q1 = q[k];
      const q2 = q[k + 1];
      const p1 = p[k];
      const p2 = p[k + 1];
      if (axis === 0) {
        q[k] = c * q1 + w * p2;
        p[k] = c * p1 - w * q2;
        q[k + 1] = c * q2 + w * p1;
        p[k + 1] = c * p2 - w * q1;
      } else if (axis === 1) {
        q[k] = c * q1 - w * q2;
        p[k] = c * p1 - w * p2;
        q[k + 1] = c * q2 + w * q1;
        p[k + 1] = c * p2 + w * p1;
      } else {
        q[k] = c * q1 + w * p1;
        p[k] = c * p1 - w * q1;
        q[k + 1] = c * q2 - w * p2;
        p[k + 1] = c * p2 + w * q2;
      }
    }
  };
  return stepByStep((q, p, clock) => {
    for (let k = 0; k < 5; k++) {
      half[0] = (parts[k] * clock[1]) / 2;
      turn(q, p, order[k]);
    }
    return true;
  });
}

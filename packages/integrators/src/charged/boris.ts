import { stepByStep } from '../core/clock.ts';
import { UnsupportedSystemError } from '../core/errors.ts';
import { generalMethod, type Method } from '../core/method.ts';
import type { Stepper } from '../core/stepper.ts';
import type { System } from '../core/system.ts';
import { float64Only } from '../vectorSpace/float64Only.ts';

/** A field in space: fills `out` (three numbers) at the position `x`; one that reads the time declares it, as gradients do. */
export type Field = (x: Float64Array, out: Float64Array, t: number) => void;

/** Charges in given fields. */
export interface ChargedParticlesOptions {
  /** The charge and the mass of each particle. */
  readonly charges: readonly number[];
  readonly masses: readonly number[];
  /** The electric field; 0 unless told. */
  readonly electric?: Field;
  /** The magnetic field; 0 unless told. */
  readonly magnetic?: Field;
}

/** A system of charges that is known by its fields, which `boris` needs. */
export interface ChargedSystem extends System {
  readonly particles: ChargedParticlesOptions;
}

/** A field as it is called within steps: the time in an array, where it is read at all. */
const timed = (
  field: Field | undefined,
): ((x: Float64Array, out: Float64Array, clock: Float64Array) => void) => {
  if (field === undefined) return (_, out) => out.fill(0);
  return field.length > 2 || field.length === 0
    ? (x, out, clock) => {
        field(x, out, clock[0]);
      }
    : (x, out) => {
        field(x, out, NaN);
      };
};

/**
 * Charged particles in given electric and magnetic fields, which do not act on each other: q is their positions, three
 * numbers each, and p their kinetic momenta, mass times velocity.
 *
 * dq/dt = p / m and dp/dt = e (E + v x B), of which `dHdp` and minus `dHdq` are made: kinetic momenta are not canonical,
 * so that these are no gradients, and the system counts as not separable. `boris` is the method for it; the others for a
 * general H step it too. Throws a RangeError unless there are as many masses, all positive, as charges.
 *
 * @example
 * ```ts
 * import { integrate } from '@hgn/integrators';
 * import { boris, chargedParticles } from '@hgn/integrators/systems';
 * const electron = chargedParticles({
 *   charges: [-1],
 *   masses: [1],
 *   magnetic: (x, out) => out.set([0, 0, 2]),
 * });
 * const start = { q: Float64Array.of(0, 0, 0), p: Float64Array.of(1, 0, 0) };
 * const { p } = integrate(boris, electron, start, { dt: 0.01, steps: 1000 });
 * console.log(Math.abs(Math.hypot(...p.slice(-3)) - 1) < 1e-12); // true
 * ```
 */
export function chargedParticles(particles: ChargedParticlesOptions): ChargedSystem {
  const { charges, masses } = particles;
  if (charges.length !== masses.length || charges.length === 0 || !masses.every((mass) => mass > 0)) {
    throw new RangeError(
      `chargedParticles: charges and masses must be as many, at least one, and masses greater than 0, but got charges ${charges.join(', ')} and masses ${masses.join(', ')}`,
    );
  }
  const [electric, magnetic] = [timed(particles.electric), timed(particles.magnetic)];
  const [x, e, b] = [new Float64Array(3), new Float64Array(3), new Float64Array(3)];
  const clock = new Float64Array(1);
  return {
    particles,
    separable: false,
    dHdq(q, p, out, t) {
      clock[0] = t;
      for (let i = 0, k = 0; i < charges.length; i++, k += 3) {
        for (let d = 0; d < 3; d++) x[d] = q[k + d];
        electric(x, e, clock);
        magnetic(x, b, clock);
        const w = 1 / masses[i];
        out[k] = -charges[i] * (e[0] + w * (p[k + 1] * b[2] - p[k + 2] * b[1]));
        out[k + 1] = -charges[i] * (e[1] + w * (p[k + 2] * b[0] - p[k] * b[2]));
        out[k + 2] = -charges[i] * (e[2] + w * (p[k] * b[1] - p[k + 1] * b[0]));
      }
      return out;
    },
    dHdp(_q, p, out) {
      for (let i = 0; i < p.length; i++) out[i] = p[i] / masses[Math.floor(i / 3)];
      return out;
    },
  };
}

/**
 * Boris' method for charged particles in given fields: drift, half the electric kick, the turn about the magnetic field,
 * the other half, drift. Order 2, reversible, and keeps volumes in phase space.
 *
 * The turn keeps the speed to rounding and may be large: a step may be a good part of a gyration. The energy in fields
 * that do not change stays bounded in most of them, though the map is not symplectic. Cost per step: each field once. For
 * `chargedParticles`, from `integrate` an UnsupportedSystemError for others. Raise the order by `compose`.
 * Source: J. P. Boris, Proc. 4th Conf. Numerical Simulation of Plasmas (1970) 3; H. Qin et al., Phys. Plasmas 20 (2013)
 * 084503, doi:10.1063/1.4818428.
 */
export const boris: Method = /* @__PURE__ */ borisFrom([0.5, 0.5, 1, 0.5, 0.5]);

/** The method with these parts of a step: drift, kick, turn, kick, drift; the tests perturb them. */
export function borisFrom(parts: readonly number[]): Method {
  return generalMethod({
    name: 'boris',
    order: 2,
    reversible: true,
    evaluations: { dHdq: 1, dHdp: 0 },
    source: 'J. P. Boris, Proc. 4th Conf. Numerical Simulation of Plasmas (1970) 3; doi:10.1063/1.4818428',
    verify: (where, system) => void particlesOf(where, system),
    stepper: (system, n) => borisStepper(parts, particlesOf('boris', system), n),
    genericStep: float64Only('boris', 'rk4'),
  });
}

function particlesOf(where: string, system: System): ChargedParticlesOptions {
  if (!('particles' in system)) {
    throw new UnsupportedSystemError(
      `${where}: boris needs a system of chargedParticles, but got another; make it so, or use implicitMidpoint`,
    );
  }
  return (system as ChargedSystem).particles;
}

function borisStepper(parts: readonly number[], particles: ChargedParticlesOptions, n: number): Stepper {
  const { charges, masses } = particles;
  if (n !== 3 * masses.length) {
    throw new RangeError(
      `boris: q must hold three numbers for each of ${masses.length} particles, but got ${n}`,
    );
  }
  const [electric, magnetic] = [timed(particles.electric), timed(particles.magnetic)];
  const [x, e, b] = [new Float64Array(3), new Float64Array(3), new Float64Array(3)];
  const middle = new Float64Array(1);
  return stepByStep((q, p, clock) => {
    const h = clock[1];
    middle[0] = clock[0] + h / 2;
    for (let i = 0, k = 0; k < n; i++, k += 3) {
      const w = h / masses[i];
      const force = h * charges[i];
      for (let d = 0; d < 3; d++) x[d] = q[k + d] + parts[0] * w * p[k + d];
      electric(x, e, middle);
      magnetic(x, b, middle);
      const ux = p[k] + parts[1] * force * e[0];
      const uy = p[k + 1] + parts[1] * force * e[1];
      const uz = p[k + 2] + parts[1] * force * e[2];
      // The turn by twice the arc tangent of |b|, without a root or a tangent.
      for (let d = 0; d < 3; d++) b[d] *= (parts[2] * w * charges[i]) / 2;
      const s = 2 / (1 + b[0] * b[0] + b[1] * b[1] + b[2] * b[2]);
      const vx = ux + uy * b[2] - uz * b[1];
      const vy = uy + uz * b[0] - ux * b[2];
      const vz = uz + ux * b[1] - uy * b[0];
      p[k] = ux + s * (vy * b[2] - vz * b[1]) + parts[3] * force * e[0];
      p[k + 1] = uy + s * (vz * b[0] - vx * b[2]) + parts[3] * force * e[1];
      p[k + 2] = uz + s * (vx * b[1] - vy * b[0]) + parts[3] * force * e[2];
      for (let d = 0; d < 3; d++) q[k + d] = x[d] + parts[4] * w * p[k + d];
    }
    return true;
  });
}

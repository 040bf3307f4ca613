import type { State, System } from '../core/system.ts';

/** Bodies that turn, and what turns them. */
export interface RigidBodiesOptions {
  /** The three principal moments of inertia of each body. */
  readonly inertia: readonly (readonly [number, number, number])[];
  /** Fills `out` with the gradient of the potential by the quaternions' numbers, as if they were free; none unless told. */
  readonly dVdq?: (q: Float64Array, out: Float64Array, t: number) => void;
}

/** A system of turning bodies that is known by its parts, which `noSquish` needs. */
export interface RigidSystem extends System {
  readonly bodies: RigidBodiesOptions;
}

/**
 * P_k q, the quaternion q times the body's axis k: which number of q stands where, and its sign.
 */
export const axes: readonly { readonly from: readonly number[]; readonly sign: readonly number[] }[] = [
  { from: [1, 0, 3, 2], sign: [-1, 1, 1, -1] },
  { from: [2, 3, 0, 1], sign: [-1, -1, 1, 1] },
  { from: [3, 2, 1, 0], sign: [-1, 1, -1, 1] },
];

/** p . P_k q of the body whose numbers begin at `at`: twice its angular momentum about its axis k. */
export function turning(q: Float64Array, p: Float64Array, at: number, k: number): number {
  const { from, sign } = axes[k];
  let sum = 0;
  for (let d = 0; d < 4; d++) sum += p[at + d] * sign[d] * q[at + from[d]];
  return sum;
}

/**
 * Rigid bodies that turn about their centres: q is a unit quaternion for each body (w, x, y, z, from the body's axes to
 * the room's), and p its conjugate momentum: H = sum over axes of L_k^2 / 2 I_k + V(q).
 *
 * Canonical, but not separable. `noSquish` is the method for it; those for a general H step it too, off the unit
 * quaternions by their error. `rigidState` makes states, `bodyMomenta` reads them. Throws a RangeError for moments that
 * are not positive.
 *
 * @example
 * ```ts
 * import { integrate } from '@hgn/integrators';
 * import { bodyMomenta, noSquish, rigidBodies, rigidState } from '@hgn/integrators/systems';
 * const book = rigidBodies({ inertia: [[1, 2, 3]] });
 * // Spun about its middle axis, nearly: it tumbles.
 * const start = rigidState(Float64Array.of(1, 0, 0, 0), Float64Array.of(0.01, 2, 0));
 * const { q, p } = integrate(noSquish, book, start, { dt: 0.01, steps: 2000 });
 * const momenta = Float64Array.from({ length: 2001 }, (_, k) => bodyMomenta(q.subarray(4 * k, 4 * k + 4), p.subarray(4 * k, 4 * k + 4))[1]);
 * console.log(Math.min(...momenta) < -1.9); // true
 * ```
 */
export function rigidBodies(bodies: RigidBodiesOptions): RigidSystem {
  const { inertia, dVdq } = bodies;
  if (inertia.length === 0 || !inertia.flat().every((moment) => moment > 0 && Number.isFinite(moment))) {
    throw new RangeError(
      `rigidBodies: inertia must be three positive moments for each body, but got ${JSON.stringify(inertia)}`,
    );
  }
  const along = (a: Float64Array, q: Float64Array, p: Float64Array, out: Float64Array, sign: number) => {
    for (let at = 0, i = 0; i < inertia.length; i++, at += 4) {
      for (let k = 0; k < 3; k++) {
        const w = (sign * turning(q, p, at, k)) / (4 * inertia[i][k]);
        const axis = axes[k];
        for (let d = 0; d < 4; d++) out[at + d] += w * axis.sign[d] * a[at + axis.from[d]];
      }
    }
  };
  const dHdq = (q: Float64Array, p: Float64Array, out: Float64Array, t: number) => {
    out.fill(0);
    dVdq?.(q, out, t);
    along(p, q, p, out, -1);
    return out;
  };
  return {
    bodies,
    separable: false,
    dHdq: dVdq !== undefined && dVdq.length !== 2 ? dHdq : (q, p, out) => dHdq(q, p, out, NaN),
    dHdp(q, p, out) {
      out.fill(0);
      along(q, q, p, out, 1);
      return out;
    },
  };
}

/**
 * The state of bodies with these orientations (four numbers each, made unit quaternions) and angular momenta about their
 * own axes (three each).
 *
 * @example
 * ```ts
 * import { rigidState } from '@hgn/integrators/systems';
 * const { q, p } = rigidState(Float64Array.of(2, 0, 0, 0), Float64Array.of(0.5, 0, 0));
 * console.log(q[0], p[1]); // 1 1
 * ```
 */
export function rigidState(orientations: Float64Array, momenta: Float64Array): State {
  const q = Float64Array.from(orientations);
  const p = new Float64Array(q.length);
  for (let at = 0, i = 0; at < q.length; at += 4, i += 3) {
    const length = Math.hypot(...q.subarray(at, at + 4));
    for (let d = 0; d < 4; d++) q[at + d] /= length;
    for (let k = 0; k < 3; k++) {
      const { from, sign } = axes[k];
      for (let d = 0; d < 4; d++) p[at + d] += 2 * momenta[i + k] * sign[d] * q[at + from[d]];
    }
  }
  return { q, p };
}

/**
 * The angular momenta of bodies about their own axes, three numbers each; divided by the moments of inertia, their
 * angular velocities.
 *
 * @example
 * ```ts
 * import { bodyMomenta, rigidState } from '@hgn/integrators/systems';
 * const { q, p } = rigidState(Float64Array.of(0.6, 0, 0.8, 0), Float64Array.of(1, 2, 3));
 * console.log(Array.from(bodyMomenta(q, p), (x) => x.toFixed(6))); // [ '1.000000', '2.000000', '3.000000' ]
 * ```
 */
export const bodyMomenta = (q: Float64Array, p: Float64Array): Float64Array =>
  Float64Array.from(
    { length: (3 * q.length) / 4 },
    (_, i) => turning(q, p, 4 * Math.floor(i / 3), i % 3) / 2,
  );

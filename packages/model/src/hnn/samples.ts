import type { System } from '@hgn/integrators';

/** Observed points of phase space and how they move. */
export interface DerivativeSamples {
  /** Degrees of freedom n. */
  readonly coordinates: number;
  /** [sample, coordinate] */
  readonly q: ArrayLike<number>;
  /** [sample, coordinate] */
  readonly p: ArrayLike<number>;
  /** [sample, coordinate] */
  readonly dqdt: ArrayLike<number>;
  /** [sample, coordinate] */
  readonly dpdt: ArrayLike<number>;
}

/**
 * The exact derivatives of a known system at given states: noiseless data for a {@link createHnn}. A dataset of
 * @hgn/datasets has states to take.
 *
 * Cost: one call of each gradient per state.
 *
 * @param system gradients of the true Hamiltonian
 * @param states q and p, [sample, coordinate] each
 * @throws RangeError when q and p do not hold whole states
 * @example
 * import { sampleDerivatives } from '@hgn/model';
 *
 * const spring = {
 *   dHdq: (q: Float64Array, _p: Float64Array, out: Float64Array) => ((out[0] = 2 * q[0]), out),
 *   dHdp: (_q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = p[0] / 0.5), out),
 * };
 * const { dqdt, dpdt } = sampleDerivatives(spring, { q: [1, 0], p: [0, 3], coordinates: 1 });
 * console.log(dqdt, dpdt); // [0, 6] and [-2, 0]
 */
export function sampleDerivatives(
  system: Pick<System, 'dHdq' | 'dHdp'>,
  {
    q,
    p,
    coordinates,
  }: { readonly q: ArrayLike<number>; readonly p: ArrayLike<number>; readonly coordinates: number },
): DerivativeSamples {
  const samples = q.length / coordinates;
  if (!Number.isInteger(samples) || p.length !== q.length) {
    throw new RangeError(
      `sampleDerivatives: q and p must hold the same number of states of ${coordinates} coordinates, but got ${q.length} and ${p.length} numbers`,
    );
  }
  const dqdt = new Float64Array(q.length);
  const dpdt = new Float64Array(q.length);
  const pointQ = new Float64Array(coordinates);
  const pointP = new Float64Array(coordinates);
  const slope = new Float64Array(coordinates);
  for (let start = 0; start < q.length; start += coordinates) {
    for (let i = 0; i < coordinates; i++) {
      pointQ[i] = q[start + i];
      pointP[i] = p[start + i];
    }
    dqdt.set(system.dHdp(pointQ, pointP, slope, 0), start);
    system.dHdq(pointQ, pointP, slope, 0).forEach((x, i) => (dpdt[start + i] = -x));
  }
  return { coordinates, q, p, dqdt, dpdt };
}

/** The potential energy of particles and its gradient; q is x1, y1, x2, y2, … in any copy of the box. */
export interface Potential {
  energy(q: Float64Array): number;
  gradient(q: Float64Array, out: Float64Array): Float64Array;
}

/** Writes q into `out`, moved into the box around the origin. */
export function wrapInto(q: Float64Array, boxLength: number, out: Float64Array): void {
  const inverse = 1 / boxLength;
  for (let i = 0; i < q.length; i++) out[i] = q[i] - boxLength * Math.round(q[i] * inverse);
}

/** A distance along an axis, less than a box length, to the nearest copy. */
export function nearest(d: number, boxLength: number): number {
  return d > boxLength / 2 ? d - boxLength : d < -boxLength / 2 ? d + boxLength : d;
}

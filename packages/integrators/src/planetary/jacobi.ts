/** Jacobi's coordinates of bodies: each body seen from the centre of mass of those before it, which stands in for body 0. */
export interface JacobiCoordinates {
  /** From positions to Jacobi's, in place. */
  positions(x: Float64Array): void;
  /** From momenta, or from a gradient by positions, to Jacobi's, in place. */
  momenta(p: Float64Array): void;
  /** And back. */
  positionsBack(x: Float64Array): void;
  momentaBack(p: Float64Array): void;
  /** The masses of the bodies up to each, itself included. */
  readonly inner: Float64Array;
  /** The mass that goes with each of the coordinates. */
  readonly reduced: Float64Array;
}

/** Jacobi's coordinates for bodies of these masses in `size` dimensions; that of body 0 is their centre of mass. */
export function jacobiCoordinates(masses: readonly number[], size: number): JacobiCoordinates {
  let sum = 0;
  const inner = Float64Array.from(masses, (mass) => (sum += mass));
  // Of what is inside of a body and itself, how much is its own.
  const share = Float64Array.from(masses, (mass, i) => mass / inner[i]);
  const reduced = Float64Array.from(masses, (mass, i) => (i === 0 ? sum : (mass * inner[i - 1]) / inner[i]));
  const n = size * masses.length;
  /** The centre of mass, or the sum of momenta, of the bodies passed so far. */
  const passed = new Float64Array(size);
  return {
    inner,
    reduced,
    positions(x) {
      passed.fill(0);
      for (let k = 0, i = 0; k < n; k += size, i++) {
        for (let d = 0; d < size; d++) {
          x[k + d] -= passed[d];
          passed[d] += share[i] * x[k + d];
        }
      }
      for (let d = 0; d < size; d++) x[d] = passed[d];
    },
    momenta(p) {
      passed.fill(0);
      for (let k = 0, i = 0; k < n; k += size, i++) {
        for (let d = 0; d < size; d++) {
          passed[d] += p[k + d];
          p[k + d] -= share[i] * passed[d];
        }
      }
      for (let d = 0; d < size; d++) p[d] = passed[d];
    },
    positionsBack(x) {
      for (let d = 0; d < size; d++) passed[d] = x[d];
      for (let k = n - size, i = masses.length - 1; k > 0; k -= size, i--) {
        for (let d = 0; d < size; d++) {
          passed[d] -= share[i] * x[k + d];
          x[k + d] += passed[d];
        }
      }
      for (let d = 0; d < size; d++) x[d] = passed[d];
    },
    momentaBack(p) {
      for (let d = 0; d < size; d++) passed[d] = p[d];
      for (let k = n - size, i = masses.length - 1; k > 0; k -= size, i--) {
        for (let d = 0; d < size; d++) {
          p[k + d] += share[i] * passed[d];
          passed[d] -= p[k + d];
        }
      }
      for (let d = 0; d < size; d++) p[d] = passed[d];
    },
  };
}

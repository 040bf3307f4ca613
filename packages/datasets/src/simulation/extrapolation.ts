import { positionVerlet } from '@hgn/integrators';
import type { Hamiltonian } from '../systems/system.ts';

/** Columns that a step may have: it is of order 16 with the last, and rounding errors are then still only a hundredfold. */
export const maxColumns = 8;

/** Largest estimated error that one step may add to a coordinate or momentum. */
export const tolerance = 1e-11;

/**
 * Largest change of an energy of order 1 in one step without friction. Where forces are steep this asks for more than the
 * error of the state.
 */
const energyTolerance = 1e-12;

/** Integrates by steps of an order that suits the tolerance. */
export interface Extrapolation {
  /**
   * Moves q and p on by `dt` in place.
   * @returns how many columns it took; 0 where the most did not do, q and p being left as they were
   */
  step(q: Float64Array, p: Float64Array, dt: number): number;
}

/** Moves q and p on by `dt` in `substeps` equal parts, with an error that is a series in 1 / substeps^2. */
type Scheme = (q: Float64Array, p: Float64Array, dt: number, substeps: number) => void;

function verlet(hamiltonian: Hamiltonian): Scheme {
  const stepper = positionVerlet.stepper(hamiltonian, hamiltonian.coordinates);
  return (q, p, dt, substeps) => {
    stepper.reset();
    stepper.advance(q, p, 0, dt / substeps, 0, substeps);
  };
}

/** Gragg's explicit midpoint rule with twice as many parts, for any system: only even numbers have such a series. */
function midpoint({ dHdq, dHdp, coordinates: n }: Hamiltonian, friction: number): Scheme {
  const [slopeQ, slopeP, beforeQ, beforeP] = [0, 1, 2, 3].map(() => new Float64Array(n));
  return (q, p, dt, substeps) => {
    const h = dt / (2 * substeps);
    beforeQ.set(q);
    beforeP.set(p);
    for (let k = 0; k < 2 * substeps; k++) {
      dHdp(q, p, slopeQ);
      dHdq(q, p, slopeP);
      const length = k === 0 ? h : 2 * h;
      for (let i = 0; i < n; i++) {
        const nextQ = beforeQ[i] + length * slopeQ[i];
        const nextP = beforeP[i] - length * (slopeP[i] + friction * slopeQ[i]);
        beforeQ[i] = q[i];
        beforeP[i] = p[i];
        q[i] = nextQ;
        p[i] = nextP;
      }
    }
  };
}

// weights[k][j]: what the difference to the last column's value counts when the errors of order 2 j are cancelled.
const weights = Array.from({ length: maxColumns + 1 }, (_, k) =>
  Float64Array.from({ length: k }, (_, j) => (j === 0 ? 0 : 1 / ((k / (k - j)) ** 2 - 1))),
);

/**
 * Extrapolation to the limit of ever finer substeps (Gragg 1965, doi:10.1137/0702030; Bulirsch & Stoer 1966,
 * doi:10.1007/BF02165234; Hairer, Nørsett & Wanner, Solving Ordinary Differential Equations I, II.9): of position
 * Verlet for a separable H, of the explicit midpoint rule for any other and with friction.
 *
 * Column k costs k evaluations of dHdq, or 2 k of both gradients, and is right to order 2 k.
 */
export function extrapolation(hamiltonian: Hamiltonian, friction: number): Extrapolation {
  const n = hamiltonian.coordinates;
  const scheme =
    hamiltonian.separable && friction === 0 ? verlet(hamiltonian) : midpoint(hamiltonian, friction);
  const [atQ, atP] = [new Float64Array(n), new Float64Array(n)];
  // Entry j of a coordinate: its extrapolation from the last j + 1 columns. The momenta come after the coordinates.
  const table = new Float64Array(2 * n * maxColumns);

  /** Takes the values of column `k` into the table; returns how far its last two extrapolations are apart. */
  const extrapolate = (values: Float64Array, first: number, k: number): number => {
    const weight = weights[k];
    let apart = 0;
    for (let i = 0, at = first; i < n; i++, at += maxColumns) {
      let value = values[i];
      for (let j = 1; j < k; j++) {
        const before = table[at + j - 1];
        table[at + j - 1] = value;
        value += (value - before) * weight[j];
      }
      table[at + k - 1] = value;
      const difference = k === 1 ? Infinity : Math.abs(value - table[at + k - 2]);
      // NaN wins over any number.
      if (!(difference <= apart)) apart = difference;
    }
    return apart;
  };

  const isTrue = (before: number): boolean => {
    if (friction !== 0) return true;
    const change = Math.abs(hamiltonian.energy(atQ, atP) - before);
    return change <= energyTolerance * Math.max(1, Math.abs(before));
  };

  return {
    step(q, p, dt) {
      const before = hamiltonian.energy(q, p);
      for (let k = 1; k <= maxColumns; k++) {
        atQ.set(q);
        atP.set(p);
        scheme(atQ, atP, dt, k);
        const error = Math.max(extrapolate(atQ, 0, k), extrapolate(atP, n * maxColumns, k));
        if (Number.isNaN(error)) return 0;
        if (error > tolerance) continue;
        for (let i = 0; i < n; i++) {
          atQ[i] = table[i * maxColumns + k - 1];
          atP[i] = table[(n + i) * maxColumns + k - 1];
        }
        if (!isTrue(before)) continue;
        q.set(atQ);
        p.set(atP);
        return k;
      }
      return 0;
    },
  };
}

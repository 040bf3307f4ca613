import { cutoff, cutoffSquared, pairEnergy, pairSlope } from './pairPotential.ts';
import { nearest, wrapInto, type Potential } from './potential.ts';

/** Half of the eight cells around one: with each cell asking these four, every pair of cells is met once. */
const neighbours = [
  [1, 0],
  [-1, 1],
  [0, 1],
  [1, 1],
] as const;

/** The energy of the particle in place `a` with those in places `from` up to `to - 1`. */
function energyWith(xy: Float64Array, a: number, from: number, to: number, boxLength: number): number {
  const [x, y] = [xy[2 * a], xy[2 * a + 1]];
  let sum = 0;
  for (let b = from; b < to; b++) {
    const dx = nearest(x - xy[2 * b], boxLength);
    const dy = nearest(y - xy[2 * b + 1], boxLength);
    const u = dx * dx + dy * dy;
    if (u < cutoffSquared) sum += pairEnergy(u);
  }
  return sum;
}

/** Adds the gradient of that energy by the positions of all of them. */
function addSlopes(
  xy: Float64Array,
  a: number,
  from: number,
  to: number,
  boxLength: number,
  slopes: Float64Array,
): void {
  const [x, y] = [xy[2 * a], xy[2 * a + 1]];
  let [sumX, sumY] = [0, 0];
  for (let b = from; b < to; b++) {
    const dx = nearest(x - xy[2 * b], boxLength);
    const dy = nearest(y - xy[2 * b + 1], boxLength);
    const u = dx * dx + dy * dy;
    if (u >= cutoffSquared) continue;
    const slope = 2 * pairSlope(u);
    sumX += slope * dx;
    sumY += slope * dy;
    slopes[2 * b] -= slope * dx;
    slopes[2 * b + 1] -= slope * dy;
  }
  slopes[2 * a] += sumX;
  slopes[2 * a + 1] += sumY;
}

/**
 * Only pairs in the same or in neighbouring cells, which are no smaller than the cut-off. Cost: in proportion to the
 * number of particles at a given density.
 * @param boxLength - at least three times the cut-off
 */
export function cellList(particles: number, boxLength: number): Potential {
  const side = Math.floor(boxLength / cutoff);
  if (side < 3) {
    throw new RangeError(
      `cellList: boxLength must be at least ${3 * cutoff}, but got ${boxLength}; use allPairs`,
    );
  }
  const wrapped = new Float64Array(2 * particles);
  // Particles sorted by cell: those of cell c are in places begin[c] up to begin[c + 1] - 1, and order says which.
  const begin = new Int32Array(side * side + 1);
  const cellOf = new Int32Array(particles);
  const order = new Int32Array(particles);
  const sorted = new Float64Array(2 * particles);
  const slopes = new Float64Array(2 * particles);
  const around = Int32Array.from({ length: side * side * neighbours.length }, (_, i) => {
    const [dx, dy] = neighbours[i % neighbours.length];
    const cell = Math.floor(i / neighbours.length);
    const column = ((cell % side) + dx + side) % side;
    return ((Math.floor(cell / side) + dy) % side) * side + column;
  });

  const sort = (q: Float64Array): void => {
    wrapInto(q, boxLength, wrapped);
    begin.fill(0);
    const place = (x: number): number =>
      Math.min(side - 1, Math.max(0, Math.floor((x / boxLength + 0.5) * side)));
    for (let i = 0; i < particles; i++) {
      const cell = place(wrapped[2 * i + 1]) * side + place(wrapped[2 * i]);
      cellOf[i] = cell;
      begin[cell + 1]++;
    }
    for (let c = 0; c < side * side; c++) begin[c + 1] += begin[c];
    // Filled from the end, each cell's begin moves down to where it belongs.
    for (let i = particles - 1; i >= 0; i--) {
      const at = --begin[cellOf[i] + 1];
      order[at] = i;
      sorted[2 * at] = wrapped[2 * i];
      sorted[2 * at + 1] = wrapped[2 * i + 1];
    }
    for (let c = 0; c < side * side; c++) begin[c] = begin[c + 1];
    begin[side * side] = particles;
  };

  return {
    energy(q) {
      sort(q);
      let sum = 0;
      for (let cell = 0; cell < side * side; cell++) {
        for (let a = begin[cell]; a < begin[cell + 1]; a++) {
          sum += energyWith(sorted, a, a + 1, begin[cell + 1], boxLength);
          for (let k = neighbours.length * cell; k < neighbours.length * (cell + 1); k++) {
            sum += energyWith(sorted, a, begin[around[k]], begin[around[k] + 1], boxLength);
          }
        }
      }
      return sum;
    },
    gradient(q, out) {
      sort(q);
      slopes.fill(0);
      for (let cell = 0; cell < side * side; cell++) {
        const end = begin[cell + 1];
        for (let a = begin[cell]; a < end; a++) {
          if (a + 1 < end) addSlopes(sorted, a, a + 1, end, boxLength, slopes);
          for (let k = neighbours.length * cell; k < neighbours.length * (cell + 1); k++) {
            const [from, to] = [begin[around[k]], begin[around[k] + 1]];
            // A call for nothing costs as much as a pair.
            if (from < to) addSlopes(sorted, a, from, to, boxLength, slopes);
          }
        }
      }
      for (let at = 0; at < particles; at++) {
        out[2 * order[at]] = slopes[2 * at];
        out[2 * order[at] + 1] = slopes[2 * at + 1];
      }
      return out;
    },
  };
}

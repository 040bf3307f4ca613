import { cutoff, cutoffSquared, pairEnergy, pairSlope } from './pairPotential.ts';
import { wrapInto, type Potential } from './potential.ts';

/** Half of the eight cells around one: with each cell asking these four, every pair of cells is met once. */
const neighbours = [
  [1, 0],
  [-1, 1],
  [0, 1],
  [1, 1],
] as const;

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
  const half = boxLength / 2;
  // Particles sorted by cell: those of cell c are order[begin[c]] up to order[begin[c + 1] - 1].
  const begin = new Int32Array(side * side + 1);
  const cellOf = new Int32Array(particles);
  const order = new Int32Array(particles);
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
    for (let i = particles - 1; i >= 0; i--) order[--begin[cellOf[i] + 1]] = i;
    for (let c = 0; c < side * side; c++) begin[c] = begin[c + 1];
    begin[side * side] = particles;
  };
  const nearest = (d: number): number => (d > half ? d - boxLength : d < -half ? d + boxLength : d);

  /** Visits every pair of particles in the same or neighbouring cells. */
  const forPairs = (visit: (i: number, j: number) => void): void => {
    for (let cell = 0; cell < side * side; cell++) {
      for (let a = begin[cell]; a < begin[cell + 1]; a++) {
        const i = 2 * order[a];
        for (let b = a + 1; b < begin[cell + 1]; b++) visit(i, 2 * order[b]);
        for (let k = 0; k < neighbours.length; k++) {
          const next = around[cell * neighbours.length + k];
          for (let b = begin[next]; b < begin[next + 1]; b++) visit(i, 2 * order[b]);
        }
      }
    }
  };

  return {
    energy(q) {
      sort(q);
      let sum = 0;
      forPairs((i, j) => {
        const dx = nearest(wrapped[i] - wrapped[j]);
        const dy = nearest(wrapped[i + 1] - wrapped[j + 1]);
        const u = dx * dx + dy * dy;
        if (u < cutoffSquared) sum += pairEnergy(u);
      });
      return sum;
    },
    gradient(q, out) {
      sort(q);
      out.fill(0);
      forPairs((i, j) => {
        const dx = nearest(wrapped[i] - wrapped[j]);
        const dy = nearest(wrapped[i + 1] - wrapped[j + 1]);
        const u = dx * dx + dy * dy;
        if (u >= cutoffSquared) return;
        const slope = 2 * pairSlope(u);
        out[i] += slope * dx;
        out[i + 1] += slope * dy;
        out[j] -= slope * dx;
        out[j + 1] -= slope * dy;
      });
      return out;
    },
  };
}

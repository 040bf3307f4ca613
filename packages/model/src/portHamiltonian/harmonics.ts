/** A coordinate of a measured system. */
export interface Coordinate {
  readonly name: string;
  /** Whether values that differ by a full turn are the same place. */
  readonly isAngle: boolean;
  /** What becomes the origin; 0 for an angle. */
  readonly centre: number;
  /** Half of the range that was measured, about the centre: where a quarter of the first harmonic ends. Unused for an angle. */
  readonly range: number;
}

/** Cosines and sines of whole-number combinations of the coordinates, at one place at a time. */
export interface Harmonics {
  /** The combinations, [count, n]; a row and its negative are one. */
  readonly combinations: readonly (readonly number[])[];
  /** d(phase)/dq of each combination and coordinate, [count * n]. */
  readonly slopes: Float64Array;
  readonly cos: Float64Array;
  readonly sin: Float64Array;
  /** Fills `cos` and `sin` for q. */
  at(q: Float64Array): void;
}

/** Sum of the absolute numbers of a combination. */
export const orderOf = (combination: readonly number[]): number =>
  combination.reduce((sum, k) => sum + Math.abs(k), 0);

/** All combinations with entries up to `order` whose order is at most max(order, 2), without 0 and negatives. */
export function combinationsOf(n: number, order: number): number[][] {
  const found: number[][] = [];
  const extend = (prefix: number[]) => {
    if (prefix.length < n) {
      for (let k = -order; k <= order; k++) extend([...prefix, k]);
      return;
    }
    const first = prefix.find((k) => k !== 0);
    if (first !== undefined && first > 0 && orderOf(prefix) <= Math.max(order, 2)) found.push(prefix);
  };
  extend([]);
  return found;
}

/** The harmonics of some coordinates up to an order: angles as they are, lengths over twice their range and more. */
export function harmonicsOf(coordinates: readonly Coordinate[], order: number): Harmonics {
  const n = coordinates.length;
  const combinations = combinationsOf(n, order);
  const count = combinations.length;
  const scales = coordinates.map(({ isAngle, range }) => (isAngle ? 1 : Math.PI / 2 / range));
  const centres = coordinates.map(({ isAngle, centre }) => (isAngle ? 0 : centre));
  const numbers = Int32Array.from(combinations.flat());
  const slopes = Float64Array.from(numbers, (k, i) => k * scales[i % n]);
  const width = 2 * order + 1;
  const [powerCos, powerSin] = [new Float64Array(n * width), new Float64Array(n * width)];
  const [cos, sin] = [new Float64Array(count), new Float64Array(count)];
  return {
    combinations,
    slopes,
    cos,
    sin,
    at(q) {
      for (let i = 0; i < n; i++) {
        const x = scales[i] * (q[i] - centres[i]);
        const [c, s] = [Math.cos(x), Math.sin(x)];
        const middle = i * width + order;
        let [re, im] = [1, 0];
        powerCos[middle] = 1;
        powerSin[middle] = 0;
        for (let k = 1; k <= order; k++) {
          const next = re * c - im * s;
          im = re * s + im * c;
          re = next;
          powerCos[middle + k] = powerCos[middle - k] = re;
          powerSin[middle + k] = im;
          powerSin[middle - k] = -im;
        }
      }
      for (let f = 0; f < count; f++) {
        let [re, im] = [1, 0];
        for (let i = 0; i < n; i++) {
          const at = i * width + order + numbers[f * n + i];
          const next = re * powerCos[at] - im * powerSin[at];
          im = re * powerSin[at] + im * powerCos[at];
          re = next;
        }
        cos[f] = re;
        sin[f] = im;
      }
    },
  };
}

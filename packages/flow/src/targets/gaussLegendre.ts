/** Points and weights of a quadrature rule. */
export interface Quadrature {
  readonly points: readonly number[];
  readonly weights: readonly number[];
}

/**
 * The Gauss-Legendre rule with `count` points on an interval: exact for polynomials up to degree 2 count - 1.
 *
 * Roots of the Legendre polynomial by Newton's method from Tricomi's estimate; NIST DLMF 3.5(v), 18.16.
 */
export function gaussLegendre(count: number, from: number, to: number): Quadrature {
  const [points, weights]: [number[], number[]] = [[], []];
  for (let i = 0; i < count; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (count + 0.5));
    let slope = 0;
    for (let iteration = 0; iteration < 100; iteration++) {
      let [previous, value] = [1, x];
      for (let n = 2; n <= count; n++) {
        [previous, value] = [value, ((2 * n - 1) * x * value - (n - 1) * previous) / n];
      }
      slope = (count * (x * value - previous)) / (x * x - 1);
      const step = value / slope;
      x -= step;
      if (Math.abs(step) < 1e-15) break;
    }
    points.push((from + to) / 2 + ((to - from) / 2) * x);
    weights.push((to - from) / ((1 - x * x) * slope * slope));
  }
  return { points, weights };
}

/** A circle in the plane. */
export interface Circle {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** Root mean square of the distances of the points from it. */
  readonly residual: number;
}

/** Newton's steps to the root of a polynomial of degree three, from below: a dozen are plenty. */
const newtonSteps = 30;

/**
 * Fits a circle to points, by G. Taubin's method (IEEE PAMI 13, 1991, doi:10.1109/34.103273), with Newton's iteration from
 * nought: unlike plain least squares over the equation of the circle it is nearly unbiased where points lie on a short arc.
 * For points on a straight line the radius is huge or not finite.
 */
export function circleThrough(x: Float64Array, y: Float64Array): Circle {
  const count = x.length;
  const mean = (value: (i: number) => number) => x.reduce((sum, _, i) => sum + value(i), 0) / count;
  const [meanX, meanY] = [mean((i) => x[i]), mean((i) => y[i])];
  const u = x.map((value) => value - meanX);
  const v = y.map((value) => value - meanY);
  const z = u.map((value, i) => value * value + v[i] * v[i]);
  const [uu, vv, uv] = [mean((i) => u[i] * u[i]), mean((i) => v[i] * v[i]), mean((i) => u[i] * v[i])];
  const [uz, vz, zz] = [mean((i) => u[i] * z[i]), mean((i) => v[i] * z[i]), mean((i) => z[i] * z[i])];
  const size = uu + vv;
  const determinant = uu * vv - uv * uv;
  const variance = zz - size * size;
  const a3 = 4 * size;
  const a2 = -3 * size * size - zz;
  const a1 = variance * size + 4 * determinant * size - uz * uz - vz * vz;
  const a0 = uz * (uz * vv - vz * uv) + vz * (vz * uu - uz * uv) - variance * determinant;
  let root = 0;
  for (let step = 0; step < newtonSteps; step++) {
    const value = a0 + root * (a1 + root * (a2 + root * a3));
    const slope = a1 + root * (2 * a2 + root * 3 * a3);
    const next = root - value / slope;
    if (!(Math.abs(next - root) > 1e-12 * size)) break;
    root = next;
  }
  const scale = 2 * (root * root - root * size + determinant);
  const [cx, cy] = [(uz * (vv - root) - vz * uv) / scale, (vz * (uu - root) - uz * uv) / scale];
  const radius = Math.sqrt(cx * cx + cy * cy + size);
  const residual = Math.sqrt(mean((i) => (Math.hypot(u[i] - cx, v[i] - cy) - radius) ** 2));
  return { x: cx + meanX, y: cy + meanY, radius, residual };
}

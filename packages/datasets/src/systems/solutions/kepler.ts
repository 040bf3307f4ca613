/** c_2(z) and c_3(z) of Stumpff: (1 - cos x) / x^2 and (x - sin x) / x^3 with x^2 = z, of any sign. */
function stumpff(z: number, out: Float64Array): void {
  if (Math.abs(z) < 1) {
    // The differences below would lose digits; nine terms of the power series lose none.
    let [c2, c3] = [0, 0];
    for (let n = 8; n >= 0; n--) {
      c2 = (1 - z * c2) / ((2 * n + 1) * (2 * n + 2));
      c3 = (1 - z * c3) / ((2 * n + 2) * (2 * n + 3));
    }
    [out[0], out[1]] = [c2, c3];
  } else if (z > 0) {
    const x = Math.sqrt(z);
    out[0] = (2 * Math.sin(x / 2) ** 2) / z;
    out[1] = (x - Math.sin(x)) / (x * z);
  } else {
    const x = Math.sqrt(-z);
    out[0] = (2 * Math.sinh(x / 2) ** 2) / -z;
    out[1] = (Math.sinh(x) - x) / (x * -z);
  }
}

const maxIterations = 100;

/** Where to begin for an orbit that is not bound: the root to a few per cent, so that nothing overflows on the way. */
function firstUnboundAnomaly(target: number, r: number, radial: number, inverse: number): number {
  const parabolic = Math.cbrt(6 * target);
  const k = Math.sqrt(-inverse);
  if (k * Math.abs(parabolic) < 1) return parabolic;
  // With H = k anomaly + H0 the equation is e sinh H - H = M; at the start e sinh H0 and e cosh H0 are as here.
  const [sine, cosine] = [radial * k, 1 - inverse * r];
  const e = Math.sqrt(cosine * cosine - sine * sine);
  const H0 = Math.asinh(sine / e);
  return (Math.asinh((target * k ** 3 + sine - H0) / e) - H0) / k;
}

/** A point of the plane and its velocity: x, y, dx/dt, dy/dt. */
export type PlaneState = readonly [x: number, y: number, vx: number, vy: number];

/**
 * Kepler's problem r'' = -mu r / |r|^3 from a state that is not at the centre: bound, parabolic or unbound orbits alike,
 * by universal variables (Battin 1999, An Introduction to the Mathematics and Methods of Astrodynamics, 4.5-4.7).
 * Costs three to six evaluations of Kepler's equation, more only where an orbit all but falls into the centre.
 * @returns writes x, y, dx/dt, dy/dt at a time into `out`
 */
export function keplerOrbit(
  [x, y, vx, vy]: PlaneState,
  mu: number,
): (time: number, out: Float64Array) => void {
  const r = Math.hypot(x, y);
  const root = Math.sqrt(mu);
  const radial = (x * vx + y * vy) / root;
  // The inverse of the semi-major axis; negative for an unbound orbit.
  const inverse = 2 / r - (vx * vx + vy * vy) / mu;
  const period = inverse > 0 ? (2 * Math.PI) / (root * inverse ** 1.5) : Infinity;
  const c = new Float64Array(2);
  return (time, out) => {
    // Whole periods lead back to the start; what is left of them would only cost digits.
    const rest = inverse > 0 ? time - Math.round(time / period) * period : time;
    const target = root * rest;
    let anomaly = inverse > 0 ? target * inverse : firstUnboundAnomaly(target, r, radial, inverse);
    let [u1, u2, u3, distance] = [0, 0, 0, r];
    const evaluate = (): void => {
      const z = inverse * anomaly * anomaly;
      stumpff(z, c);
      [u1, u2, u3] = [anomaly * (1 - z * c[1]), anomaly * anomaly * c[0], anomaly ** 3 * c[1]];
      distance = r * (1 - z * c[0]) + radial * u1 + u2;
    };
    // The equation's slope is the distance, so it rises: each evaluation narrows where its one root can be.
    let [below, above] = target > 0 ? [0, Infinity] : [-Infinity, 0];
    for (let iteration = 0; iteration < maxIterations; iteration++) {
      evaluate();
      const value = r * u1 + radial * u2 + u3 - target;
      if (value > 0) above = anomaly;
      else below = anomaly;
      const slope = radial * (1 - inverse * u2) + (1 - inverse * r) * u1;
      // Laguerre's method of order 5 (Conway 1986, doi:10.1007/BF01230852) converges cubically, from almost anywhere.
      const root5 = Math.sqrt(Math.abs(16 * distance * distance - 20 * value * slope));
      const next = anomaly - (5 * value) / (distance + root5);
      const change = (next >= below && next <= above ? next : (below + above) / 2) - anomaly;
      anomaly += change;
      if (Math.abs(change) <= 1e-7 * Math.abs(anomaly)) break;
    }
    evaluate();
    const f = 1 - u2 / r;
    const g = rest - u3 / root;
    const df = (-root * u1) / (distance * r);
    const dg = 1 - u2 / distance;
    out[0] = f * x + g * vx;
    out[1] = f * y + g * vy;
    out[2] = df * x + dg * vx;
    out[3] = df * y + dg * vy;
  };
}

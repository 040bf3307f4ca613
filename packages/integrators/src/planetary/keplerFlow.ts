/** c_2(z) and c_3(z) of Stumpff: (1 - cos x) / x^2 and (x - sin x) / x^3 with x^2 = z = c[2], of any sign. */
function stumpff(c: Float64Array): void {
  const z = c[2];
  const x = Math.sqrt(Math.abs(z));
  if (x < 1) {
    // The differences below would lose digits; nine terms of the power series lose none.
    c[0] = 0;
    c[1] = 0;
    for (let n = 8; n >= 0; n--) {
      c[0] = (1 - z * c[0]) / ((2 * n + 1) * (2 * n + 2));
      c[1] = (1 - z * c[1]) / ((2 * n + 2) * (2 * n + 3));
    }
  } else {
    const half = z > 0 ? Math.sin(x / 2) : Math.sinh(x / 2);
    c[0] = (2 * half * half) / (x * x);
    c[1] = (z > 0 ? x - Math.sin(x) : Math.sinh(x) - x) / (x * x * x);
  }
}

const maxIterations = 100;

/** Where to begin for an orbit that is not bound: the root to a few per cent, so that nothing overflows on the way. */
function firstUnboundAnomaly(target: number, r: number, radial: number, inverse: number): number {
  const parabolic = Math.cbrt(6 * target);
  const k = Math.sqrt(-inverse);
  if (k * Math.abs(parabolic) < 1) return parabolic;
  // With H = k anomaly + H0 the equation is e sinh H - H = M; at the start e sinh H0 and e cosh H0 are as here.
  const sine = radial * k;
  const cosine = 1 - inverse * r;
  const e = Math.sqrt(cosine * cosine - sine * sine);
  const H0 = Math.asinh(sine / e);
  return (Math.asinh((target * k ** 3 + sine - H0) / e) - H0) / k;
}

/** Kepler's problem as a flow: moves a position and a velocity, those from `at` on in x and v, along an orbit. */
export type KeplerFlow = (x: Float64Array, v: Float64Array, at: number, muAndTime: Float64Array) => void;

/**
 * The flow of r'' = -mu r / |r|^3 in `size` dimensions, from states that are not at the centre: bound, parabolic and
 * unbound orbits alike, by universal variables (Battin 1999, An Introduction to the Mathematics and Methods of
 * Astrodynamics, 4.5-4.7). mu and the time come in an array, which costs no boxes.
 */
export function keplerFlow(size: number): KeplerFlow {
  const c = new Float64Array(3);
  return (x, v, at, muAndTime) => {
    const mu = muAndTime[0];
    const time = muAndTime[1];
    let square = 0;
    let along = 0;
    let speed = 0;
    for (let i = at; i < at + size; i++) {
      square += x[i] * x[i];
      along += x[i] * v[i];
      speed += v[i] * v[i];
    }
    const r = Math.sqrt(square);
    const root = Math.sqrt(mu);
    const radial = along / root;
    // The inverse of the semi-major axis; negative for an unbound orbit.
    const inverse = 2 / r - speed / mu;
    const period = inverse > 0 ? (2 * Math.PI) / (root * inverse * Math.sqrt(inverse)) : Infinity;
    // Whole periods lead back to the start; what is left of them would only cost digits.
    const rest = inverse > 0 ? time - Math.round(time / period) * period : time;
    const target = root * rest;
    let anomaly = inverse > 0 ? target * inverse : firstUnboundAnomaly(target, r, radial, inverse);
    let u1: number;
    let u2: number;
    let u3: number;
    let distance: number;
    // The equation's slope is the distance, so it rises: each evaluation narrows where its one root can be.
    let below = target > 0 ? 0 : -Infinity;
    let above = target > 0 ? Infinity : 0;
    let found = false;
    for (let iteration = 0; ; iteration++) {
      c[2] = inverse * anomaly * anomaly;
      stumpff(c);
      u1 = anomaly * (1 - c[2] * c[1]);
      u2 = anomaly * anomaly * c[0];
      u3 = anomaly * anomaly * anomaly * c[1];
      distance = r * (1 - c[2] * c[0]) + radial * u1 + u2;
      if (found || iteration === maxIterations) break;
      const value = r * u1 + radial * u2 + u3 - target;
      if (value > 0) above = anomaly;
      else below = anomaly;
      const slope = radial * (1 - inverse * u2) + (1 - inverse * r) * u1;
      // Laguerre's method of order 5 (Conway 1986, doi:10.1007/BF01230852) converges cubically, from almost anywhere.
      const next =
        anomaly -
        (5 * value) / (distance + Math.sqrt(Math.abs(16 * distance * distance - 20 * value * slope)));
      const change = (next >= below && next <= above ? next : (below + above) / 2) - anomaly;
      anomaly += change;
      found = Math.abs(change) <= 1e-7 * Math.abs(anomaly);
    }
    const f = 1 - u2 / r;
    const g = rest - u3 / root;
    const df = (-root * u1) / (distance * r);
    const dg = 1 - u2 / distance;
    for (let i = at; i < at + size; i++) {
      const moved = f * x[i] + g * v[i];
      v[i] = df * x[i] + dg * v[i];
      x[i] = moved;
    }
  };
}

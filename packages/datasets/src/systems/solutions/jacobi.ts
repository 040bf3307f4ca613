/** Jacobi's elliptic functions of one modulus. */
export interface Elliptic {
  /** am(u), which grows with u without bound. */
  amplitude(u: number): number;
  /** The u whose amplitude is `angle`: Legendre's F(angle, k). */
  argument(angle: number): number;
}

/** Carlson's R_F(x, y, 1) by duplication (DLMF 19.36.i), which draws the three together by a factor 4 each time. */
function carlsonRF(x: number, y: number): number {
  let [a, b, c] = [x, y, 1];
  let mean = (a + b + c) / 3;
  while (Math.max(Math.abs(mean - a), Math.abs(mean - b), Math.abs(mean - c)) > 1e-3 * mean) {
    const shift = Math.sqrt(a * b) + Math.sqrt(b * c) + Math.sqrt(c * a);
    [a, b, c] = [(a + shift) / 4, (b + shift) / 4, (c + shift) / 4];
    mean = (a + b + c) / 3;
  }
  const [u, v, w] = [1 - a / mean, 1 - b / mean, 1 - c / mean];
  const e2 = u * v + v * w + w * u;
  const e3 = u * v * w;
  return (1 - e2 / 10 + e3 / 14 + (e2 * e2) / 24 - (3 * e2 * e3) / 44) / Math.sqrt(mean);
}

/**
 * The elliptic functions of modulus k with complement k' = sqrt(1 - k^2), which is given too because it is the better
 * known of the two near k = 1.
 * @param complement - above 0
 */
export function elliptic(k: number, complement: number): Elliptic {
  const ratios: number[] = [];
  let [a, b, c] = [1, complement, k];
  // Each step squares c / a: the one after the last would be below the rounding error.
  while (c > 1e-8 * a) {
    [a, b, c] = [(a + b) / 2, Math.sqrt(a * b), (a - b) / 2];
    ratios.push(c / a);
  }
  const scale = a * 2 ** ratios.length;
  return {
    // DLMF 22.20.ii.
    amplitude(u) {
      let angle = scale * u;
      for (let n = ratios.length - 1; n >= 0; n--) {
        angle = (angle + Math.asin(ratios[n] * Math.sin(angle))) / 2;
      }
      return angle;
    },
    argument(angle) {
      const halfTurns = Math.round(angle / Math.PI);
      const sine = Math.sin(angle - halfTurns * Math.PI);
      return (halfTurns * Math.PI) / a + sine * carlsonRF(1 - sine * sine, 1 - (k * sine) ** 2);
    },
  };
}

/** Writes k sn, k cn and dn at u + u0 into `out`. */
export type Oscillation = (u: number, out: Float64Array) => void;

/**
 * Jacobi's functions from where they are at u0, by their addition theorems (DLMF 22.8.i): there is no need to know u0.
 * Nothing where k' is too small for them to tell from hyperbolic functions.
 * @param ksn - k sn u0
 * @param kcn - k cn u0
 * @param dn - dn u0
 */
export function oscillationFrom(ksn: number, kcn: number, dn: number): Oscillation | undefined {
  const complementSquared = (dn - kcn) * (dn + kcn);
  if (!(complementSquared > 1e-12)) return undefined;
  const k = Math.hypot(ksn, kcn);
  const { amplitude } = elliptic(k, Math.sqrt(complementSquared));
  return (u, out) => {
    const angle = amplitude(u);
    const sn = Math.sin(angle);
    const cn = Math.cos(angle);
    const d = Math.sqrt(complementSquared + k * k * cn * cn);
    const below = 1 - (sn * ksn) ** 2;
    out[0] = (sn * kcn * dn + ksn * cn * d) / below;
    out[1] = (cn * kcn - sn * d * ksn * dn) / below;
    out[2] = (d * dn - sn * cn * ksn * kcn) / below;
  };
}

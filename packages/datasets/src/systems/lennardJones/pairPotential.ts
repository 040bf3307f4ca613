/** How far particles feel each other, in units of sigma: the customary cut-off of the Lennard-Jones potential. */
export const cutoff = 2.5;

/** The square of `cutoff`. */
export const cutoffSquared = cutoff * cutoff;

const perSquare = 1 / cutoffSquared;

/** How many derivatives by r^2 vanish at the cut-off, the value counted as one. */
const smoothness = 6;

/** Power of r^2 with which the smoothing dies out towards small distances. */
const power = 6;

/** The binomial coefficient of -a over k. */
function negativeBinomial(a: number, k: number): number {
  let value = 1;
  for (let i = 0; i < k; i++) value *= -(a + i) / (i + 1);
  return value;
}

/** Taylor coefficients of 4 (u^-6 - u^-3) / s^power at s = u / cutoffSquared = 1. */
const taylor = Array.from(
  { length: smoothness },
  (_, k) =>
    4 *
    (cutoffSquared ** -6 * negativeBinomial(6 + power, k) -
      cutoffSquared ** -3 * negativeBinomial(3 + power, k)),
);
const [t0, t1, t2, t3, t4, t5] = taylor;

/** With d = s - 1, the coefficients of (power + s d/ds) applied to that polynomial. */
const slopes = taylor.map(
  (value, k) => power * value + k * value + (k + 1 < smoothness ? (k + 1) * taylor[k + 1] : 0),
);
const [s0, s1, s2, s3, s4, s5] = slopes.map((value) => value / cutoffSquared);

/**
 * The energy of a pair at squared distance u below `cutoffSquared`: 4 (u^-6 - u^-3) less (u / c)^6 times the polynomial
 * that makes it and its first five derivatives vanish at the cut-off c. A plain cut-off would make the force jump, and
 * the energy with it. The well is 0.9992 deep instead of 1, and at the same place.
 */
export function pairEnergy(u: number): number {
  const inverse = 1 / u;
  const inverse3 = inverse * inverse * inverse;
  const s = u * perSquare;
  const d = s - 1;
  const cube = s * s * s;
  return (
    4 * inverse3 * (inverse3 - 1) - cube * cube * (t0 + d * (t1 + d * (t2 + d * (t3 + d * (t4 + d * t5)))))
  );
}

/** The derivative of `pairEnergy` by u. */
export function pairSlope(u: number): number {
  const inverse = 1 / u;
  const inverse3 = inverse * inverse * inverse;
  const s = u * perSquare;
  const d = s - 1;
  const square = s * s;
  return (
    12 * inverse * inverse3 * (1 - 2 * inverse3) -
    square * square * s * (s0 + d * (s1 + d * (s2 + d * (s3 + d * (s4 + d * s5)))))
  );
}

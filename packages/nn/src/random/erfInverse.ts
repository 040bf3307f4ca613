/** Polynomial in w - 2.5 for w < 5, highest power first. */
const CENTRE = [
  2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 0.00021858087, -0.00125372503, -0.00417768164,
  0.246640727, 1.50140941,
];

/** Polynomial in sqrt(w) - 3 for w >= 5, highest power first. */
const TAIL = [
  -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613, 0.00943887047,
  1.00167406, 2.83297682,
];

/**
 * The inverse of the error function on (-1, 1), to a relative error below 4e-7.
 *
 * Source: Giles, "Approximating the erfinv function", GPU Computing Gems (Jade edition), chapter 10 (2012),
 * the single-precision approximation in w = -log(1 - x^2).
 */
export function erfInverse(x: number): number {
  const w = -Math.log1p(-x * x);
  const polynomial = w < 5 ? CENTRE : TAIL;
  const shifted = w < 5 ? w - 2.5 : Math.sqrt(w) - 3;
  let sum = polynomial[0];
  for (let i = 1; i < polynomial.length; i++) sum = sum * shifted + polynomial[i];
  return x * sum;
}

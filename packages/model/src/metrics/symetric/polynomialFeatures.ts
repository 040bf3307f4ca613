/**
 * Products of variables up to some order, each as the indices of its factors in ascending order: for two variables and
 * order 2 [0], [1], [0, 0], [0, 1], [1, 1]. The constant is left out.
 */
export function monomials(variables: number, order: number): number[][] {
  let ofOrder: number[][] = [[]];
  const all: number[][] = [];
  for (let degree = 1; degree <= order; degree++) {
    ofOrder = ofOrder.flatMap((factors) => {
      const first = factors.at(-1) ?? 0;
      return Array.from({ length: variables - first }, (_, i) => [...factors, first + i]);
    });
    all.push(...ofOrder);
  }
  return all;
}

/** How many monomials of 1 up to `order` factors there are: binomial(variables + order, order) - 1. */
export function monomialCount(variables: number, order: number): number {
  let count = 1;
  for (let k = 1; k <= order; k++) count = (count * (variables + k)) / k;
  return Math.round(count) - 1;
}

/**
 * Values of all monomials at every point.
 *
 * @param points [point, variable]
 * @returns [point, monomial]
 */
export function polynomialFeatures(
  points: Float64Array,
  variables: number,
  terms: readonly (readonly number[])[],
): Float64Array {
  const count = points.length / variables;
  const out = new Float64Array(count * terms.length);
  for (let row = 0; row < count; row++) {
    terms.forEach((factors, j) => {
      let product = 1;
      for (const i of factors) product *= points[row * variables + i];
      out[row * terms.length + j] = product;
    });
  }
  return out;
}

/**
 * Adds the gradient of sum_j weights[j] monomial_j(x) to `out`.
 *
 * @param x [variable]
 * @param out [variable]
 */
export function addPolynomialGradient(
  x: ArrayLike<number>,
  terms: readonly (readonly number[])[],
  weights: ArrayLike<number>,
  out: Float64Array,
): void {
  terms.forEach((factors, j) => {
    if (weights[j] === 0) return;
    // One term of the product rule for every factor, powers being repeated factors.
    factors.forEach((variable, k) => {
      let product = weights[j];
      factors.forEach((other, l) => (product *= l === k ? 1 : x[other]));
      out[variable] += product;
    });
  });
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addPolynomialGradient, monomialCount, monomials, polynomialFeatures } from './polynomialFeatures.ts';

describe('monomials', () => {
  it('are listed by order, each product once, without the constant', () => {
    expect(monomials(2, 2)).toEqual([[0], [1], [0, 0], [0, 1], [1, 1]]);
    expect(monomials(1, 3)).toEqual([[0], [0, 0], [0, 0, 0]]);
  });

  it('are as many as the binomial coefficient says', () => {
    for (const [variables, order] of [
      [1, 5],
      [2, 5],
      [4, 3],
      [32, 2],
    ]) {
      expect(monomials(variables, order)).toHaveLength(monomialCount(variables, order));
    }
    expect(monomialCount(32, 2)).toBe(560);
    expect(monomialCount(6, 5)).toBe(461);
  });
});

describe('polynomialFeatures', () => {
  it('multiplies powers, row by row', () => {
    const rows = polynomialFeatures(Float64Array.of(2, 3, -1, 5), 2, monomials(2, 2));
    expect([...rows]).toEqual([2, 3, 4, 6, 9, -1, 5, 1, -5, 25]);
  });

  it('has the gradient of central differences, at zero too', () => {
    const terms = monomials(3, 4);
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0, 1, -1, 0.5), { minLength: 34, maxLength: 34 }),
        fc.array(fc.constantFrom(0, 0.7, -1.3), { minLength: 3, maxLength: 3 }),
        (weights, x) => {
          const gradient = new Float64Array(3);
          addPolynomialGradient(x, terms, weights, gradient);
          const value = (point: number[]) =>
            polynomialFeatures(Float64Array.from(point), 3, terms).reduce(
              (sum, f, j) => sum + weights[j] * f,
              0,
            );
          const h = 1e-4;
          gradient.forEach((slope, i) => {
            const shifted = (sign: number) => x.map((v, k) => (k === i ? v + sign * h : v));
            expect(Math.abs(slope - (value(shifted(1)) - value(shifted(-1))) / (2 * h))).toBeLessThan(1e-5);
          });
        },
      ),
    );
  });
});

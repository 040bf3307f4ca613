import { key, normal } from '@hgn/nn';
import { hasPython, runPython } from '@hgn/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lasso } from './lasso.ts';
import { monomials, polynomialFeatures } from './polynomialFeatures.ts';

const draw = (seed: number, count: number) => Float64Array.from(normal(key(seed), [count]).data);

/** Points in two dimensions, their monomials up to order 3, and a target that is a polynomial plus noise. */
function problem(seed: number, rows = 60) {
  const points = draw(seed, 2 * rows);
  const noise = draw(seed + 1000, rows);
  const features = polynomialFeatures(points, 2, monomials(2, 3));
  const target = Float64Array.from(
    { length: rows },
    (_, i) => 2 + points[2 * i] - 0.5 * points[2 * i] * points[2 * i + 1] + 0.3 * noise[i],
  );
  return { features, target, rows };
}

/** Correlation of every centred feature with the residual, per row: the derivative that the penalty must balance. */
function pulls(features: Float64Array, target: Float64Array, weights: Float64Array, intercept: number) {
  const rows = target.length;
  const count = weights.length;
  const out = new Float64Array(count);
  for (let row = 0; row < rows; row++) {
    let residual = target[row] - intercept;
    for (let j = 0; j < count; j++) residual -= weights[j] * features[row * count + j];
    for (let j = 0; j < count; j++) out[j] += (features[row * count + j] * residual) / rows;
  }
  return out;
}

describe('lasso', () => {
  it('meets the Karush-Kuhn-Tucker conditions', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 500 }),
        fc.double({ min: -4, max: 0.5, noNaN: true }),
        (seed, power) => {
          const alpha = 10 ** power;
          const { features, target, rows } = problem(seed);
          const fit = lasso(features, rows).fit(target, { alpha, tolerance: 1e-12, maximumIterations: 1e5 });
          expect(fit.converged).toBe(true);
          pulls(features, target, fit.weights, fit.intercept).forEach((pull, j) => {
            const weight = fit.weights[j];
            if (weight === 0) expect(Math.abs(pull)).toBeLessThanOrEqual(alpha + 1e-8);
            else expect(pull).toBeCloseTo(alpha * Math.sign(weight), 7);
          });
        },
      ),
      { numRuns: 40 },
    );
  });

  it('is least squares without a penalty, and the mean with a large one', () => {
    const features = Float64Array.of(0, 1, 2, 3);
    const { weights, intercept } = lasso(features, 4).fit([1, 3, 5, 7], { alpha: 0 });
    expect(weights[0]).toBeCloseTo(2, 12);
    expect(intercept).toBeCloseTo(1, 12);
    const flat = lasso(features, 4).fit([1, 3, 5, 7], { alpha: 100 });
    expect([...flat.weights, flat.intercept]).toEqual([0, 4]);
  });

  it('soft-thresholds where features are orthonormal', () => {
    // Columns (1, 1, -1, -1) and (1, -1, 1, -1): orthogonal, mean 0, mean square 1.
    const features = Float64Array.of(1, 1, 1, -1, -1, 1, -1, -1);
    const target = [3, 1, -1.5, -3.5]; // 2.25 of the first, 1 of the second, less 0.25
    const { weights } = lasso(features, 4).fit(target, { alpha: 0.4 });
    expect(weights[0]).toBeCloseTo(2.25 - 0.4, 12);
    expect(weights[1]).toBeCloseTo(1 - 0.4, 12);
  });

  it('reaches the same weights from any start', () => {
    const { features, target, rows } = problem(7);
    const design = lasso(features, rows);
    const exact = { alpha: 0.02, tolerance: 1e-12, maximumIterations: 1e5 };
    const cold = design.fit(target, exact);
    const warm = design.fit(target, { ...exact, start: new Float64Array(9).fill(3) });
    warm.weights.forEach((w, j) => expect(w).toBeCloseTo(cold.weights[j], 7));
  });

  it('says when it did not converge, and refuses rows that are cut off', () => {
    const { features, target, rows } = problem(7);
    expect(lasso(features, rows).fit(target, { alpha: 1e-4, maximumIterations: 1 }).converged).toBe(false);
    expect(() => lasso(new Float64Array(7), 2)).toThrow(/2 rows of equal length, but got 7 numbers/);
  });
});

const available = await hasPython('the Lasso against scikit-learn', 'sklearn', 'numpy');

const reference = `
import os, sys, json
os.environ.update(OMP_NUM_THREADS='1', OPENBLAS_NUM_THREADS='1')
import numpy as np
from sklearn.linear_model import Lasso
d = json.loads(sys.argv[1])
X = np.array(d['features']).reshape(d['rows'], -1)
fits = [Lasso(alpha=a, tol=1e-13, max_iter=1000000).fit(X, d['target']) for a in d['alphas']]
print(json.dumps([[*f.coef_, f.intercept_] for f in fits]))`;

describe.skipIf(!available)('scikit-learn', () => {
  it('finds the same weights and intercept for every penalty', async () => {
    const { features, target, rows } = problem(3);
    const alphas = [1e-4, 1e-3, 1e-2, 0.1, 0.3];
    const question = JSON.stringify({ features: [...features], target: [...target], rows, alphas });
    const theirs = JSON.parse(await runPython(reference, { args: [question] })) as number[][];
    const design = lasso(features, rows);
    alphas.forEach((alpha, i) => {
      const fit = design.fit(target, { alpha, tolerance: 1e-13, maximumIterations: 1e6 });
      [...fit.weights, fit.intercept].forEach((value, j) => expect(value).toBeCloseTo(theirs[i][j], 6));
    });
  });
});

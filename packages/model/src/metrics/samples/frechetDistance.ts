import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { FeaturePoints } from './frameFeatures.ts';
import { momentsOf, type Moments } from './moments.ts';

/** The symmetric root of a positive matrix; what rounding made negative counts as zero. */
function squareRoot(matrix: Matrix): Matrix {
  const { eigenvectorMatrix: vectors, realEigenvalues } = new EigenvalueDecomposition(matrix, {
    assumeSymmetric: true,
  });
  const roots = Matrix.diag(realEigenvalues.map((value) => Math.sqrt(Math.max(0, value))));
  return vectors.mmul(roots).mmul(vectors.transpose());
}

/** The squared distance of two normal distributions, with the trace of (A B)^(1/2) from that of (A^(1/2) B A^(1/2))^(1/2). */
export function gaussianDistance(a: Moments, b: Moments): number {
  const root = squareRoot(a.covariance);
  const product = root.mmul(b.covariance).mmul(root);
  // Symmetric but for rounding, which the decomposition must not see.
  const symmetric = product.clone().add(product.transpose()).mul(0.5);
  const between = a.mean.reduce((sum, value, i) => sum + (value - b.mean[i]) ** 2, 0);
  const shape = a.covariance.trace() + b.covariance.trace() - 2 * squareRoot(symmetric).trace();
  return Math.max(0, between + shape);
}

/**
 * The squared Fréchet distance of two sets of points as if each were drawn from a normal distribution:
 * |m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2)); 0 for equal moments.
 *
 * Few points overrate it, the more the fewer: compare numbers of equally many points only.
 *
 * Source: Dowson and Landau 1982 (Journal of Multivariate Analysis 12), equation 9; for pictures Heusel et al. 2017,
 * arXiv:1706.08500.
 *
 * @throws Error when the sets differ in dimensions or one is empty
 * @example
 * import { frechetDistance } from '@hgn/model';
 *
 * const points = (...values: number[]) => ({ values: Float64Array.from(values), count: values.length, dimensions: 1 });
 * console.log(frechetDistance(points(-1, 1), points(1, 5))); // 9 between the means, 1 between the deviations: 10
 */
export function frechetDistance(a: FeaturePoints, b: FeaturePoints): number {
  if (a.dimensions !== b.dimensions || a.count < 1 || b.count < 1) {
    throw new Error(
      `frechetDistance: both sets need points of equally many dimensions, but got ${a.count} of ${a.dimensions} and ${b.count} of ${b.dimensions}`,
    );
  }
  return gaussianDistance(momentsOf(a), momentsOf(b));
}

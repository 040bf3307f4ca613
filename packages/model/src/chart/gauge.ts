import { EigenvalueDecomposition, inverse, Matrix } from 'ml-matrix';
import type { AffineMap, Gauge } from './chart.ts';
import { principalComponents } from './components.ts';
import { symplecticity } from './symplecticity.ts';

/** Components with a smaller share of the largest variance are noise, and a fit to them would be one to noise. */
const smallestVariance = 1e-4;

/** Points that are fitted for every component, at least. */
const pointsPerComponent = 4;

/**
 * Fits the linear gauge: least squares from the principal components of latent points to true points. Both are rows;
 * the first `fitted` are fitted, the others judge. None where the truth does not vary or the points are too few.
 *
 * The inverse is the mean of the latent points that belong to a true one, were both Gaussian:
 * B = S A^T (A S A^T)^-1 with the covariance S of the latent points, so that A B = 1.
 */
export function fitGauge(
  latent: readonly Float64Array[],
  truth: readonly Float64Array[],
  fitted: number,
): Gauge | undefined {
  const [points, targets] = [latent.slice(0, fitted), truth.slice(0, fitted)];
  const all = principalComponents(points, smallestVariance);
  const count = Math.min(all.directions.length, Math.floor(fitted / pointsPerComponent));
  const size = targets[0].length;
  if (count < size || latent.length - fitted < 2) return undefined;
  const directions = new Matrix(all.directions.slice(0, count));
  const variances = all.variances.slice(0, count);
  const means = meanOf(targets);
  // Scores are uncorrelated, so each coefficient is found by itself.
  const scores = points.map((point) => project(all.directions, all.centre, point));
  const weights = Matrix.zeros(size, count);
  for (let row = 0; row < size; row++) {
    for (let k = 0; k < count; k++) {
      let sum = 0;
      scores.forEach((score, n) => (sum += score[k] * (targets[n][row] - means[row])));
      weights.set(row, k, sum / (fitted * variances[k]));
    }
  }
  const forward = weights.mmul(directions);
  const spread = weights.mmul(Matrix.diag(variances));
  const covariance = spread.mmul(weights.transpose());
  const deviations = deviationsOf(targets, means);
  if (deviations.some((deviation) => deviation === 0) || !isInvertible(covariance, deviations))
    return undefined;
  const backward = directions.transpose().mmul(spread.transpose()).mmul(inverse(covariance));
  const toTruth = through(forward, all.centre, means);
  const r2 = explained(toTruth, latent.slice(fitted), truth.slice(fitted));
  if (!Number.isFinite(r2)) return undefined;
  const fromTruth = through(backward, means, all.centre);
  return { toTruth, fromTruth, r2, ...symplecticity(fromTruth.matrix, deviations) };
}

/** The affine map of a matrix that takes one point to another. */
function through(matrix: Matrix, from: Float64Array, to: Float64Array): AffineMap {
  const moved = matrix.mmul(Matrix.columnVector(from)).to1DArray();
  return { matrix: matrix.to2DArray(), offset: Array.from(to, (x, i) => x - moved[i]) };
}

/** The image of a point. */
export const applyMap = ({ matrix, offset }: AffineMap, point: ArrayLike<number>): number[] =>
  matrix.map((row, i) => row.reduce((sum, weight, j) => sum + weight * point[j], offset[i]));

function project(
  directions: readonly Float64Array[],
  centre: Float64Array,
  point: Float64Array,
): Float64Array {
  return Float64Array.from(directions, (direction) =>
    direction.reduce((sum, x, i) => sum + x * (point[i] - centre[i]), 0),
  );
}

function meanOf(rows: readonly Float64Array[]): Float64Array {
  return rows[0].map((_, i) => rows.reduce((sum, row) => sum + row[i], 0) / rows.length);
}

function deviationsOf(rows: readonly Float64Array[], means: Float64Array): Float64Array {
  return means.map((mean, i) =>
    Math.sqrt(rows.reduce((sum, row) => sum + (row[i] - mean) ** 2, 0) / rows.length),
  );
}

/** Whether what the map gives fills the true space: in units of the truth no direction may vanish. */
function isInvertible(covariance: Matrix, deviations: Float64Array): boolean {
  const unit = Matrix.diag(Array.from(deviations, (deviation) => 1 / deviation));
  const scaled = unit.mmul(covariance).mmul(unit);
  const { realEigenvalues } = new EigenvalueDecomposition(scaled, { assumeSymmetric: true });
  return realEigenvalues.every((variance) => variance > 1e-9);
}

/** Coefficient of determination on points, mean over the coordinates. */
function explained(map: AffineMap, latent: readonly Float64Array[], truth: readonly Float64Array[]): number {
  const means = meanOf(truth);
  const left = new Float64Array(means.length);
  const whole = new Float64Array(means.length);
  latent.forEach((point, n) =>
    applyMap(map, point).forEach((predicted, i) => {
      left[i] += (predicted - truth[n][i]) ** 2;
      whole[i] += (truth[n][i] - means[i]) ** 2;
    }),
  );
  return left.reduce((sum, x, i) => sum + 1 - x / whole[i], 0) / left.length;
}

import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** Points about their mean, and the directions in which they vary. */
export interface Components {
  readonly centre: Float64Array;
  /** Orthonormal, that of the largest variance first. */
  readonly directions: readonly Float64Array[];
  readonly variances: readonly number[];
  /** Sum of the variances of all coordinates. */
  readonly total: number;
}

/**
 * Principal components of points, by the eigenvectors of their covariance or, where there are fewer points than
 * coordinates, of their Gram matrix.
 *
 * @param points rows
 * @param smallest share of the largest variance below which components are left out
 */
export function principalComponents(points: readonly Float64Array[], smallest: number): Components {
  const count = points.length;
  const size = points[0].length;
  const centre = new Float64Array(size);
  for (const point of points) for (let i = 0; i < size; i++) centre[i] += point[i] / count;
  const centred = new Matrix(points.map((point) => point.map((x, i) => x - centre[i])));
  const small = count < size ? centred.mmul(centred.transpose()) : centred.transpose().mmul(centred);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(small, {
    assumeSymmetric: true,
  });
  const order = realEigenvalues.map((_, i) => i).sort((a, b) => realEigenvalues[b] - realEigenvalues[a]);
  const largest = realEigenvalues[order[0]];
  const kept = order.filter((i) => realEigenvalues[i] > smallest * largest);
  const directionOf = (i: number): Float64Array => {
    const vector = eigenvectorMatrix.getColumnVector(i);
    const column = count < size ? centred.transpose().mmul(vector) : vector;
    return upright(Float64Array.from(column.to1DArray()));
  };
  return {
    centre,
    directions: kept.map(directionOf),
    variances: kept.map((i) => realEigenvalues[i] / count),
    total: small.trace() / count,
  };
}

/** Of length 1, with its largest entry positive: an eigenvector has no sign of its own. */
function upright(vector: Float64Array): Float64Array {
  const length = Math.hypot(...vector);
  const largest = vector.reduce((most, x) => (Math.abs(x) > Math.abs(most) + 1e-12 ? x : most), 0);
  return vector.map((x) => (largest < 0 ? -x : x) / length);
}

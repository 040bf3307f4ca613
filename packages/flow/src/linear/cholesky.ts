/** A symmetric matrix that is not positive definite. */
export class NotPositiveDefiniteError extends RangeError {
  override readonly name = 'NotPositiveDefiniteError';
  /** The first column that is a linear combination of those before it. */
  readonly column: number;

  constructor(message: string, column: number) {
    super(message);
    this.column = column;
  }
}

/** The lower triangular L with L L^T = A, in float64, rows of arrays; the diagonal is positive. */
export function cholesky(caller: string, matrix: readonly (readonly number[])[]): number[][] {
  const n = matrix.length;
  const lower = matrix.map(() => new Array<number>(n).fill(0));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i][j];
      for (let k = 0; k < j; k++) sum -= lower[i][k] * lower[j][k];
      if (i > j) {
        lower[i][j] = sum / lower[j][j];
      } else if (sum > 1e-12 * Math.abs(matrix[i][i])) {
        lower[i][i] = Math.sqrt(sum);
      } else {
        throw new NotPositiveDefiniteError(
          `${caller}: a covariance must be positive definite, but column ${i} is constant or a linear combination of the columns before it; drop it`,
          i,
        );
      }
    }
  }
  return lower;
}

/** The inverse of a lower triangular matrix, in float64. */
export function inverseLowerRows(lower: readonly (readonly number[])[]): number[][] {
  const n = lower.length;
  const inverse = lower.map(() => new Array<number>(n).fill(0));
  for (let column = 0; column < n; column++) {
    for (let i = column; i < n; i++) {
      let sum = i === column ? 1 : 0;
      for (let k = column; k < i; k++) sum -= lower[i][k] * inverse[k][column];
      inverse[i][column] = sum / lower[i][i];
    }
  }
  return inverse;
}

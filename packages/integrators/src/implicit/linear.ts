/** Solves the dense system matrix * x = b of size n in place: b becomes x; the matrix (row by row) is destroyed. */
export function solveLinear(matrix: Float64Array, b: Float64Array, n: number): void {
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) {
      if (Math.abs(matrix[i * n + k]) > Math.abs(matrix[pivot * n + k])) pivot = i;
    }
    if (pivot !== k) {
      for (let j = k; j < n; j++) {
        const kept = matrix[k * n + j];
        matrix[k * n + j] = matrix[pivot * n + j];
        matrix[pivot * n + j] = kept;
      }
      const kept = b[k];
      b[k] = b[pivot];
      b[pivot] = kept;
    }
    for (let i = k + 1; i < n; i++) {
      const factor = matrix[i * n + k] / matrix[k * n + k];
      if (factor === 0) continue;
      for (let j = k; j < n; j++) matrix[i * n + j] -= factor * matrix[k * n + j];
      b[i] -= factor * b[k];
    }
  }
  for (let k = n - 1; k >= 0; k--) {
    for (let j = k + 1; j < n; j++) b[k] -= matrix[k * n + j] * b[j];
    b[k] /= matrix[k * n + k];
  }
}

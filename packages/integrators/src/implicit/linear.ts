/**
 * Solves n linear equations in place by Gauss and Jordan's elimination with pivoting: row i holds the n coefficients of
 * equation i and then its right-hand side, where unknown i is left. The rows are put in another order.
 */
export function solveLinear(rows: Float64Array[]): void {
  const n = rows.length;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(rows[i][k]) > Math.abs(rows[pivot][k])) pivot = i;
    const row = rows[pivot];
    rows[pivot] = rows[k];
    rows[k] = row;
    for (let j = n; j >= k; j--) row[j] /= row[k];
    for (const other of rows) {
      const factor = other[k];
      if (other !== row && factor !== 0) for (let j = k; j <= n; j++) other[j] -= factor * row[j];
    }
  }
}

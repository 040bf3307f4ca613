/**
 * How far A A^T with A = J E J^T is from a multiple of the identity, for the Jacobians of one map at several points:
 * the mean over points and entries of (P - I)^2, where P = A A^T divided by the mean over points of its largest entry.
 *
 * 0 for a symplectic map, for one that scales areas by a constant, and for one that swaps or rotates coordinates
 * (J orthogonal makes A orthogonal, whatever is mixed with what).
 *
 * @param jacobians [point], each [row, column] with an even number of columns, q before p
 * @param rows rows of each Jacobian
 */
export function deviationFromSymplectic(jacobians: readonly Float64Array[], rows: number): number {
  const products = jacobians.map((jacobian) => gramOf(transformedForm(jacobian, rows), rows));
  const largest = products.map((product) => product.reduce((most, x) => Math.max(most, Math.abs(x)), 0));
  const scale = largest.reduce((sum, x) => sum + x, 0) / products.length;
  let sum = 0;
  for (const product of products) {
    product.forEach((x, i) => {
      const identity = i % (rows + 1) === 0 ? 1 : 0;
      sum += ((scale === 0 ? 0 : x / scale) - identity) ** 2;
    });
  }
  return sum / (products.length * rows * rows);
}

/** J E J^T with E the canonical antisymmetric form. */
function transformedForm(jacobian: Float64Array, rows: number): Float64Array {
  const columns = jacobian.length / rows;
  const half = columns / 2;
  const out = new Float64Array(rows * rows);
  for (let a = 0; a < rows; a++) {
    for (let b = 0; b < rows; b++) {
      let form = 0;
      for (let i = 0; i < half; i++) {
        form += jacobian[a * columns + half + i] * jacobian[b * columns + i];
        form -= jacobian[a * columns + i] * jacobian[b * columns + half + i];
      }
      out[a * rows + b] = form;
    }
  }
  return out;
}

/** A A^T of a square matrix. */
function gramOf(a: Float64Array, rows: number): Float64Array {
  return Float64Array.from({ length: rows * rows }, (_, at) => {
    const i = Math.floor(at / rows);
    const j = at % rows;
    let sum = 0;
    for (let k = 0; k < rows; k++) sum += a[i * rows + k] * a[j * rows + k];
    return sum;
  });
}

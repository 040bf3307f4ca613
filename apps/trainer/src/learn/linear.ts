/** Solves the normal equations A x = b with a ridge, A given row by row, by elimination with pivots. */
export function solveRidge(matrix: Float64Array, right: Float64Array, ridge: number): Float64Array {
  const size = right.length;
  const width = size + 1;
  const rows = Array.from({ length: size }, (_, i) =>
    Float64Array.from({ length: width }, (__, j) =>
      j === size ? right[i] : matrix[i * size + j] + (i === j ? ridge : 0),
    ),
  );
  for (let c = 0; c < size; c++) {
    let best = c;
    for (let i = c; i < size; i++) if (Math.abs(rows[i][c]) > Math.abs(rows[best][c])) best = i;
    [rows[c], rows[best]] = [rows[best], rows[c]];
    if (rows[c][c] === 0) continue;
    for (let i = 0; i < size; i++) {
      if (i === c) continue;
      const share = rows[i][c] / rows[c][c];
      if (share !== 0) for (let j = c; j < width; j++) rows[i][j] -= share * rows[c][j];
    }
  }
  return Float64Array.from(rows, (row, i) => (row[i] === 0 ? 0 : row[size] / row[i]));
}

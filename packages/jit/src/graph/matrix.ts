import type { Matrix, WindowAxis } from './graph.ts';

/** A matrix from its entries. */
export function matrixFrom(
  rows: number,
  columns: number,
  entry: (row: number, column: number) => number,
): Matrix {
  const data = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) data[row * columns + column] = entry(row, column);
  }
  return { rows, columns, data };
}

export const identity = (size: number) => matrixFrom(size, size, (row, column) => (row === column ? 1 : 0));

export const transposed = ({ rows, columns, data }: Matrix) =>
  matrixFrom(columns, rows, (row, column) => data[column * columns + row]);

/** a · b, summed in float64. */
export function product(a: Matrix, b: Matrix): Matrix {
  return matrixFrom(a.rows, b.columns, (row, column) => {
    let sum = 0;
    for (let k = 0; k < a.columns; k++) sum += a.data[row * a.columns + k] * b.data[k * b.columns + column];
    return sum;
  });
}

/** Kronecker product a ⊗ b. */
export function kronecker(a: Matrix, b: Matrix): Matrix {
  return matrixFrom(a.rows * b.rows, a.columns * b.columns, (row, column) => {
    const fromA = a.data[Math.floor(row / b.rows) * a.columns + Math.floor(column / b.columns)];
    return fromA * b.data[(row % b.rows) * b.columns + (column % b.columns)];
  });
}

export const isIdentity = ({ rows, columns, data }: Matrix) =>
  rows === columns &&
  data.every((value, at) => value === (Math.floor(at / columns) === at % columns ? 1 : 0));

/** The block and how often it stands on the diagonal of a matrix that is zero elsewhere; the matrix itself, once, else. */
export function diagonalBlocks(
  matrix: Matrix,
  smallest: number,
): { readonly block: Matrix; readonly count: number } {
  const { rows, columns, data } = matrix;
  for (let count = Math.floor(Math.min(rows, columns) / smallest); count > 1; count--) {
    if (rows % count !== 0 || columns % count !== 0) continue;
    const [height, width] = [rows / count, columns / count];
    const block = matrixFrom(height, width, (row, column) => data[row * columns + column]);
    const repeats = data.every((value, at) => {
      const [row, column] = [Math.floor(at / columns), at % columns];
      const onDiagonal = Math.floor(row / height) === Math.floor(column / width);
      return value === (onDiagonal ? block.data[(row % height) * width + (column % width)] : 0);
    });
    if (repeats) return { block, count };
  }
  return { block: matrix, count: 1 };
}

/**
 * 0/1 matrix [kernel · outputs, inputs] that lays out what each kernel tap sees: row u·outputs + o picks the input
 * under tap u of output o; taps in the padding pick nothing.
 */
export function shiftMatrix(axis: WindowAxis, inputs: number, outputs: number): Matrix {
  return matrixFrom(axis.kernel * outputs, inputs, (row, column) => {
    const tap = Math.floor(row / outputs);
    const output = row % outputs;
    return column === output * axis.stride + tap * axis.dilation - axis.before ? 1 : 0;
  });
}

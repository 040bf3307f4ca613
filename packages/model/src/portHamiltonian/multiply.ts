/** out = A B, or A B^T, of square matrices row by row. */
export function multiply(
  A: Float64Array,
  B: Float64Array,
  out: Float64Array,
  size: number,
  transposed: boolean,
) {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += A[i * size + k] * B[transposed ? j * size + k : k * size + j];
      out[i * size + j] = sum;
    }
  }
}

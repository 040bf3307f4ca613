/**
 * x += w * change, exactly: what rounding takes away is kept in `lost` and added the next time (D. E. Knuth's two-sum).
 * Returns 0 just where x is finite after it.
 */
export function addExactly(x: Float64Array, lost: Float64Array, change: Float64Array, w: number): number {
  let check = 0;
  for (let i = 0; i < x.length; i++) {
    const a = x[i];
    const b = w * change[i] + lost[i];
    const sum = a + b;
    const part = sum - a;
    lost[i] = a - (sum - part) + (b - part);
    x[i] = sum;
    check += sum - sum;
  }
  return check;
}

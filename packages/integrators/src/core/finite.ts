/** Whether every position and momentum is a finite number. */
export function isFiniteState(q: Float64Array, p: Float64Array): boolean {
  for (let i = 0; i < q.length; i++) {
    // x - x is 0 for finite x and NaN otherwise.
    if (q[i] - q[i] !== 0 || p[i] - p[i] !== 0) return false;
  }
  return true;
}

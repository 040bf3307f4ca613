/**
 * A function of (q, p) that keeps its last result: integrators ask for both gradients at the same point, and one
 * evaluation gives both.
 *
 * @param f writes `size` numbers for the state, q before p
 */
export function remembered(
  coordinates: number,
  size: number,
  f: (state: Float64Array, out: Float64Array) => void,
): (q: Float64Array, p: Float64Array) => Float64Array {
  const state = new Float64Array(2 * coordinates).fill(NaN);
  const result = new Float64Array(size);
  return (q, p) => {
    let same = true;
    for (let i = 0; i < coordinates; i++) {
      same &&= state[i] === q[i] && state[coordinates + i] === p[i];
    }
    if (!same) {
      state.set(q);
      state.set(p, coordinates);
      f(state, result);
    }
    return result;
  };
}

/** A curve with few points: the mean of each stretch of steps, and how far its values reach. */
export interface PrunedCurve {
  readonly steps: Float64Array;
  readonly mean: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/**
 * Averages a curve over `stretches` equal stretches of steps: of the logarithms where all values are positive, so that
 * a spike does not lift it. Values that are not finite count in none; empty stretches are left out. Cost: one pass.
 */
export function pruneCurve(
  steps: ArrayLike<number>,
  values: ArrayLike<number>,
  stretches: number,
  [from, to]: readonly [number, number],
): PrunedCurve {
  const sums = new Float64Array(stretches);
  const positions = new Float64Array(stretches);
  const low = new Float64Array(stretches).fill(Infinity);
  const high = new Float64Array(stretches).fill(-Infinity);
  const counts = new Int32Array(stretches);
  let logarithmic = true;
  for (let i = 0; i < values.length && logarithmic; i++) if (values[i] <= 0) logarithmic = false;
  const scale = to > from ? stretches / (to - from) : 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!Number.isFinite(value) || steps[i] < from || steps[i] > to) continue;
    const at = Math.min(stretches - 1, Math.floor((steps[i] - from) * scale));
    sums[at] += logarithmic ? Math.log(value) : value;
    positions[at] += steps[i];
    counts[at]++;
    if (value < low[at]) low[at] = value;
    if (value > high[at]) high[at] = value;
  }
  const filled = Array.from(counts.keys()).filter((at) => counts[at] > 0);
  const mean = (at: number) => (logarithmic ? Math.exp(sums[at] / counts[at]) : sums[at] / counts[at]);
  return {
    steps: Float64Array.from(filled, (at) => positions[at] / counts[at]),
    mean: Float64Array.from(filled, mean),
    low: Float64Array.from(filled, (at) => low[at]),
    high: Float64Array.from(filled, (at) => high[at]),
  };
}

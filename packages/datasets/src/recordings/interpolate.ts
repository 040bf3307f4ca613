/** Values at some moments as weighted sums of neighbouring samples: of `weights[m].length` samples from `from[m]` on. */
export interface SampleFilter {
  readonly from: Int32Array;
  readonly weights: readonly Float64Array[];
}

/** What a filter makes of samples. */
export function applyFilter({ from, weights }: SampleFilter, values: Float64Array): Float64Array {
  return Float64Array.from(weights, (row, m) => {
    let sum = 0;
    for (let i = 0; i < row.length; i++) sum += row[i] * values[from[m] + i];
    return sum;
  });
}

/** The standard deviation of each value where samples have independent noise of deviation 1. */
export function noiseGainOf({ weights }: SampleFilter): Float64Array {
  return Float64Array.from(weights, (row) => Math.hypot(...row));
}

/** The place of the last time that is not after `at`, from 0 to length - 2. */
export function intervalOf(time: Float64Array, at: number): number {
  let [low, high] = [0, time.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (time[middle] <= at) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * The polynomial through the samples nearest to each moment, half of them on either side where there are: with 2 straight
 * lines, error h^2/8 of the second derivative; with 4 cubics, error 3 h^4/128 of the fourth, whatever the distances between
 * samples. Exact at samples.
 */
export function interpolation(time: Float64Array, moments: Float64Array, samples: 2 | 4): SampleFilter {
  const count = Math.min(samples, time.length);
  const from = new Int32Array(moments.length);
  const weights = Array.from(moments, (at, m) => {
    const start = Math.min(Math.max(intervalOf(time, at) - samples / 2 + 1, 0), time.length - count);
    from[m] = start;
    return Float64Array.from({ length: count }, (_, i) => {
      let weight = 1;
      for (let j = 0; j < count; j++) {
        if (j !== i) weight *= (at - time[start + j]) / (time[start + i] - time[start + j]);
      }
      return weight;
    });
  });
  return { from, weights };
}

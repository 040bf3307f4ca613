/** What the log-weights of one point say about its log-density. */
export interface WeightSummary {
  /** log of the mean weight. */
  readonly logMean: number;
  /** Mean of the log-weights: never above `logMean`. */
  readonly mean: number;
  /** Standard error of `logMean` to first order: that of the mean weight, divided by the mean weight. */
  readonly standardError: number;
}

/** Averages weights given by their logarithms, without overflow. */
export function summarise(logWeights: ArrayLike<number>): WeightSummary {
  const count = logWeights.length;
  let highest = -Infinity;
  let mean = 0;
  for (let i = 0; i < count; i++) {
    highest = Math.max(highest, logWeights[i]);
    mean += logWeights[i] / count;
  }
  if (count === 1 || highest === -Infinity) return { logMean: mean, mean, standardError: 0 };
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < count; i++) {
    const weight = Math.exp(logWeights[i] - highest);
    sum += weight;
    squares += weight * weight;
  }
  const average = sum / count;
  const variance = Math.max(0, squares / count - average * average) / (count - 1);
  return { logMean: highest + Math.log(average), mean, standardError: Math.sqrt(variance) / average };
}

import type { Points } from '../fit/training/samples.ts';
/** Mean and covariance of weighted rows, in float64. */
export interface Moments {
  readonly mean: number[];
  readonly covariance: number[][];
  /** Sum of the weights. */
  readonly weight: number;
}

/** Weighted maximum-likelihood moments of the rows of [n, features]; equal weights by default. */
export function momentsOf({ data, shape }: Points, weights?: ArrayLike<number>): Moments {
  const [rows, features] = shape;
  const mean = new Array<number>(features).fill(0);
  let weight = 0;
  for (let i = 0; i < rows; i++) {
    const w = weights?.[i] ?? 1;
    weight += w;
    for (let j = 0; j < features; j++) mean[j] += w * data[i * features + j];
  }
  for (let j = 0; j < features; j++) mean[j] /= weight;
  const covariance = mean.map(() => new Array<number>(features).fill(0));
  const away = new Float64Array(features);
  for (let i = 0; i < rows; i++) {
    const w = (weights?.[i] ?? 1) / weight;
    for (let j = 0; j < features; j++) away[j] = data[i * features + j] - mean[j];
    for (let j = 0; j < features; j++) {
      for (let k = 0; k <= j; k++) covariance[j][k] += w * away[j] * away[k];
    }
  }
  for (let j = 0; j < features; j++) {
    for (let k = j + 1; k < features; k++) covariance[j][k] = covariance[k][j];
  }
  return { mean, covariance, weight };
}

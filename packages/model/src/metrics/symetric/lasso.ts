/** When coordinate descent stops. */
export interface LassoOptions {
  /** Weight of the absolute values, at least 0. */
  readonly alpha: number;
  /** Passes over all weights at most; 1000 by default. */
  readonly maximumIterations?: number;
  /** Duality gap to reach, relative to half the variance of the target; 1e-4 by default. */
  readonly tolerance?: number;
  /** Weights to start from, which are not changed; zeros by default. */
  readonly start?: Float64Array;
}

/** A linear model, sparse in its weights. */
export interface LassoFit {
  /** [feature] */
  readonly weights: Float64Array;
  readonly intercept: number;
  /** False when `maximumIterations` ended it. */
  readonly converged: boolean;
}

/** A design matrix made ready for many fits. */
export interface LassoDesign {
  /** Fits one target, [row]. */
  fit(target: ArrayLike<number>, options: LassoOptions): LassoFit;
}

/**
 * Prepares L1-penalised least squares, min over w and b of |y - X w - b|^2 / (2 rows) + alpha |w|_1, by cyclic
 * coordinate descent on the Gram matrix.
 *
 * Cost: rows features^2 / 2 once, features per pass and features per weight that changes in it.
 * Source: J. Friedman, T. Hastie, R. Tibshirani, J. Stat. Softw. 33 (2010), section 2.2, doi:10.18637/jss.v033.i01.
 *
 * @param features [row, feature]
 * @throws RangeError when the features do not divide into rows
 */
export function lasso(features: Float64Array, rows: number): LassoDesign {
  const count = features.length / rows;
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(
      `lasso: features must hold ${rows} rows of equal length, but got ${features.length} numbers`,
    );
  }
  const means = new Float64Array(count);
  for (let i = 0; i < features.length; i++) means[i % count] += features[i] / rows;
  const centred = Float64Array.from(features, (x, i) => x - means[i % count]);
  const gram = gramMatrix(centred, rows, count);
  return {
    fit(target, options) {
      let mean = 0;
      for (let row = 0; row < rows; row++) mean += target[row] / rows;
      const correlation = new Float64Array(count);
      let variance = 0;
      for (let row = 0; row < rows; row++) {
        const y = target[row] - mean;
        variance += (y * y) / rows;
        for (let j = 0; j < count; j++) correlation[j] += (centred[row * count + j] * y) / rows;
      }
      const { weights, converged } = descend(gram, correlation, variance, options);
      return { weights, intercept: weights.reduce((b, w, j) => b - w * means[j], mean), converged };
    },
  };
}

function gramMatrix(centred: Float64Array, rows: number, count: number): Float64Array {
  const gram = new Float64Array(count * count);
  for (let row = 0; row < rows; row++) {
    const x = centred.subarray(row * count, (row + 1) * count);
    for (let i = 0; i < count; i++) {
      const scaled = x[i] / rows;
      for (let j = i; j < count; j++) gram[i * count + j] += scaled * x[j];
    }
  }
  for (let i = 0; i < count; i++) for (let j = 0; j < i; j++) gram[i * count + j] = gram[j * count + i];
  return gram;
}

function descend(
  gram: Float64Array,
  correlation: Float64Array,
  variance: number,
  { alpha, maximumIterations = 1000, tolerance = 1e-4, start }: LassoOptions,
): { readonly weights: Float64Array; readonly converged: boolean } {
  const count = correlation.length;
  const weights = start === undefined ? new Float64Array(count) : Float64Array.from(start);
  const residual = Float64Array.from(correlation);
  for (let j = 0; j < count; j++) if (weights[j] !== 0) subtractColumn(residual, gram, j, weights[j]);
  for (let iteration = 0; iteration < maximumIterations; iteration++) {
    const change = descentPass(weights, residual, gram, alpha);
    // Without a penalty the gap says nothing: no multiple of the residual is a dual point.
    const gap = alpha === 0 ? 0 : dualityGap(weights, residual, correlation, variance, alpha);
    if (change <= tolerance * Math.sqrt(variance) && gap <= (tolerance * variance) / 2) {
      return { weights, converged: true };
    }
  }
  return { weights, converged: false };
}

/** One pass over all weights; `residual` is correlation - gram weights, and stays so. Returns the largest change. */
function descentPass(
  weights: Float64Array,
  residual: Float64Array,
  gram: Float64Array,
  alpha: number,
): number {
  const count = weights.length;
  let largest = 0;
  for (let j = 0; j < count; j++) {
    const square = gram[j * count + j];
    if (square === 0) continue;
    const pull = residual[j] + square * weights[j];
    const next = (Math.sign(pull) * Math.max(0, Math.abs(pull) - alpha)) / square;
    const change = next - weights[j];
    if (change === 0) continue;
    weights[j] = next;
    subtractColumn(residual, gram, j, change);
    largest = Math.max(largest, Math.abs(change) * Math.sqrt(square));
  }
  return largest;
}

function subtractColumn(residual: Float64Array, gram: Float64Array, j: number, factor: number): void {
  const row = j * residual.length;
  for (let i = 0; i < residual.length; i++) residual[i] -= factor * gram[row + i];
}

/** Primal less dual objective, both per row: how far from the minimum the weights can be at most. */
function dualityGap(
  weights: Float64Array,
  residual: Float64Array,
  correlation: Float64Array,
  variance: number,
  alpha: number,
): number {
  let fitted = 0;
  let absolute = 0;
  let steepest = 0;
  for (let j = 0; j < weights.length; j++) {
    fitted += weights[j] * (correlation[j] + residual[j]);
    absolute += Math.abs(weights[j]);
    steepest = Math.max(steepest, Math.abs(residual[j]));
  }
  const squared = variance - fitted; // |y - X w|^2 / rows
  const primal = squared / 2 + alpha * absolute;
  // The residual y - X w, scaled down until it is feasible, is a dual point.
  const scale = steepest > alpha ? alpha / steepest : 1;
  const product = variance - weights.reduce((sum, w, j) => sum + w * correlation[j], 0); // y (y - X w) / rows
  return primal - (scale * product - (scale * scale * squared) / 2);
}

import { applyFilter, intervalOf, noiseGainOf, type SampleFilter } from './interpolate.ts';

/** A window of samples through which a polynomial is fitted by least squares. */
export interface PolynomialWindow {
  /** Seconds from the first to the last sample of a window. */
  readonly width: number;
  /** Of the polynomial; 2 unless told. */
  readonly degree?: number;
  /** Whether windows end at the moment that is asked for, and so use no sample of its future. */
  readonly causal?: boolean;
}

/** A polynomial's value or derivative at some moments. */
export interface Fitted {
  readonly values: Float64Array;
  /**
   * The standard deviation of each value where samples have independent noise of deviation 1: the root of the sum of its
   * squared weights; in 1/s for a first derivative.
   */
  readonly noiseGain: Float64Array;
}

/** Samples [from, to) of the window about a moment; grows to the nearest `least` samples where it has fewer. */
function windowAt(
  time: Float64Array,
  at: number,
  { width, causal = false }: PolynomialWindow,
  least: number,
) {
  const [begin, end] = causal ? [at - width, at] : [at - width / 2, at + width / 2];
  // Times that were computed differ in their last digits.
  const slack = 1e-6 * width;
  let from = intervalOf(time, begin - slack);
  while (from < time.length && time[from] < begin - slack) from++;
  let to = from;
  while (to < time.length && time[to] <= end + slack) to++;
  while (to - from < least && (from > 0 || (!causal && to < time.length))) {
    const isEarlierNearer = to >= time.length || (from > 0 && at - time[from - 1] <= time[to] - at);
    if (causal || isEarlierNearer) from--;
    else to++;
  }
  // Before a causal window's worth of the past, the first samples have to do.
  while (to - from < least && to < time.length) to++;
  return { from, to };
}

/** Solves A x = e_k for a symmetric positive A in place, by Cholesky. */
function solveUnit(A: Float64Array, n: number, k: number): Float64Array {
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = A[i * n + j];
      for (let m = 0; m < j; m++) sum -= A[i * n + m] * A[j * n + m];
      A[i * n + j] = i === j ? Math.sqrt(sum) : sum / A[j * n + j];
    }
  }
  const x = new Float64Array(n);
  x[k] = 1;
  for (let i = 0; i < n; i++) {
    for (let m = 0; m < i; m++) x[i] -= A[i * n + m] * x[m];
    x[i] /= A[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let m = i + 1; m < n; m++) x[i] -= A[m * n + i] * x[m];
    x[i] /= A[i * n + i];
  }
  return x;
}

/** The weights of a window's samples whose sum is the polynomial's value (0) or first derivative (1) at a moment. */
function weightsAt(
  time: Float64Array,
  from: number,
  to: number,
  at: number,
  degree: number,
  derivative: 0 | 1,
) {
  const scale = Math.max(at - time[from], time[to - 1] - at, 1e-300);
  const n = Math.min(degree, to - from - 1) + 1;
  const powers = new Float64Array(2 * n - 1);
  for (let s = from; s < to; s++) {
    const u = (time[s] - at) / scale;
    for (let k = 0, power = 1; k < powers.length; k++, power *= u) powers[k] += power;
  }
  const A = Float64Array.from({ length: n * n }, (_, k) => powers[(k % n) + Math.floor(k / n)]);
  const coefficients = solveUnit(A, n, Math.min(derivative, n - 1));
  const factor = derivative === 1 ? 1 / scale : 1;
  return Float64Array.from({ length: to - from }, (_, s) => {
    const u = (time[from + s] - at) / scale;
    let weight = 0;
    for (let i = n - 1; i >= 0; i--) weight = weight * u + coefficients[i];
    return weight * factor;
  });
}

/**
 * The weights with which `localPolynomial` sums samples; they depend on times alone, and so serve all channels.
 * @throws RangeError for a width that is not positive, a degree that is not an integer from `derivative` to 5
 */
export function polynomialFilter(
  time: Float64Array,
  moments: Float64Array,
  window: PolynomialWindow,
  derivative: 0 | 1 = 0,
): SampleFilter {
  const { width, degree = 2 } = window;
  if (!(width > 0 && width < Infinity)) {
    throw new RangeError(`localPolynomial: width must be positive, in seconds, but got ${width}`);
  }
  if (!Number.isInteger(degree) || degree < derivative || degree > 5) {
    throw new RangeError(
      `localPolynomial: degree must be an integer from ${derivative} to 5, but got ${degree}`,
    );
  }
  const from = new Int32Array(moments.length);
  const weights = Array.from(moments, (at, m) => {
    const { from: begin, to } = windowAt(time, at, window, degree + 1);
    from[m] = begin;
    return weightsAt(time, begin, to, at, degree, derivative);
  });
  return { from, weights };
}

/**
 * Savitzky-Golay's filter for samples at any distances: at each moment the least-squares polynomial through the samples in a
 * window about it, or before it, or its first derivative. On even samples it is their filter to rounding (A. Savitzky,
 * M. J. E. Golay, Analytical Chemistry 36, 1964, doi:10.1021/ac60214a047). At the ends windows are one-sided, and their gain larger.
 * Cost: moments times samples in a window times the degree squared.
 * @param derivative - 0 for the value, 1 for its rate in 1/s
 * @throws RangeError for a width that is not positive, a degree that is not an integer from `derivative` to 5
 * @example
 * const time = Float64Array.of(0, 1, 2, 3, 4);
 * const { values, noiseGain } = localPolynomial(time, time.map((t) => t * t), time, { width: 4, degree: 2 }, 1);
 */
export function localPolynomial(
  time: Float64Array,
  values: Float64Array,
  moments: Float64Array,
  window: PolynomialWindow,
  derivative: 0 | 1 = 0,
): Fitted {
  const filter = polynomialFilter(time, moments, window, derivative);
  return { values: applyFilter(filter, values), noiseGain: noiseGainOf(filter) };
}

/**
 * The standard deviation of the noise in samples: how far each is from the cubic through its three neighbours on either side,
 * divided by how far it would be for noise of 1. What changes faster than seven samples can follow counts as noise.
 * @returns 0 for fewer than seven samples
 * @example
 * const time = Float64Array.from({ length: 50 }, (_, i) => i);
 * const noise = noiseOf(time, time.map((t) => t * t)); // 0 to rounding
 */
export function noiseOf(time: Float64Array, values: Float64Array): number {
  const deviations: number[] = [];
  for (let i = 3; i < time.length - 3; i++) {
    const weights = weightsAt(time, i - 3, i + 4, time[i], 3, 0);
    let fitted = 0;
    weights.forEach((weight, s) => (fitted += weight * values[i - 3 + s]));
    deviations.push((values[i] - fitted) ** 2 / (1 - weights[3]));
  }
  if (deviations.length === 0) return 0;
  return Math.sqrt(deviations.reduce((sum, square) => sum + square, 0) / deviations.length);
}

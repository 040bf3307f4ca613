import { choleskyFactor, choleskyInverse, choleskySolve } from './cholesky.ts';
import type { Parameter } from './structure.ts';

/** A robust nonlinear least-squares problem with a prior. */
export interface LeastSquaresProblem {
  readonly parameters: readonly Parameter[];
  /** How many errors there are. */
  readonly count: number;
  /**
   * Fills `out` with the errors, each in units of a typical one. Where `changed` is given, `out` holds the errors before that
   * one value changed.
   */
  readonly errors: (values: Float64Array, out: Float64Array, changed?: number) => void;
  /**
   * Where given, priors of parameters with `relevance` adapt to the data, whose weight is divided by this times their mean
   * square: neighbouring errors are not independent.
   */
  readonly tempering?: number;
}

/** What a minimisation came to. */
export interface LeastSquaresResult {
  readonly values: Float64Array;
  /** Deviation of each prior, as adapted. */
  readonly deviations: Float64Array;
  /** Covariance of the values by Laplace's approximation, [all, all]; 0 for those that are kept. */
  readonly covariance: Float64Array;
  readonly iterations: number;
}

/** How far the minimisation goes. */
export interface LeastSquaresOptions {
  readonly iterations: number;
  /** Relative gain below which an iteration is the last if that before was so too; 1e-3 unless told. */
  readonly tolerance?: number;
  /** Waited for after each iteration; returning false ends there. */
  readonly onIteration?: (iteration: number, cost: number) => Promise<boolean> | boolean;
}

/** Degrees of freedom of Student's t distribution that errors are taken to have. */
const freedom = 4;
const spacing = 1e-5;

/**
 * Minimises sum of (freedom + 1) log(1 + e^2 / freedom) plus the prior by the Gauss-Newton method with Levenberg and
 * Marquardt's damping, the Jacobian by forward differences. With `tempering`, between iterations the deviation of each
 * prior moves to sqrt(value^2 + variance), the step of expectation maximisation of the evidence, which shrinks away what
 * the data do not ask for.
 *
 * Source: M. E. Tipping, J. Mach. Learn. Res. 1 (2001) 211, on relevance.
 */
export async function leastSquares(
  { parameters, count, errors, tempering }: LeastSquaresProblem,
  start: Float64Array,
  startDeviations: Float64Array,
  { iterations, tolerance = 1e-3, onIteration }: LeastSquaresOptions,
): Promise<LeastSquaresResult> {
  const free = parameters.flatMap(({ deviation }, i) => (deviation > 0 ? [i] : []));
  const size = free.length;
  const centres = parameters.map(({ initial, centre = initial }) => centre);
  const deviations = Float64Array.from(startDeviations);
  let values = Float64Array.from(start);
  let temper = 1;
  const [now, trial, weight, weighted] = [0, 0, 0, 0].map(() => new Float64Array(count));
  const columns = free.map(() => new Float64Array(count));
  const information = new Float64Array(size * size);
  const slope = new Float64Array(size);
  const costOf = (e: Float64Array, at: Float64Array): number => {
    let sum = 0;
    for (const error of e) sum += (freedom + 1) * Math.log1p((error * error) / freedom);
    for (const i of free) sum += temper * ((at[i] - centres[i]) / deviations[i]) ** 2;
    return sum;
  };
  const linearise = () => {
    let square = 0;
    for (let r = 0; r < count; r++) {
      weight[r] = (freedom + 1) / (freedom + now[r] * now[r]);
      square += weight[r] * now[r] * now[r];
    }
    if (tempering !== undefined) temper = Math.max((square / count) * tempering, 1e-12);
    const shifted = Float64Array.from(values);
    free.forEach((i, a) => {
      const column = columns[a];
      shifted[i] = values[i] + spacing;
      column.set(now);
      errors(shifted, column, i);
      shifted[i] = values[i];
      for (let r = 0; r < count; r++) column[r] = (column[r] - now[r]) / spacing;
      let sum = 0;
      for (let r = 0; r < count; r++) {
        weighted[r] = weight[r] * column[r];
        sum -= weighted[r] * now[r];
      }
      slope[a] = sum;
      for (let b = 0; b <= a; b++) {
        const other = columns[b];
        let product = 0;
        for (let r = 0; r < count; r++) product += weighted[r] * other[r];
        information[a * size + b] = information[b * size + a] = product;
      }
    });
  };
  /** The data's information and the prior's, its diagonal times 1 + damping. */
  const posterior = (damping: number): Float64Array => {
    const matrix = Float64Array.from(information);
    free.forEach((i, a) => {
      matrix[a * size + a] = (matrix[a * size + a] + temper / deviations[i] ** 2) * (1 + damping);
    });
    return matrix;
  };
  const covarianceOfFree = (): Float64Array | undefined => {
    const factor = choleskyFactor(posterior(1e-12), size);
    return factor && choleskyInverse(factor, size).map((value) => value * temper);
  };
  const adapt = () => {
    for (let round = 0; round < 5; round++) {
      const covariance = covarianceOfFree();
      if (!covariance) return;
      free.forEach((i, a) => {
        const { deviation, relevance } = parameters[i];
        if (!relevance) return;
        const wanted = Math.sqrt((values[i] - centres[i]) ** 2 + covariance[a * size + a]);
        deviations[i] = Math.min(deviation, Math.max(1e-3 * deviation, wanted));
      });
    }
  };

  errors(values, now);
  let damping = 1e-2;
  let done = 0;
  let small = 0;
  for (; done < iterations; done++) {
    linearise();
    if (tempering !== undefined) adapt();
    const cost = costOf(now, values);
    const right = slope.map(
      (s, a) => s - (temper * (values[free[a]] - centres[free[a]])) / deviations[free[a]] ** 2,
    );
    let gain = -1;
    for (let attempt = 0; attempt < 8 && gain < 0; attempt++) {
      const factor = choleskyFactor(posterior(damping), size);
      if (factor) {
        const step = choleskySolve(factor, right);
        const candidate = Float64Array.from(values);
        free.forEach((i, a) => (candidate[i] += step[a]));
        errors(candidate, trial);
        const reached = costOf(trial, candidate);
        if (reached < cost) {
          gain = (cost - reached) / cost;
          values = candidate;
          now.set(trial);
          damping = Math.max(damping / 5, 1e-6);
          break;
        }
      }
      damping *= 5;
    }
    const goOn = (await onIteration?.(done + 1, costOf(now, values))) ?? true;
    small = gain < tolerance ? small + 1 : 0;
    if (gain < 0 || small === 2 || !goOn) break;
  }
  linearise();
  const ofFree = covarianceOfFree();
  const all = parameters.length;
  const covariance = new Float64Array(all * all);
  if (ofFree)
    free.forEach((i, a) => free.forEach((j, b) => (covariance[i * all + j] = ofFree[a * size + b])));
  return { values, deviations, covariance, iterations: done };
}

import { lasso, type LassoDesign, type LassoFit } from './lasso.ts';
import { monomialCount, monomials, polynomialFeatures } from './polynomialFeatures.ts';

/** Polynomials from some variables to some targets. */
export interface PolynomialFit {
  readonly order: number;
  /** Penalty chosen by cross-validation. */
  readonly alpha: number;
  /** Coefficient of determination on the points fitted, mean over targets. */
  readonly r2: number;
  /** Factors of every monomial. */
  readonly terms: readonly (readonly number[])[];
  /** [target][monomial] */
  readonly weights: readonly Float64Array[];
  /** [target] */
  readonly intercepts: readonly number[];
}

/** How polynomials are sought. */
export interface PolynomialFitOptions {
  readonly maximumOrder: number;
  /** Coefficient of determination that is enough. */
  readonly enough: number;
  /** Orders with more monomials than this are not tried. */
  readonly maximumTerms: number;
  readonly maximumIterations: number;
}

/** Penalties tried: ten from 10^-0.5 down to 1e-4, equally spaced in their logarithm. */
const alphas = Array.from({ length: 10 }, (_, i) => 10 ** (-0.5 - (3.5 * i) / 9));

/** A fall of the explained share by this much is no accident of one penalty. */
const clearlyWorse = 0.1;

/** With more variables than this only linear maps are fitted. */
const mostVariables = 32;

/**
 * Fits targets by sparse polynomials of the variables: orders 1, 2, … until the fit is good enough, each with the
 * penalty that explains most variance in twofold cross-validation, first half against second half.
 *
 * @param points [point, variable]
 * @param targets [target][point]
 */
export function fitPolynomial(
  points: Float64Array,
  targets: readonly Float64Array[],
  { maximumOrder, enough, maximumTerms, maximumIterations }: PolynomialFitOptions,
): PolynomialFit {
  const rows = targets[0].length;
  const variables = points.length / rows;
  const highest = variables > mostVariables ? 1 : maximumOrder;
  let order = 1;
  for (;;) {
    const terms = monomials(variables, order);
    const features = polynomialFeatures(points, variables, terms);
    const best = bestPenalty(features, targets, maximumIterations);
    const fitFor = fitPath(lasso(features, rows), targets, maximumIterations);
    const fits = alphas.slice(0, best + 1).map(fitFor)[best];
    const r2 = mean(
      targets.map((target, k) =>
        explainedShare(sumOfSquares(errors(features, target, fits[k])), centredSquares(target)),
      ),
    );
    const next = order + 1;
    if (r2 >= enough || next > highest || monomialCount(variables, next) > maximumTerms) {
      const weights = fits.map((fit) => fit.weights);
      return { order, alpha: alphas[best], r2, terms, weights, intercepts: fits.map((fit) => fit.intercept) };
    }
    order = next;
  }
}

/**
 * Index of the penalty with the best mean score of two fits, each judged on the other half; the smallest of equals.
 * Penalties are not lowered any further once the score has clearly fallen: those fits take longest.
 */
function bestPenalty(
  features: Float64Array,
  targets: readonly Float64Array[],
  maximumIterations: number,
): number {
  const rows = targets[0].length;
  const count = features.length / rows;
  const middle = Math.ceil(rows / 2);
  const halves = [
    { from: 0, to: middle },
    { from: middle, to: rows },
  ];
  const rowsOf = ({ from, to }: { from: number; to: number }) => features.slice(from * count, to * count);
  const partOf = ({ from, to }: { from: number; to: number }) =>
    targets.map((target) => target.subarray(from, to));
  const trials = halves.map((held, i) => {
    const kept = halves[1 - i];
    const path = fitPath(lasso(rowsOf(kept), kept.to - kept.from), partOf(kept), maximumIterations);
    return { path, features: rowsOf(held), targets: partOf(held) };
  });
  let best = 0;
  let bestScore = -Infinity;
  for (let a = 0; a < alphas.length; a++) {
    let score = 0;
    for (const trial of trials) {
      const fits = trial.path(alphas[a]);
      score += mean(
        trial.targets.map((target, k) =>
          explainedShare(centredSquares(errors(trial.features, target, fits[k])), centredSquares(target)),
        ),
      );
    }
    if (score >= bestScore) [best, bestScore] = [a, score];
    else if (score < bestScore - clearlyWorse * trials.length) break;
  }
  return best;
}

/** Fits of all targets for one penalty after the other, each started from the one before. */
function fitPath(
  design: LassoDesign,
  targets: readonly Float64Array[],
  maximumIterations: number,
): (alpha: number) => LassoFit[] {
  let previous: LassoFit[] | undefined;
  return (alpha) => {
    const fits = targets.map((target, k) => {
      const start = previous?.[k].weights;
      return design.fit(target, { alpha, maximumIterations, ...(start && { start }) });
    });
    previous = fits;
    return fits;
  };
}

/** 1 - left / total; of a target that is constant, 1 if nothing is left and else 0. */
function explainedShare(left: number, total: number): number {
  return total > 0 ? 1 - left / total : Number(left === 0);
}

/** Target less prediction, point by point. */
function errors(
  features: Float64Array,
  target: Float64Array,
  { weights, intercept }: LassoFit,
): Float64Array {
  const count = weights.length;
  return target.map((y, row) => {
    let predicted = intercept;
    for (let j = 0; j < count; j++) {
      if (weights[j] !== 0) predicted += weights[j] * features[row * count + j];
    }
    return y - predicted;
  });
}

const mean = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
};

const sumOfSquares = (values: Float64Array): number => values.reduce((sum, v) => sum + v * v, 0);

function centredSquares(values: Float64Array): number {
  const centre = mean(values);
  return values.reduce((sum, v) => sum + (v - centre) ** 2, 0);
}

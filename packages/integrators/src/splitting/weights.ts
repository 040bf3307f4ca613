/**
 * The alternating weights of one step of a composition: the base's, once for every weight w, scaled by w, with
 * neighbours of the same kind merged.
 */
export function compositionWeights(base: readonly number[], weights: readonly number[]): number[] {
  const result: number[] = [];
  for (const w of weights) {
    const scaled = base.map((b) => w * b);
    if (result.length > 0 && base.length % 2 === 1) result[result.length - 1] += scaled.shift() ?? 0;
    result.push(...scaled);
  }
  return mended(result);
}

/**
 * A palindrome of alternating weights from the free ones at its beginning: the next weight and the middle one are
 * those that make the weights of both kinds sum to 1.
 */
export function palindrome(free: readonly number[]): number[] {
  const sum = (from: number) => free.reduce((total, w, i) => (i % 2 === from % 2 ? total + w : total), 0);
  const half = [...free, 0.5 - sum(free.length)];
  return [...half, 1 - 2 * sum(free.length + 1), ...half.reverse()];
}

/** Makes weights that are a palindrome but for rounding one to the last bit. */
export function mended(weights: number[]): number[] {
  const last = weights.length - 1;
  const symmetric = last % 2 === 0 && weights.every((w, i) => Math.abs(w - weights[last - i]) < 1e-15);
  return symmetric ? weights.map((_, i) => weights[Math.min(i, last - i)]) : weights;
}

/**
 * The weights w, 1 - 2 w, w that raise a symmetric method of even order `order` by two.
 *
 * @example
 * ```ts
 * import { tripleJumpWeights } from '@hgn/integrators';
 * console.log(tripleJumpWeights(2).map((w) => w.toFixed(4))); // [ '1.3512', '-1.7024', '1.3512' ]
 * ```
 */
export function tripleJumpWeights(order: number): number[] {
  const outer = 1 / (2 - 2 ** (1 / (order + 1)));
  return [outer, 1 - 2 * outer, outer];
}

/**
 * Suzuki's weights w, w, 1 - 4 w, w, w, which raise a symmetric method of even order `order` by two and step back
 * less far than the triple jump.
 *
 * @example
 * ```ts
 * import { suzukiWeights } from '@hgn/integrators';
 * console.log(suzukiWeights(2)[2].toFixed(4)); // -0.6580
 * ```
 */
export function suzukiWeights(order: number): number[] {
  const outer = 1 / (4 - 4 ** (1 / (order + 1)));
  return [outer, outer, 1 - 4 * outer, outer, outer];
}

/** The weights of the moves of a step of which the last is of the kind of the first: where it is not, that moves by 0. */
export const closed = (weights: readonly number[]): readonly number[] =>
  weights.length % 2 === 1 ? weights : [...weights, 0];

/** The time of each move, counted in steps: the clock of a kind is moved on by the weights of the other kind before it. */
export const clocksOf = (weights: readonly number[]): readonly number[] =>
  weights.map((_, i) => weights.reduce((sum, w, j) => (j < i && (i - j) % 2 === 1 ? sum + w : sum), 0));

/**
 * The alternating weights of one step of a composition: the base's, once for every weight w, scaled by w, with
 * neighbours of the same kind merged. The base must begin and end with the same kind.
 */
export function compositionWeights(base: readonly number[], weights: readonly number[]): number[] {
  const result: number[] = [];
  for (const w of weights) {
    const scaled = base.map((b) => w * b);
    if (result.length > 0 && base.length % 2 === 1) result[result.length - 1] += scaled.shift() ?? 0;
    result.push(...scaled);
  }
  // Sums of rounded numbers differ in the last bit from end to end; a symmetric method must read the same.
  const symmetric = result.every((w, i) => Math.abs(w - result[result.length - 1 - i]) < 1e-15);
  return symmetric ? result.map((w, i) => result[Math.min(i, result.length - 1 - i)] ?? w) : result;
}

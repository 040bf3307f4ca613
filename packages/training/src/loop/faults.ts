import { isNdArray, treeLeaves, treePaths } from '@hgn/autodiff';
import { isExplosion } from './explosion.ts';
import type { Metrics } from './options.ts';

/** What is wrong with what a step measured, or undefined: a loss or a `gradientNorm` that is no number, or a loss that exploded. */
export function faultOfStep(
  metrics: Metrics,
  losses: readonly number[],
  explosionFactor: number,
): string | undefined {
  const { loss } = metrics;
  if (!Number.isFinite(loss)) return `the loss is ${loss}`;
  const { gradientNorm } = metrics as Readonly<Record<string, number | undefined>>;
  if (gradientNorm !== undefined && !Number.isFinite(gradientNorm)) {
    return `the gradient norm is ${gradientNorm}`;
  }
  if (isExplosion(losses, loss, explosionFactor)) {
    return `the loss exploded to ${loss.toPrecision(3)} (${losses.at(-1)?.toPrecision(3)} the step before)`;
  }
  return undefined;
}

/** The first number of a state that is NaN or infinite and where it is, or undefined. */
export function faultOfState(state: unknown): string | undefined {
  const leaves = treeLeaves(state);
  for (const [index, leaf] of leaves.entries()) {
    const numbers = typeof leaf === 'number' ? [leaf] : isNdArray(leaf) ? leaf.data : [];
    for (let at = 0; at < numbers.length; at++) {
      if (!Number.isFinite(numbers[at])) {
        return `the state holds ${numbers[at]} in '${treePaths(state)[index]}'`;
      }
    }
  }
  return undefined;
}

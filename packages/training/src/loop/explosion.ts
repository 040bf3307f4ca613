/** How many of the latest losses the running median is taken over. */
const WINDOW = 100;
/** The median of fewer losses than this says nothing yet. */
const FEWEST = 20;

/**
 * The losses that come next, once `loss` has been seen: the latest hundred, oldest first.
 *
 * Only these are needed to judge the next step, so a checkpoint that holds them resumes exactly.
 */
export function rememberLoss(losses: readonly number[], loss: number): readonly number[] {
  return losses.length < WINDOW ? [...losses, loss] : [...losses.slice(1 - WINDOW), loss];
}

/**
 * Whether a finite loss left the range of the latest ones: it exceeds their median by more than `factor` times the
 * median's size, which is its absolute value or, for losses around zero such as a log-likelihood, the median absolute
 * deviation where that is larger. Never within the first twenty steps.
 */
export function isExplosion(losses: readonly number[], loss: number, factor: number): boolean {
  if (losses.length < FEWEST || factor === Infinity) return false;
  const middle = median(losses);
  const excess = loss - middle;
  if (excess <= factor * Math.abs(middle)) return false;
  const spread = median(losses.map((each) => Math.abs(each - middle)));
  const size = Math.max(Math.abs(middle), spread);
  return size > 0 && excess > factor * size;
}

/** The middle value, or the mean of both. */
function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

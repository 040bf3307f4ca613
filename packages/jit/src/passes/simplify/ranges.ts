/** Factors between 1/largest and largest may change places with other operations. */
const largest = 2 ** 24;

/**
 * Whether a constant factor may be moved out of a product or a sum: what then overflows or underflows, or no longer does,
 * lies within a factor of 2^24 of the ends of float32.
 */
export const isMovable = (factor: number) => Math.abs(factor) <= largest && Math.abs(factor) >= 1 / largest;

/** Whether x · a · b is x · (a · b), but at the ends of float32. */
export const canMerge = (a: number, b: number) =>
  Math.abs(a) === 1 || Math.abs(b) === 1 || (isMovable(a) && isMovable(b));

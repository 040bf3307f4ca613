/**
 * What the loop itself carries from step to step, besides the state that it trains. A checkpoint that keeps both goes
 * on exactly: with the same learning rate, the same idea of an explosion and the same best evaluation. It is plain
 * JSON: every number in it is finite.
 */
export interface LoopMemory {
  /** What the learning rate is multiplied with: 1, halved by every rollback. */
  readonly rateFactor: number;
  /** Rollbacks so far. */
  readonly rollbacks: number;
  /** The latest losses since the start or the last rollback, oldest first. */
  readonly losses: readonly number[];
  /** The evaluation with the smallest error, or null before the first. */
  readonly best: { readonly step: number; readonly error: number } | null;
  /** Evaluations since the best one. */
  readonly evaluationsSinceBest: number;
}

/**
 * The memory of a training that has not begun.
 *
 * @example
 * const { rateFactor, best } = newMemory(); // 1, null
 */
export function newMemory(): LoopMemory {
  return { rateFactor: 1, rollbacks: 0, losses: [], best: null, evaluationsSinceBest: 0 };
}

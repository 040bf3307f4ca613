/** Training that left the finite numbers, or whose loss exploded. */
export class DivergedError extends Error {
  override readonly name = 'DivergedError';
  /** What went wrong, such as `the loss is NaN`. */
  readonly what: string;
  /** The step, counted from 1, where it showed. */
  readonly step: number;
  /** The step of the newest good checkpoint of this call (one that a step could be made from), or null without one. */
  readonly lastCheckpoint: number | null;
  /** Rollbacks before it, in all. */
  readonly rollbacks: number;

  constructor(what: string, step: number, lastCheckpoint: number | null, rollbacks = 0) {
    const after = rollbacks === 0 ? '' : `, after ${rollbacks} ${rollbacks === 1 ? 'rollback' : 'rollbacks'}`;
    const resume =
      lastCheckpoint === null
        ? 'no good checkpoint was made'
        : `the last good checkpoint is of step ${lastCheckpoint}`;
    super(
      `train: ${what} at step ${step}${after}; ${resume}; try a lower learning rate, a longer warm-up, clipping gradients by their global norm, or inputs scaled to about 1`,
    );
    this.what = what;
    this.step = step;
    this.lastCheckpoint = lastCheckpoint;
    this.rollbacks = rollbacks;
  }
}

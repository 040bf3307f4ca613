/** Training that left the finite numbers. */
export class DivergedError extends Error {
  override readonly name = 'DivergedError';
  /** What went wrong, such as `the loss is NaN`. */
  readonly what: string;
  /** The step, counted from 1, whose result is not finite. */
  readonly step: number;
  /** The step of the newest checkpoint of this call, or null if it has made none. */
  readonly lastCheckpoint: number | null;

  constructor(what: string, step: number, lastCheckpoint: number | null) {
    const resume =
      lastCheckpoint === null
        ? 'no checkpoint was made'
        : `the last good checkpoint is of step ${lastCheckpoint}`;
    super(
      `train: ${what} at step ${step}; ${resume}; try a lower learning rate, a longer warm-up, clipping gradients by their global norm, or inputs scaled to about 1`,
    );
    this.what = what;
    this.step = step;
    this.lastCheckpoint = lastCheckpoint;
  }
}

/** What the rest of a run folder says about a checkpoint, where there is a run folder. */
export interface RunFacts {
  /** Time between two frames of the training data: `timeStep` of `run.json`. */
  readonly timeStep?: number;
}

/** A checkpoint cannot be exported, and why. */
export class ExportError extends Error {
  override readonly name = 'ExportError';
}

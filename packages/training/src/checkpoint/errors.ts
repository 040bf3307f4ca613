/** No checkpoint where one was expected. */
export class MissingCheckpointError extends Error {
  override readonly name = 'MissingCheckpointError';
  /** The file or folder that was looked for. */
  readonly path: string;

  constructor(path: string, message: string) {
    super(message);
    this.path = path;
  }
}

/** A checkpoint that cannot be read: truncated, altered, or no checkpoint at all. */
export class CorruptCheckpointError extends Error {
  override readonly name = 'CorruptCheckpointError';
  /** The file at fault. */
  readonly path: string;

  constructor(path: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.path = path;
  }
}

/** A checkpoint of another model: its state has other names or shapes than the one expected. */
export class CheckpointMismatchError extends Error {
  override readonly name = 'CheckpointMismatchError';
}

/** A checkpoint that could not be written; the ones before it are as they were. */
export class CheckpointWriteError extends Error {
  override readonly name = 'CheckpointWriteError';
  /** The file that was to be written. */
  readonly path: string;
  /** The system's code, such as `ENOSPC` for a full disk. */
  readonly code: string | undefined;

  constructor(path: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(
      `saveCheckpoint: ${path} could not be written (${reason}); earlier checkpoints are intact; free some space or choose another folder`,
      { cause },
    );
    this.path = path;
    this.code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  }
}

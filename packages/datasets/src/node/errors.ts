/** There is no dataset at the folder, or one of its files is missing. */
export class MissingDatasetError extends Error {
  override readonly name = 'MissingDatasetError';
}

/** A file of the dataset is truncated, damaged or disagrees with the manifest; the message names it. */
export class CorruptDatasetError extends Error {
  override readonly name = 'CorruptDatasetError';
}

/** A video cannot be read because the program that decodes it is not installed. */
export class MissingDecoderError extends Error {
  override readonly name = 'MissingDecoderError';
}

/** The folder to write to already holds something. */
export class DatasetExistsError extends Error {
  override readonly name = 'DatasetExistsError';
}

/** A file of the dataset cannot be written: a full disk, a missing permission. Nothing was left behind. */
export class DatasetWriteError extends Error {
  override readonly name = 'DatasetWriteError';
}

/** Whether an error comes from the operating system, such as ENOSPC. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}

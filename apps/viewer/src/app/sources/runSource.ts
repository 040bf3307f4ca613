import type { ReadMetrics } from '../../sharing/metrics/metricsMessage.ts';

/** A file of a run, by its path in the run's folder, with `/` between folders. */
export interface RunFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

/** A run has no such file. */
export class MissingFileError extends Error {
  override readonly name = 'MissingFileError';
}

/** The files of one run, wherever they lie: behind the server, in a dropped folder, at a static address, inside this page. */
export interface RunSource {
  /** Stable, used in URLs. */
  readonly id: string;
  /** Shown to people. */
  readonly name: string;
  files(): Promise<readonly RunFile[]>;
  /** The whole file, or bytes [start, end). Rejects with MissingFileError. */
  read(path: string, range?: { readonly start: number; readonly end?: number }): Promise<Uint8Array>;
  /**
   * What the run's metrics say, with one number at every step, from who reads them nearer to the file. Absent where only
   * the page can. Rejects with MissingFileError.
   */
  metrics?(name: string): Promise<ReadMetrics>;
  /**
   * Bytes appended to a growing file from offset `from` on, until `signal` aborts, or the file becomes shorter: then
   * it was begun anew. Absent where nothing can grow.
   */
  follow?(path: string, from: number, signal: AbortSignal): AsyncIterable<Uint8Array>;
}

import type { FilmOptions, RunOptions } from './runOptions.ts';

/** What the command line of `hgn sample` says. */
export interface SampleOptions extends FilmOptions, RunOptions {
  readonly samples: number;
  readonly frames: number;
  readonly seed?: number;
  readonly json?: boolean;
}

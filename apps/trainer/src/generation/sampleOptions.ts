import type { SampleSource } from './density.ts';
import type { FilmOptions, RunOptions } from './runOptions.ts';

/** What the command line of `hgn sample` says. */
export interface SampleOptions extends FilmOptions, RunOptions {
  readonly samples: number;
  readonly frames: number;
  readonly seed?: number;
  readonly from: SampleSource;
  /** How many samples are judged beside true frames; none where it is not given. */
  readonly judge?: number;
  readonly json?: boolean;
}

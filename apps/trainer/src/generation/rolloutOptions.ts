import type { FilmOptions, RunOptions } from './runOptions.ts';

/** What the command line of `hgn rollout` says. */
export interface RolloutOptions extends FilmOptions, RunOptions {
  readonly frames: number;
  readonly trajectories: number;
  readonly seed?: number;
  readonly data?: string;
  readonly skip?: number;
  readonly json?: boolean;
}

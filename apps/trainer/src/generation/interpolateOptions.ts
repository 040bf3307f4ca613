import type { FilmOptions, RunOptions } from './runOptions.ts';

/** What the command line of `hgn interpolate` says. */
export interface InterpolateOptions extends FilmOptions, RunOptions {
  readonly points: number;
  readonly path: 'linear' | 'spherical';
  readonly from: number;
  readonly to: number;
  readonly prior?: boolean;
  readonly frames: number;
  readonly seed?: number;
  readonly data?: string;
  readonly json?: boolean;
}

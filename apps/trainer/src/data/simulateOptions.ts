import type { Theme } from '../commands/options.ts';

/** What the command line of `hgn simulate` says. */
export interface SimulateOptions {
  readonly trajectories?: number;
  readonly frames?: number;
  readonly seed: number;
  readonly split?: string;
  readonly first?: number;
  readonly out?: string;
  readonly preview?: string;
  readonly dt?: number;
  readonly size?: number;
  readonly channels?: '1' | '3';
  readonly threads?: number;
  readonly force?: boolean;
  readonly theme?: Theme;
  readonly json?: boolean;
}

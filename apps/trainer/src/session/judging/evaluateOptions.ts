import type { Theme } from '../../commands/options.ts';

/** What the command line of `hgn evaluate` says. */
export interface EvaluateOptions {
  readonly data?: string;
  readonly trajectories?: number;
  readonly seed?: number;
  readonly checkpoint?: string;
  readonly engine?: string;
  readonly threads?: number;
  readonly details?: boolean;
  readonly report: boolean;
  readonly theme?: Theme;
  readonly json?: boolean;
}

import type { Theme } from '../commands/options.ts';

/** What the command line of `hgn quickstart` says. */
export interface QuickstartOptions {
  readonly system: string;
  readonly steps?: number;
  readonly seed: number;
  readonly set?: readonly string[];
  readonly out: string;
  readonly force?: boolean;
  readonly export: boolean;
  readonly engine?: string;
  readonly threads?: number;
  readonly theme?: Theme;
  readonly json?: boolean;
}

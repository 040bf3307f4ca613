/** What the command line of `hgn sweep` says. */
export interface SweepOptions {
  readonly jobs: number;
  readonly queue?: string;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly discardRuns?: boolean;
  readonly json?: boolean;
}

/** What the command line of `hgn sweep status` says. */
export interface SweepStatusOptions {
  readonly queue?: string;
  readonly watch?: boolean;
  readonly json?: boolean;
}

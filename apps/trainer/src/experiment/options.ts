/** What the command line of `hgn experiment` says. */
export interface ExperimentOptions {
  readonly only?: readonly string[];
  readonly limit?: number;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly discardRuns?: boolean;
  readonly jobs?: number;
  readonly json?: boolean;
}

/** What the command line of `hgn experiment table` says. */
export interface TableOptions {
  readonly json?: boolean;
}

/** What the command line of `hgn export` says. */
export interface ExportOptions {
  readonly out?: string;
  readonly batchSize?: number;
  readonly checkpoint?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

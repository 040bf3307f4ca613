/** What the list of runs says of one. */
export interface RunSummary {
  readonly id: string;
  readonly name: string;
  readonly kind: 'hgn' | 'flow' | 'unknown';
  readonly system?: string;
  readonly preset?: string;
  /** What `run.json` calls it: running, interrupted, diverged, failed, finished. */
  readonly status?: string;
  readonly step?: number;
  /** Steps that training was to take. */
  readonly steps?: number;
  /** How many times smaller the error of predicted frames is than that of the better baseline. */
  readonly timesBelowBaseline?: number;
  /** ISO 8601. */
  readonly updated?: string;
}

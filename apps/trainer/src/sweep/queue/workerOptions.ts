/** What the command line of `hgn worker` says. */
export interface WorkerOptions {
  readonly queue: string;
  readonly jobs: number;
  readonly folder?: string;
  readonly stalledAfter: number;
  readonly untilEmpty?: boolean;
  readonly json?: boolean;
}

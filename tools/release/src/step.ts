/** What a step of the release found: nothing wrong, or a line for each thing that is. */
export interface StepOutcome {
  readonly problems: readonly string[];
  /** What it looked at, in a few words. */
  readonly note: string;
}

/** One thing that must hold before packages are published. */
export interface Step {
  readonly name: string;
  readonly rule: string;
  run(options: StepOptions): Promise<StepOutcome>;
}

/** What the command line asks of every step. */
export interface StepOptions {
  /** Takes sizes and exports as they are now for the ones to compare with from here on. */
  readonly accept: boolean;
  /** Tells what happens. */
  log(line: string): void;
}

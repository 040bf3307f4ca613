import type { Finished } from './process.ts';

/** What a check found: one entry per problem (none: it passed), and for a test run how many tests there were. */
export interface Outcome {
  readonly problems: readonly string[];
  readonly note?: string;
  readonly tests?: { readonly passed: number; readonly failed: number; readonly skipped: number };
}

/** What the command line asks for: an empty `packages` means all of them. */
export interface Selection {
  readonly packages: readonly string[];
}

/** One thing that must hold for the repository. */
export interface Check {
  readonly name: string;
  readonly rule: string;
  run(selection: Selection): Outcome | Promise<Outcome>;
}

/** The outcome of a command that says what is wrong and exits non-zero. */
export function fromCommand({ status, output }: Finished): Outcome {
  return { problems: status === 0 ? [] : [output.trim() || `exit status ${status}`] };
}

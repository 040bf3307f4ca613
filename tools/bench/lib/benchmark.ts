/** What a benchmark is given. */
export interface BenchmarkOptions {
  /** True when the caller wants JSON: rows should then hold raw numbers. */
  readonly json: boolean;
  /** The arguments after the name, `--json` left out. */
  readonly args: readonly string[];
  /** Says something on stderr while the benchmark runs. */
  readonly log: (line: string) => void;
}

/** What `tools/bench/NAME/main.ts` exports. */
export interface Benchmark {
  readonly title?: string;
  /** Measures, and returns the rows of the result. */
  readonly run: (options: BenchmarkOptions) => Promise<readonly object[]>;
}

/** The words after the name of a benchmark are wrong: told in one line, without a trace. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

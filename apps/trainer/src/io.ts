/** A place to write text, such as `process.stdout`. */
export interface Sink {
  write(text: string): unknown;
}

/** Everything a command may touch besides the file system, so that a test can hand in its own. */
export interface Io {
  /** Results: help, tables, and with `--json` exactly one JSON document. */
  readonly stdout: Sink;
  /** Progress, notes and errors. */
  readonly stderr: Sink;
  readonly clock: {
    /** Milliseconds since 1970. */
    now(): number;
  };
  /** Folder that relative paths start from. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborts when the user asks to stop: a command finishes its step, saves, and ends with exit code 130. */
  readonly signal: AbortSignal;
  /** Whether stderr is a terminal that can redraw a line. */
  readonly isTTY: boolean;
  /** Width of that terminal in characters. */
  readonly columns: number;
}

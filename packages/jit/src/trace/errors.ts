/** A tfjs kernel that jit has no rule for. */
export class UnsupportedKernelError extends Error {
  /** Name of the tfjs kernel. */
  readonly kernel: string;

  constructor(kernel: string, site: string) {
    super(
      `jit: the tfjs kernel ${kernel} cannot be compiled${site}; write the computation with other operations, ` +
        `run it with { engine: 'tfjs' }, or add a rule for ${kernel} in packages/jit/src/trace/kernels`,
    );
    this.name = 'UnsupportedKernelError';
    this.kernel = kernel;
  }
}

/** The traced function did what depends on values that do not exist while tracing. */
export class TraceError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TraceError';
  }
}

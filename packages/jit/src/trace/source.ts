/** Where in the user's program a tfjs call was made, read from a stack trace. */
export interface CallSite {
  /** The public call, e.g. 'tf.topk' or 'tensor.dataSync'; undefined where a bundler renamed it. */
  readonly call: string | undefined;
  /** 'file:line:column' of the nearest frame outside tfjs and this package. */
  readonly line: string | undefined;
}

const framesKept = 60;

/** Runs fn with stack traces long enough to reach through nested gradients. */
export function withLongStacks<T>(fn: () => T): T {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = framesKept;
  try {
    return fn();
  } finally {
    Error.stackTraceLimit = before;
  }
}

/** Finds the tfjs call and the user's line in the stack of an error. */
export function callSite(error: Error, ownFolder: string): CallSite {
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const own = withoutScheme(ownFolder);
  const isOwn = (frame: string) => frame.includes(own) && !/\.test\.[jt]s/.test(frame);
  const isLibrary = (frame: string) =>
    /tfjs-core|node:internal|native|\(<anonymous>\)$/.test(frame) || isOwn(frame);
  let call: string | undefined;
  for (const frame of frames) {
    const operation = /\bat (?:\w+\.)?(\w+)__op\b/.exec(frame)?.[1];
    const method = /\bat (?:(?:Tensor|Variable|TensorBuffer)\.)+(\w+)/.exec(frame)?.[1];
    call = operation === undefined ? (method === undefined ? call : `tensor.${method}`) : `tf.${operation}`;
    if (!isLibrary(frame)) {
      const place = /\(?((?:file:\/\/)?[^\s()]+:\d+:\d+)\)?$/.exec(frame)?.[1];
      return { call, line: place === undefined ? undefined : withoutScheme(place) };
    }
  }
  return { call, line: undefined };
}

/** ' (tf.topk at file:line:column)', or what of it is known. */
export function describeSite({ call, line }: CallSite): string {
  if (call === undefined && line === undefined) return '';
  return ` (${[call, line].filter((part) => part !== undefined).join(' at ')})`;
}

const withoutScheme = (path: string) => path.replace(/^file:\/\//, '');

/** What a module of ours hands out. */
export interface Instance {
  readonly memory: WebAssembly.Memory;
  readonly routines: Readonly<Record<string, (...given: number[]) => void>>;
}

/** Runs a module; undefined where the page or the process forbids WebAssembly, or has none with vectors. */
export function instantiate(
  bytes: Uint8Array<ArrayBuffer>,
  imports: Readonly<Record<string, (...given: number[]) => number>> = {},
): Instance | undefined {
  let module: WebAssembly.Module;
  try {
    // A module that is refused is refused by policy, or there is no WebAssembly: that ours are valid is tested.
    module = new WebAssembly.Module(bytes);
  } catch {
    return undefined;
  }
  const { exports } = new WebAssembly.Instance(module, { m: imports });
  const { memory, ...routines } = exports;
  return {
    memory: memory as WebAssembly.Memory,
    routines: routines as Instance['routines'],
  };
}

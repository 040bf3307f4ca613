/** What this package uses of onnxruntime-common, which both ONNX Runtime packages export. */
export interface OnnxRuntime {
  readonly InferenceSession: {
    create(model: Uint8Array, options: Readonly<Record<string, unknown>>): Promise<OnnxSession>;
  };
  readonly Tensor: new (type: string, data: ArrayBufferView, shape: readonly number[]) => OnnxTensor;
  readonly env: {
    readonly wasm: { numThreads?: number; wasmPaths?: string | undefined };
    logLevel?: string;
    readonly versions?: Readonly<Record<string, string | undefined>>;
  };
}

export interface OnnxTensor {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: unknown;
  dispose(): void;
}

export interface OnnxSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(feeds: Readonly<Record<string, OnnxTensor>>): Promise<Readonly<Record<string, OnnxTensor>>>;
  release(): Promise<void>;
}

/** True in Node, false in browsers and workers. */
export const inNode = typeof process !== 'undefined' && process.versions?.node !== undefined;

/** Imports onnxruntime-node; only ever called in Node. */
export async function importNodeRuntime(): Promise<OnnxRuntime> {
  // Not a literal, so that bundlers for browsers do not follow it.
  const specifier = 'onnxruntime-node';
  return runtimeOf(await import(/* @vite-ignore */ specifier));
}

/** Imports onnxruntime-web: in Node its build for Node, in browsers the build that has the provider and no other. */
export async function importWebRuntime(provider: 'wasm' | 'webgpu'): Promise<OnnxRuntime> {
  if (inNode) {
    const specifier = 'onnxruntime-web';
    return runtimeOf(await import(/* @vite-ignore */ specifier));
  }
  return runtimeOf(
    provider === 'wasm' ? await import('onnxruntime-web/wasm') : await import('onnxruntime-web/webgpu'),
  );
}

function runtimeOf(module: unknown): OnnxRuntime {
  const runtime = module as OnnxRuntime | { readonly default: OnnxRuntime };
  return 'InferenceSession' in runtime ? runtime : runtime.default;
}

/** What is used of onnxruntime-common, which onnxruntime-web and onnxruntime-node both export. */
export interface OnnxRuntime {
  readonly InferenceSession: {
    create(model: Uint8Array, options: Readonly<Record<string, unknown>>): Promise<OnnxSession>;
  };
  readonly Tensor: new (type: 'float32', data: Float32Array, shape: readonly number[]) => OnnxTensor;
  readonly env: { readonly wasm: { numThreads?: number } };
}

/** A tensor of the runtime. */
export interface OnnxTensor {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: unknown;
}

/** A loaded graph. */
export interface OnnxSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(feeds: Readonly<Record<string, OnnxTensor>>): Promise<Readonly<Record<string, OnnxTensor>>>;
  release(): Promise<void>;
}

/** A runtime, or the module of it as `import` and `import()` give it. */
export type RuntimeModule = object;

/** Finds the runtime in a module: Node puts what a CommonJS package exports under `default`. */
export function runtimeOf(module: RuntimeModule): OnnxRuntime {
  const found = [module, (module as { readonly default?: unknown }).default].find(
    (candidate): candidate is OnnxRuntime =>
      typeof candidate === 'object' &&
      candidate !== null &&
      'InferenceSession' in candidate &&
      'Tensor' in candidate,
  );
  if (found === undefined) {
    throw new Error(
      "openModel: runtime must be the module of onnxruntime-web or onnxruntime-node (import * as runtime from 'onnxruntime-web'), but got something without InferenceSession and Tensor",
    );
  }
  return found;
}

import { EngineUnavailableError } from './engine.ts';

/** What this package uses of onnxruntime-common, which both ONNX Runtime packages export. */
export interface OnnxRuntime {
  readonly InferenceSession: {
    create(model: Uint8Array, options: Readonly<Record<string, unknown>>): Promise<OnnxSession>;
  };
  readonly Tensor: new (type: string, data: ArrayBufferView, shape: readonly number[]) => OnnxTensor;
  readonly env: { readonly wasm: { numThreads?: number }; logLevel?: string };
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

/** Loads onnxruntime-node. Throws EngineUnavailableError where it is not installed or has no binary for this machine. */
export async function loadNodeRuntime(): Promise<OnnxRuntime> {
  if (!inNode) throw new EngineUnavailableError("jit: engine 'onnx-cpu' runs in Node only; use 'onnx-wasm'");
  // Not a literal, so that bundlers for browsers do not follow it.
  const specifier = 'onnxruntime-node';
  return load(() => import(/* @vite-ignore */ specifier), "jit: engine 'onnx-cpu' needs onnxruntime-node");
}

/** Loads onnxruntime-web. Throws EngineUnavailableError where it is not installed. */
export async function loadWebRuntime(): Promise<OnnxRuntime> {
  return load(() => import('onnxruntime-web'), "jit: engine 'onnx-wasm' needs onnxruntime-web");
}

async function load(importRuntime: () => Promise<unknown>, need: string): Promise<OnnxRuntime> {
  try {
    const module = (await importRuntime()) as OnnxRuntime & { readonly default?: OnnxRuntime };
    return 'InferenceSession' in module ? module : (module as { default: OnnxRuntime }).default;
  } catch (cause) {
    const name = need.split(' ').at(-1);
    throw new EngineUnavailableError(`${need}, which did not load (${String(cause)}); npm install ${name}`, {
      cause,
    });
  }
}

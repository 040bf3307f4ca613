import type { NdArray } from '@hgn/autodiff';

/** Where a compiled function runs. */
export type EngineName = 'native' | 'wasm' | 'onnx-cpu' | 'onnx-webgpu' | 'onnx-cuda' | 'onnx-wasm' | 'tfjs';

/** Every engine. */
export const engineNames: readonly EngineName[] = [
  'native',
  'wasm',
  'onnx-cpu',
  'onnx-webgpu',
  'onnx-cuda',
  'onnx-wasm',
  'tfjs',
];

/** A model loaded into a runtime, with the memory that it holds there. */
export interface Session {
  /** Takes the model's inputs and gives its outputs, in order. */
  run(inputs: readonly NdArray[]): Promise<NdArray[]>;
  /** Frees the runtime's memory; the session cannot run afterwards. */
  dispose(): Promise<void>;
}

/** No engine of that name works here; the message says why, and how to get it. */
export class EngineUnavailableError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EngineUnavailableError';
  }
}

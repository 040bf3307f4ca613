import loader from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import type { EngineFiles } from './playerProtocol.ts';

/** The engine's files as the app brings them along, both in one folder under the names that the engine asks for. */
export function engineFiles(): EngineFiles & { readonly folder: string } {
  const folder = new URL('.', new URL(wasm, document.baseURI)).href;
  if (new URL('.', new URL(loader, document.baseURI)).href !== folder) {
    throw new Error('engineFiles: loader and WebAssembly of the engine must lie in one folder');
  }
  return { folder };
}

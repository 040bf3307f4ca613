import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const isBuilt = (file: string) =>
  existsSync(fileURLToPath(new URL(`../native/prebuilds/${file}`, import.meta.url)));

/** Whether there was a compiler for the native engine: else the tests' setup has said so. */
export const nativeIsBuilt = isBuilt(`${process.platform}-${process.arch}/hgn.node`);

/** Whether the compiler of the engine wasm is installed: else the tests' setup has said so. */
export const wasmIsBuilt = isBuilt('wasm/hgn-simd.wasm');

/** Engines that run on this package's own executor. */
export const ownEngines = [
  ...(nativeIsBuilt ? ['native' as const] : []),
  ...(wasmIsBuilt ? ['wasm' as const] : []),
];

/** Engines that compile and run on the processor, those of which all must be as exact. */
export const compiledEngines = ['onnx-cpu' as const, 'onnx-wasm' as const, ...ownEngines];

export type CompiledEngine = (typeof compiledEngines)[number];

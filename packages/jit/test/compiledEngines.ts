import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const addon = fileURLToPath(
  new URL(`../native/prebuilds/${process.platform}-${process.arch}/hgn.node`, import.meta.url),
);

/** Whether there was a compiler for the native engine: else the tests' setup has said so. */
export const nativeIsBuilt = existsSync(addon);

/** Engines that compile and run on the processor, those of which all must be as exact. */
export const compiledEngines = [
  'onnx-cpu' as const,
  'onnx-wasm' as const,
  ...(nativeIsBuilt ? ['native' as const] : []),
];

export type CompiledEngine = (typeof compiledEngines)[number];

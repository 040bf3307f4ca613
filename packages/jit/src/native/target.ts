import { EngineUnavailableError } from '../engines/engine.ts';
import { inNode } from '../engines/runtime.ts';
import { loadNativeAddon } from './addon.ts';

/** Kinds of processor that the engine `native` is compiled for. */
export type NativeTarget = 'baseline' | 'avx2' | 'avx512';

/**
 * The kind of processor that the engine `native` computes for here; undefined where it does not work, so in pages.
 *
 * @example
 * ```ts
 * const kinds = [undefined, 'baseline', 'avx2', 'avx512'];
 * kinds.includes(nativeTarget()); // → true
 * ```
 */
export function nativeTarget(): NativeTarget | undefined {
  if (!inNode) return undefined;
  try {
    return loadNativeAddon().target as NativeTarget;
  } catch (error) {
    if (error instanceof EngineUnavailableError) return undefined;
    throw error;
  }
}

/**
 * Whether the engine `native` has vectors of 256 bits or more: then it was measured to be faster than ONNX Runtime, and
 * `auto` takes it first.
 *
 * @example
 * ```ts
 * hasWideVectors('avx2'); // → true
 * hasWideVectors(undefined); // → false
 * ```
 */
export const hasWideVectors = (target: NativeTarget | undefined): boolean =>
  target === 'avx2' || target === 'avx512';

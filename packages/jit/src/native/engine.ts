import type { Session } from '../engines/engine.ts';
import type { Graph } from '../graph/graph.ts';
import type { Signature } from '../trace/trace.ts';
import { loadNativeAddon } from './addon.ts';
import { lowerNative, type NativeProgram } from './lowerNative.ts';
import { createNativeSession } from './session.ts';

/** This package's own executor, ready to load programs. */
export interface NativeEngine {
  readonly name: 'native';
  readonly provider: 'native';
  /** What a kept program was made for. */
  readonly versions: Readonly<Record<string, string>>;
  lower(graph: Graph): NativeProgram;
  load(program: NativeProgram, results: readonly Signature[], threads: number): Promise<Session>;
}

/** Throws EngineUnavailableError where the executor is not built. */
export function nativeEngine(): NativeEngine {
  const addon = loadNativeAddon();
  return {
    name: 'native',
    provider: 'native',
    versions: { target: addon.target, architecture: process.arch },
    lower: lowerNative,
    load: (program, results, threads) =>
      Promise.resolve(createNativeSession(addon, program, results, threads)),
  };
}

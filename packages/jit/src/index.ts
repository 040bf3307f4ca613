export { jit } from './jit.ts';
export { jitInParts } from './parts/jitInParts.ts';
export type { InParts } from './parts/inParts.ts';
export { toOnnx, type ToOnnxOptions } from './toOnnx.ts';
export { passGraphs, type PassGraph, type PassGraphs, type PassGraphsOptions } from './passGraphs.ts';
export type { GraphNode, GraphSnapshot } from './graph/dump.ts';
export {
  jitOptionNames,
  type Arrays,
  type BoundFunction,
  type CompiledFunction,
  type Feed,
  type JitOptions,
} from './types.ts';
export type { ModelCache } from './cache/modelCache.ts';
export {
  folderCache,
  type FolderCache,
  type FolderCacheOptions,
  type FolderContents,
} from './cache/folderCache.ts';
export type { Statistics } from './compile.ts';
export type { PassStatistics } from './passes/optimise.ts';
export { engineNames, EngineUnavailableError, type EngineName } from './engines/engine.ts';
export { hasWideVectors, nativeTarget, type NativeTarget } from './native/target.ts';
export { TraceError, UnsupportedKernelError } from './trace/errors.ts';

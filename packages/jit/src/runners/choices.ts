import { folderCache } from '../cache/folderCache.ts';
import type { ModelCache } from '../cache/modelCache.ts';
import type { CompileOptions } from '../compile.ts';
import type { ResolvedEngine } from '../engines/resolve.ts';
import { inNode } from '../engines/runtime.ts';
import type { JitOptions } from '../types.ts';

/** An engine with a runtime that loads models. */
export type LoadingEngine = Exclude<ResolvedEngine, { readonly name: 'tfjs' }>;

/** The options of a compiled function with their defaults. */
export interface Choices {
  readonly threads: number;
  readonly cacheSize: number;
  readonly wasmFolder: string | undefined;
  /** What every model of the function is compiled with. */
  readonly compiling: Omit<CompileOptions<never, never>, 'load' | 'format'>;
}

/** Fills in what is not told. */
export function choicesOf(
  {
    threads = 2,
    exactConvolutions = false,
    cacheSize = 8,
    clock = () => performance.now(),
    wasmFolder,
    cache,
  }: JitOptions,
  engine: LoadingEngine,
): Choices {
  const compiling = {
    provider: engine.provider,
    versions: 'runtime' in engine ? (engine.runtime.env.versions ?? {}) : engine.versions,
    exactConvolutions,
    clock,
    cache: cacheOf(cache),
  };
  return { threads, cacheSize, wasmFolder, compiling };
}

/** The cache that is asked for, where there can be one. */
function cacheOf(cache: JitOptions['cache']): ModelCache | undefined {
  if (!inNode || cache === undefined) return undefined;
  return typeof cache === 'string' ? folderCache(cache) : cache;
}

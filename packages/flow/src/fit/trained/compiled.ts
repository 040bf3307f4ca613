import type { NdArray, Tree } from '@hgn/autodiff';
import { jit, type JitOptions } from '@hgn/jit';

/** A compiled function of trees, whose types say no more than that. */
export interface CompiledTrees {
  run(...args: readonly HostTree[]): Promise<Tree<NdArray>>;
  dispose(): Promise<void>;
}

/** What a compiled function is fed with. */
export type HostTree = Tree<NdArray | number>;

/** `jit` for functions whose arguments are parameter trees: their form is known only when they are made. */
export async function compileTrees(
  fn: (...args: never[]) => unknown,
  example: readonly HostTree[],
  { engine, threads, wasmFolder, exactConvolutions, cacheSize, cache, clock }: JitOptions,
): Promise<CompiledTrees> {
  const options: JitOptions = {
    ...(engine !== undefined && { engine }),
    ...(threads !== undefined && { threads }),
    ...(wasmFolder !== undefined && { wasmFolder }),
    ...(exactConvolutions !== undefined && { exactConvolutions }),
    ...(cacheSize !== undefined && { cacheSize }),
    ...(cache !== undefined && { cache }),
    ...(clock !== undefined && { clock }),
  };
  const compiled = await jit(fn, example as never[], options);
  return {
    run: async (...args) => await compiled.arrays(...(args as never[])),
    dispose: () => compiled.dispose(),
  };
}

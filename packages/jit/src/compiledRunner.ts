import { treeUnflatten, type NdArray, type TreeStructure } from '@hgn/autodiff';
import type * as tf from '@tensorflow/tfjs-core';
import { compile, type Program } from './compile.ts';
import type { ResolvedEngine } from './engines/resolve.ts';
import type { OnnxRuntime } from './engines/runtime.ts';
import { applyToLeaves, flattenArgs, newTensor, signatureOf, valuesOf } from './leaves.ts';
import { ProgramCache } from './programCache.ts';
import type { Runner } from './runner.ts';
import type { JitOptions } from './types.ts';

interface TracedProgram extends Program {
  /** How the outputs make up the function's result. */
  readonly structure: TreeStructure;
}

/** Compiles fn for the example's signature, and later for others as they come, and runs it in ONNX Runtime. */
export async function compiledRunner(
  fn: (...args: never[]) => unknown,
  exampleArgs: readonly unknown[],
  { runtime, provider, name }: ResolvedEngine & { readonly runtime: OnnxRuntime },
  {
    threads = 2,
    exactConvolutions = false,
    cacheSize = 8,
    clock = () => performance.now(),
    wasmFolder,
  }: JitOptions,
): Promise<Runner> {
  const programs = new ProgramCache<TracedProgram>(cacheSize, ({ session }) => session.dispose());
  const options = { runtime, provider, threads, exactConvolutions, clock, wasmFolder };

  const withProgram = <T>(
    args: readonly unknown[],
    task: (program: TracedProgram, leaves: Leaves) => Promise<T>,
  ) => {
    const { leaves, structure } = flattenArgs(args);
    const signature = leaves.map(signatureOf);
    const make = async () => {
      let result: TreeStructure = null;
      const traced = (inputs: readonly tf.Tensor[]) => {
        const flat = applyToLeaves(fn, structure, inputs);
        result = flat.structure;
        return flat.leaves;
      };
      return { ...(await compile(traced, signature, options)), structure: result };
    };
    return programs.use(JSON.stringify([structure, signature]), make, (program) => task(program, leaves));
  };
  const run = <T>(args: readonly unknown[], present: (output: NdArray) => T) =>
    withProgram(args, async ({ session, structure }, leaves) => {
      const outputs = await session.run(await Promise.all(leaves.map(valuesOf)));
      return treeUnflatten(structure, outputs.map(present));
    });

  await withProgram(exampleArgs, () => Promise.resolve());
  return {
    engine: name,
    tensors: (args) => run(args, newTensor),
    arrays: (args) => run(args, (output) => output),
    stats: () => programs.latest?.statistics,
    toOnnx: () => {
      if (programs.latest === undefined) throw new Error('jit: nothing is compiled yet');
      return programs.latest.toOnnx();
    },
    dispose: () => programs.dispose(),
  };
}

type Leaves = ReturnType<typeof flattenArgs>['leaves'];

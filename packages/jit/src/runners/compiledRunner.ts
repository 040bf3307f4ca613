import { treeUnflatten, type NdArray, type TreeStructure } from '@hgn/autodiff';
import type * as tf from '@tensorflow/tfjs-core';
import { compile, type CompileOptions, type Program } from '../compile.ts';
import type { Session } from '../engines/engine.ts';
import { createOnnxSession } from '../engines/onnx.ts';
import { choicesOf, type LoadingEngine } from './choices.ts';
import { holdValues, lendValues, type HeldArguments } from './heldArguments.ts';
import { applyToLeaves, flattenArgs, newTensor, signatureOf } from '../leaves.ts';
import { ProgramCache } from './programCache.ts';
import type { Runner } from './runner.ts';
import type { Signature } from '../trace/trace.ts';
import type { JitOptions } from '../types.ts';

interface TracedProgram extends Program<Session> {
  /** How the outputs make up the function's result. */
  readonly structure: TreeStructure;
}

/** Compiles fn for the example's signature, and later for others as they come, and runs it in ONNX Runtime. */
export async function compiledRunner(
  fn: (...args: never[]) => unknown,
  exampleArgs: readonly unknown[],
  engine: LoadingEngine,
  jitOptions: JitOptions,
): Promise<Runner> {
  const { threads, cacheSize, wasmFolder, compiling } = choicesOf(jitOptions, engine);
  const programs = new ProgramCache<TracedProgram>(cacheSize, ({ session }) => session.dispose());
  const options: CompileOptions<Session> = {
    ...compiling,
    load: ({ bytes, usedInputs }, results, native) => {
      if ('runtime' in engine) {
        const { runtime, provider } = engine;
        return createOnnxSession(runtime, bytes, { usedInputs, provider, threads, wasmFolder });
      }
      if (native === undefined) throw new Error('jit: the function was not compiled for our own executor');
      return engine.load(native, results, threads);
    },
  };

  const withProgram = <T>(
    structure: TreeStructure,
    signature: readonly Signature[],
    task: (program: TracedProgram) => Promise<T>,
  ) => {
    const make = async () => {
      let result: TreeStructure = null;
      const traced = (inputs: readonly tf.Tensor[]) => {
        const flat = applyToLeaves(fn, structure, inputs);
        result = flat.structure;
        return flat.leaves;
      };
      return { ...(await compile(traced, signature, options)), structure: result };
    };
    return programs.use(JSON.stringify([structure, signature]), make, task);
  };
  const run = <T>({ leaves, structure: form }: HeldArguments, present: (output: NdArray) => T) =>
    withProgram(form, leaves.map(({ signature }) => signature), async ({ session, structure }) => {
      const outputs = await session.run(await Promise.all(leaves.map((leaf) => leaf.values())));
      return treeUnflatten(structure, outputs.map(present));
    }); // prettier-ignore

  const example = flattenArgs(exampleArgs);
  await withProgram(example.structure, example.leaves.map(signatureOf), () => Promise.resolve());
  return {
    engine: engine.name,
    hold: holdValues,
    lend: lendValues,
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

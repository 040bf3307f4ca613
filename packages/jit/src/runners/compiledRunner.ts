import { treeUnflatten, type NdArray, type TreeStructure } from '@hgn/autodiff';
import type * as tf from '@tensorflow/tfjs-core';
import { compile, type Program } from '../compile.ts';
import type { Session } from '../engines/engine.ts';
import { createOnnxSession } from '../engines/onnx.ts';
import { onnxFormatFor } from '../formats/onnxFormat.ts';
import { programFormat } from '../formats/programFormat.ts';
import { choicesOf, type Choices, type LoadingEngine } from './choices.ts';
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
  const compileFor = compilerFor(engine, compiling, { threads, wasmFolder });

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
      return { ...(await compileFor(traced, signature)), structure: result };
    };
    return programs.use(JSON.stringify([structure, signature]), make, task);
  };
  const run = <T>({ leaves, structure: form }: HeldArguments, present: (output: NdArray) => T) =>
    withProgram(form, leaves.map(({ signature }) => signature), async ({ session, structure }) => {
      const outputs = await session.run(await Promise.all(leaves.map((leaf) => leaf.values())));
      return treeUnflatten(structure, outputs.map(present));
    }); // oxfmt-ignore

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

/** Compiles functions into what the engine loads. */
function compilerFor(
  engine: LoadingEngine,
  compiling: Choices['compiling'],
  { threads, wasmFolder }: Pick<Choices, 'threads' | 'wasmFolder'>,
): (
  fn: (inputs: readonly tf.Tensor[]) => readonly tf.Tensor[],
  signature: readonly Signature[],
) => Promise<Program<Session>> {
  if (!('runtime' in engine)) {
    const format = programFormat((graph) => engine.lower(graph));
    return (fn, signature) =>
      compile(fn, signature, {
        ...compiling,
        format,
        load: (program, results) => engine.load(program, results, threads),
      });
  }
  const { runtime, provider } = engine;
  const format = onnxFormatFor(provider);
  return (fn, signature) =>
    compile(fn, signature, {
      ...compiling,
      format,
      load: ({ bytes, usedInputs }) =>
        createOnnxSession(runtime, bytes, { usedInputs, provider, threads, wasmFolder }),
    });
}

import { treeUnflatten, type NdArray, type TreeStructure } from '@hgn/autodiff';
import type * as tf from '@tensorflow/tfjs-core';
import type { Program } from '../compile.ts';
import type { Session } from '../engines/engine.ts';
import { choicesOf } from '../runners/choices.ts';
import { holdValues, lendValues, type HeldArguments } from '../runners/heldArguments.ts';
import { applyToLeaves, flattenArgs, newTensor, signatureOf } from '../leaves.ts';
import { ProgramCache } from '../runners/programCache.ts';
import type { Runner } from '../runners/runner.ts';
import type { Signature } from '../trace/trace.ts';
import type { JitOptions } from '../types.ts';
import { deal, formsOf } from './deal.ts';
import { partsLoader, type PartsEngine } from './partsLoader.ts';
import type { PartSessions } from './partSessions.ts';
import { statisticsInParts } from './statistics.ts';

/** Both halves, compiled. */
interface PartsProgram {
  readonly part: Program<PartSessions>;
  readonly join: Program<Session>;
  readonly parts: number;
  /** How the outputs of join make up the result. */
  readonly structure: TreeStructure;
}

type AnyFunction = (...args: never[]) => unknown;

/** Compiles both halves for the example's signature, and later for others, and runs parts on threads. */
export async function partsRunner(
  { part, join }: { readonly part: AnyFunction; readonly join: AnyFunction },
  exampleArgs: readonly unknown[],
  engine: PartsEngine,
  options: JitOptions,
): Promise<Runner> {
  const { cacheSize, compiling, ...choices } = choicesOf(options, engine);
  const loader = partsLoader(engine, choices);
  const programs = new ProgramCache<PartsProgram>(cacheSize, async (program) => {
    await Promise.all([program.part.session.dispose(), program.join.session.dispose()]);
  });

  const make = async (structure: TreeStructure, signature: readonly Signature[]): Promise<PartsProgram> => {
    const forms = formsOf(structure, signature);
    const { shared, parts, rest } = deal(structure, signature);
    let partResult: TreeStructure = null;
    const compiledPart = await loader.part(
      (inputs: readonly tf.Tensor[]) => {
        const flat = applyToLeaves(part, [forms.shared, forms.parts[0]], inputs);
        partResult = flat.structure;
        return flat.leaves;
      },
      { shared, own: parts[0], parts: parts.length },
      compiling,
    );
    let result: TreeStructure = null;
    const joined = await loader
      .join(
        (inputs: readonly tf.Tensor[]) => {
          const flat = applyToLeaves(
            join,
            [forms.shared, parts.map(() => partResult), ...forms.rest],
            inputs,
          );
          result = flat.structure;
          return flat.leaves;
        },
        [...shared, ...parts.flatMap(() => compiledPart.results), ...rest],
        compiling,
      )
      .catch(async (error: unknown) => {
        await compiledPart.session.dispose();
        throw error;
      });
    return { part: compiledPart, join: joined, parts: parts.length, structure: result };
  };
  const withProgram = <T>(
    structure: TreeStructure,
    signature: readonly Signature[],
    task: (program: PartsProgram) => Promise<T>,
  ) => programs.use(JSON.stringify([structure, signature]), () => make(structure, signature), task);
  const run = <T>({ leaves, structure: form }: HeldArguments, present: (output: NdArray) => T) =>
    withProgram(form, leaves.map(({ signature }) => signature), async (program) => {
      const values = await Promise.all(leaves.map((leaf) => leaf.values()));
      const { shared, parts, rest } = deal(form, values);
      const results = await program.part.session.run(shared, parts);
      const outputs = await program.join.session.run([...shared, ...results.flat(), ...rest]);
      return treeUnflatten(program.structure, outputs.map(present));
    }); // oxfmt-ignore

  const example = flattenArgs(exampleArgs);
  await withProgram(example.structure, example.leaves.map(signatureOf), () => Promise.resolve());
  return {
    engine: engine.name,
    hold: holdValues,
    lend: lendValues,
    tensors: (args) => run(args, newTensor),
    arrays: (args) => run(args, (output) => output),
    stats: () => {
      if (programs.latest === undefined) return undefined;
      const { part: one, join: all, parts } = programs.latest;
      return statisticsInParts(one.statistics, all.statistics, parts);
    },
    toOnnx: () => {
      throw new Error(
        'jitInParts: a function in parts is two models; compile it as one function with jit to have one',
      );
    },
    dispose: () => programs.dispose(),
  };
}

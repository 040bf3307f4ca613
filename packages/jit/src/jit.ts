import * as tf from '@tensorflow/tfjs-core';
import { compile, type Program, type Statistics } from './compile.ts';
import type { EngineName } from './engines/engine.ts';
import { resolveEngine, type ResolvedEngine } from './engines/resolve.ts';
import { ProgramCache } from './programCache.ts';
import type { Signature } from './trace/trace.ts';
import {
  isNdArray,
  treeFlatten,
  treeUnflatten,
  type Leaf,
  type NdArray,
  type TreeStructure,
} from './tree.ts';

/** What a compiled function takes where the function takes T: host arrays and numbers do for tensors. */
export type Feed<T> = T extends tf.Tensor ? tf.Tensor | NdArray | number : { [K in keyof T]: Feed<T[K]> };

/** A tree with host arrays where T has tensors. */
export type Arrays<T> = T extends tf.Tensor ? NdArray : { [K in keyof T]: Arrays<T[K]> };

/** How a function is compiled, and where it runs. */
export interface JitOptions {
  /** Where to run; 'auto' (default) is HGN_ENGINE, else the best that loads: onnx-cpu, onnx-wasm, tfjs. */
  readonly engine?: EngineName | 'auto';
  /** Threads for one operation; default 2. Results do not depend on it. */
  readonly threads?: number;
  /** Compute convolutions as plain sums, without Winograd's rounding of some 1e-5; default false. */
  readonly exactConvolutions?: boolean;
  /** How many signatures (shapes and types of all arguments) are kept compiled; default 8. */
  readonly cacheSize?: number;
  /** Milliseconds since some fixed time, for the statistics; default performance.now. */
  readonly clock?: () => number;
}

/** A function compiled by {@link jit}. */
export interface CompiledFunction<Args extends unknown[], Result> {
  /** Runs and gives tensors on the registered tfjs backend, to be disposed by the caller. */
  (...args: { [K in keyof Args]: Feed<Args[K]> }): Promise<Result>;
  /** Runs and gives host arrays: needs no tfjs backend, and nothing is to be disposed. */
  arrays(...args: { [K in keyof Args]: Feed<Args[K]> }): Promise<Arrays<Result>>;
  /** Where it runs. */
  readonly engine: EngineName;
  /** About the signature that was used last; undefined with engine 'tfjs', which compiles nothing. */
  readonly stats: Statistics | undefined;
  /** The ONNX file of the signature that was used last. Throws with engine 'tfjs'. */
  toOnnx(): Uint8Array;
  /** Frees the runtime's memory; calling afterwards throws. */
  dispose(): Promise<void>;
}

/**
 * Compiles a TensorFlow.js function, gradients taken inside included, into one static graph and loads it into a
 * runtime. The function must be synchronous and pure, take and return trees of tensors, and may be traced again for
 * new shapes. Tensors that it uses from outside are copied into the graph as constants, so pass what changes as an
 * argument; numbers among the arguments become 0-d float32 tensors. Calls run one after the other.
 *
 * Throws UnsupportedKernelError for tfjs kernels without a rule, TraceError where values are read while tracing,
 * EngineUnavailableError where a named engine does not load.
 *
 * @example
 * const step = await jit((x: tf.Tensor, w: tf.Tensor) => tf.sum(tf.tanh(tf.mul(x, w))), [tf.ones([3]), 0.5]);
 * const { data } = await step.arrays(tf.ones([3]), 0.25);
 */
export async function jit<Args extends unknown[], Result>(
  fn: (...args: Args) => Result,
  exampleArgs: { [K in keyof Args]: Feed<Args[K]> },
  options: JitOptions = {},
): Promise<CompiledFunction<Args, Result>> {
  const engine = await resolveEngine(options.engine);
  return engine.runtime === undefined
    ? eager(fn, exampleArgs)
    : await compiled(fn, exampleArgs, { ...engine, runtime: engine.runtime }, options);
}

async function compiled<Args extends unknown[], Result>(
  fn: (...args: Args) => Result,
  exampleArgs: readonly unknown[],
  { runtime, provider, name }: ResolvedEngine & { runtime: NonNullable<ResolvedEngine['runtime']> },
  { threads = 2, exactConvolutions = false, cacheSize = 8, clock = () => performance.now() }: JitOptions,
): Promise<CompiledFunction<Args, Result>> {
  const programs = new ProgramCache<TracedProgram>(cacheSize, ({ program }) => program.session.dispose());
  const withProgram = <T>(
    leaves: readonly Leaf[],
    structure: TreeStructure,
    task: (program: TracedProgram) => Promise<T>,
  ) => {
    const signature = leaves.map(signatureOf);
    const make = async () => {
      let output: TreeStructure = null;
      const traced = (inputs: readonly tf.Tensor[]) => {
        const result = fn(...(treeUnflatten(structure, inputs) as Args));
        const flat = flattenResult(result);
        output = flat.structure;
        return flat.leaves;
      };
      const program = await compile(traced, signature, {
        runtime,
        provider,
        threads,
        exactConvolutions,
        clock,
      });
      return { program, structure: output };
    };
    return programs.use(JSON.stringify([structure, signature]), make, task);
  };
  const run = (args: readonly unknown[]) => {
    const { leaves, structure } = treeFlatten(args);
    return withProgram(leaves, structure, async (traced) => {
      const inputs = await Promise.all(leaves.map(toArray));
      return { outputs: await traced.program.session.run(inputs), structure: traced.structure };
    });
  };
  const { leaves, structure } = treeFlatten(exampleArgs);
  await withProgram(leaves, structure, () => Promise.resolve());
  const step = async (...args: readonly unknown[]) => {
    const { outputs, structure: shape } = await run(args);
    return treeUnflatten(shape, outputs.map(toTensor)) as Result;
  };
  return Object.defineProperties(step, {
    arrays: {
      value: async (...args: readonly unknown[]) => {
        const { outputs, structure: shape } = await run(args);
        return treeUnflatten(shape, outputs);
      },
    },
    engine: { value: name },
    stats: { get: () => programs.latest?.program.statistics },
    toOnnx: { value: () => latestModel(programs.latest?.program) },
    dispose: { value: () => programs.dispose() },
  }) as unknown as CompiledFunction<Args, Result>;
}

interface TracedProgram {
  readonly program: Program;
  /** How the outputs make up the function's result. */
  readonly structure: TreeStructure;
}

/** Runs fn itself on the registered tfjs backend, behind the same interface. */
function eager<Args extends unknown[], Result>(
  fn: (...args: Args) => Result,
  exampleArgs: readonly unknown[],
): CompiledFunction<Args, Result> {
  treeFlatten(exampleArgs).leaves.forEach(signatureOf);
  let disposed = false;
  const run = (args: readonly unknown[]) => {
    if (disposed) throw new Error('jit: the compiled function was disposed; compile it again');
    const { leaves, structure } = treeFlatten(args);
    let output: TreeStructure = null;
    const tensors = tf.tidy(() => {
      const inputs = leaves.map((leaf) => (leaf instanceof tf.Tensor ? leaf : toTensor(hostArray(leaf))));
      const flat = flattenResult(fn(...(treeUnflatten(structure, inputs) as Args)));
      output = flat.structure;
      // Results of their own, also where the function returns an argument or the same tensor twice.
      return flat.leaves.map((tensor) => tf.clone(tensor));
    });
    return { tensors, structure: output };
  };
  const step = (...args: readonly unknown[]) =>
    Promise.resolve().then(() => {
      const { tensors, structure } = run(args);
      return treeUnflatten(structure, tensors) as Result;
    });
  return Object.defineProperties(step, {
    arrays: {
      value: async (...args: readonly unknown[]) => {
        const { tensors, structure } = run(args);
        try {
          return treeUnflatten(structure, await Promise.all(tensors.map(toArray)));
        } finally {
          tf.dispose(tensors);
        }
      },
    },
    engine: { value: 'tfjs' },
    stats: { value: undefined },
    toOnnx: { value: () => latestModel(undefined) },
    dispose: {
      value: () => {
        disposed = true;
        return Promise.resolve();
      },
    },
  }) as unknown as CompiledFunction<Args, Result>;
}

function latestModel(program: Program | undefined): Uint8Array {
  if (program === undefined) {
    throw new Error("jit: engine 'tfjs' compiles nothing, so there is no ONNX model; choose an onnx engine");
  }
  return program.model;
}

/** The tensors of a result, numbers and host arrays among them as constants. */
function flattenResult(result: unknown): { leaves: tf.Tensor[]; structure: TreeStructure } {
  if (result instanceof Promise) {
    throw new TypeError('jit: the function must be synchronous, but returned a promise; await outside of it');
  }
  const { leaves, structure } = treeFlatten(result);
  return {
    leaves: leaves.map((leaf) => (leaf instanceof tf.Tensor ? leaf : toTensor(hostArray(leaf)))),
    structure,
  };
}

function signatureOf(leaf: Leaf): Signature {
  if (typeof leaf === 'number') return { shape: [], dtype: 'float32' };
  const { dtype, shape } = leaf;
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return { shape, dtype };
  throw new TypeError(`jit: arguments must be float32, int32 or bool, but got ${dtype}; convert them first`);
}

const hostArray = (leaf: NdArray | number): NdArray =>
  typeof leaf === 'number' ? { dtype: 'float32', shape: [], data: Float32Array.of(leaf) } : leaf;

const toTensor = ({ data, shape, dtype }: NdArray) => tf.tensor(data, [...shape], dtype);

async function toArray(leaf: Leaf): Promise<NdArray> {
  if (typeof leaf === 'number' || isNdArray(leaf)) return hostArray(leaf);
  const { dtype, shape } = leaf;
  return { dtype: dtype as NdArray['dtype'], shape, data: await leaf.data<never>() };
}

import type { OptionNames } from '@hgn/options';
import type { NdArray } from '@hgn/autodiff';
import type * as tf from '@tensorflow/tfjs-core';
import type { ModelCache } from './cache/modelCache.ts';
import type { Statistics } from './compile.ts';
import type { EngineName } from './engines/engine.ts';

/** What a compiled function takes where the function takes T: host arrays and numbers do for tensors. */
export type Feed<T> = T extends tf.Tensor ? tf.Tensor | NdArray | number : { [K in keyof T]: Feed<T[K]> };

/** A tree with host arrays where T has tensors. */
export type Arrays<T> = T extends tf.Tensor ? NdArray : { [K in keyof T]: Arrays<T[K]> };

/** How a function is compiled, and where it runs. */
export interface JitOptions {
  /** Where to run; 'auto' (default) is HGN_ENGINE, else the fastest that works: native or onnx-cpu in Node, onnx-wasm in browsers, else tfjs. */
  readonly engine?: EngineName | 'auto';
  /** Threads for one operation; default 2. Results do not depend on it. */
  readonly threads?: number;
  /** Compute convolutions as plain sums, without Winograd's rounding of some 1e-5; default false. */
  readonly exactConvolutions?: boolean;
  /** How many signatures (shapes and types of all arguments) are kept compiled; default 8. */
  readonly cacheSize?: number;
  /**
   * Where finished models and programs are kept between runs, or the folder for them (see {@link folderCache}); default nowhere.
   * Compiled again, the same function is traced, and the rest read; results are the same to the bit. Node only:
   * elsewhere nothing is kept.
   */
  readonly cache?: ModelCache | string;
  /**
   * URL of the folder that serves the .mjs and .wasm files of onnxruntime-web's `dist`, in browsers; default: beside
   * the script that loads them.
   */
  readonly wasmFolder?: string;
  /** Milliseconds since some fixed time, for the statistics; default performance.now. */
  readonly clock?: () => number;
}

/** A function compiled by {@link jit}. */
export interface CompiledFunction<Args extends unknown[], Result> {
  /** Runs and gives tensors on the registered tfjs backend, to be disposed by the caller. */
  (...args: { [K in keyof Args]: Feed<Args[K]> }): Promise<Result>;
  /** Runs and gives host arrays: needs no tfjs backend, and nothing is to be disposed. */
  arrays(...args: { [K in keyof Args]: Feed<Args[K]> }): Promise<Arrays<Result>>;
  /**
   * As `arrays`, without copies of host arrays among the arguments: for loops that make megabytes of them each time. They
   * must not be written to until the promise settles, or the result is of what stands there by then.
   */
  lent(...args: { [K in keyof Args]: Feed<Args[K]> }): Promise<Arrays<Result>>;
  /** Where it runs. */
  readonly engine: EngineName;
  /** About the signature that was used last; undefined with engine 'tfjs', which compiles nothing. */
  readonly stats: Statistics | undefined;
  /** The ONNX file of the signature that was used last. Throws with engine 'tfjs'. */
  toOnnx(): Uint8Array;
  /**
   * Keeps a state between calls, for functions that take it first and return it as `state` of an object: a training
   * step with its parameters and moments. The state is not changed from outside, and is read on demand.
   */
  bind(state: Feed<Args[0]>): BoundFunction<Args, Result>;
  /** Frees the runtime's memory; calling afterwards throws. */
  dispose(): Promise<void>;
}

/** A compiled function that keeps its first argument between calls; see {@link CompiledFunction.bind}. */
export interface BoundFunction<Args extends unknown[], Result> {
  /** Runs on the state as the last call left it; gives the rest of the result as host arrays. */
  (...rest: Rest<{ [K in keyof Args]: Feed<Args[K]> }>): Promise<Arrays<Omit<Result, 'state'>>>;
  /** The state after all calls so far, as host arrays. */
  state(): Promise<Arrays<Args[0]>>;
}

type Rest<T extends unknown[]> = T extends [unknown, ...infer Others] ? Others : never;

/** The names of {@link JitOptions}, for functions that take these options among others. */
export const jitOptionNames: OptionNames<JitOptions> = {
  engine: true,
  threads: true,
  exactConvolutions: true,
  cacheSize: true,
  cache: true,
  wasmFolder: true,
  clock: true,
};

import type * as tf from '@tensorflow/tfjs-core';
import { graphDump } from './engines/dump.ts';
import { keepModel, readModel } from './cache/cachedModel.ts';
import type { FinishedModel } from './cache/entry.ts';
import { modelKey } from './cache/key.ts';
import type { ModelCache } from './cache/modelCache.ts';
import { finish } from './finish.ts';
import type { Graph } from './graph/graph.ts';
import type { NativeProgram } from './native/lowerNative.ts';
import { reverseOperators } from './onnx/interface.ts';
import type { PassStatistics } from './passes/optimise.ts';
import { trace, type Signature, type Trace } from './trace/trace.ts';

/** What compiling did, and how long it took. */
export interface Statistics {
  /** Kernels that tfjs called while the function was traced. */
  readonly kernelCalls: number;
  /** Nodes of the graph before and after each pass. */
  readonly passes: readonly PassStatistics[];
  /** Operators of the ONNX model, also where an engine of another kind runs the function. */
  readonly onnxNodes: number;
  /** Size of the ONNX model. */
  readonly modelBytes: number;
  /** Of one run: two for each multiplication and addition of a product, one for each element of other results. */
  readonly floatingPointOperations: number;
  /**
   * The most that arguments, constants and intermediate values take at once in a run of onnx-cpu, worked out from the
   * order in which it runs. What the runtime itself takes (some 100 MB, and what its allocator cannot fill) comes on
   * top.
   */
  readonly peakBytes: number;
  /** Whether the model was read from the cache. Passes then says what they did when it was made. */
  readonly cached: boolean;
  /** Milliseconds spent on each stage, and on all. */
  readonly milliseconds: {
    readonly trace: number;
    /** Asking the cache. */
    readonly cache: number;
    readonly passes: number;
    readonly lower: number;
    readonly session: number;
    /** Writing into the cache. */
    readonly keep: number;
    readonly total: number;
  };
}

/** A function compiled for one signature, loaded as S. */
export interface Program<S> {
  readonly session: S;
  /** Shapes and types of what the function gives. */
  readonly results: readonly Signature[];
  /** The ONNX file. */
  readonly toOnnx: () => Uint8Array;
  readonly statistics: Statistics;
}

export interface CompileOptions<S> {
  /** Of the runtime's parts. */
  readonly versions: Readonly<Record<string, string | undefined>>;
  /** As ONNX Runtime names it: 'cpu', 'wasm', 'webgpu', 'cuda'; or 'native'. */
  readonly provider: string;
  readonly exactConvolutions: boolean;
  /** Writes the program of the native executor, where that is the engine. */
  readonly lowerNative?: ((graph: Graph) => NativeProgram) | undefined;
  /** Loads the finished model, whose results are given. */
  readonly load: (model: FinishedModel, results: readonly Signature[], native?: NativeProgram) => Promise<S>;
  /** Milliseconds since some fixed time. */
  readonly clock: () => number;
  readonly cache?: ModelCache | undefined;
}

/** Traces a function of tensors, optimises and lowers it or takes the finished model from a cache, and loads it. */
export async function compile<S>(
  fn: (inputs: readonly tf.Tensor[]) => readonly tf.Tensor[],
  signature: readonly Signature[],
  { versions, provider, lowerNative, exactConvolutions, clock, cache, load: loadModel }: CompileOptions<S>,
): Promise<Program<S>> {
  const begun = clock();
  const traced = trace(fn, signature);
  const tracedAt = clock();
  const dump = graphDump();
  // The WebGPU provider lacks FusedMatMul, which would run on the processor, with copies there and back.
  const choices = { exactConvolutions, standard: provider === 'webgpu' };
  const key =
    cache === undefined || dump !== undefined
      ? undefined
      : modelKey(traced.graph, traced.build, { ...choices, provider, versions });
  const place = cache === undefined || key === undefined ? undefined : { cache, key };
  const load = (model: FinishedModel, native?: NativeProgram) =>
    loadModel(model, traced.graph.outputs, native);

  const kept = place === undefined ? undefined : await readModel(place, traced.graph);
  const askedAt = clock();
  const times = { trace: tracedAt - begun, cache: askedAt - tracedAt };
  // Another runtime may refuse what this one once took: then it is made anew.
  const keptSession = kept === undefined ? undefined : await load(kept).catch(() => undefined);
  if (kept !== undefined && keptSession !== undefined) {
    const loadedAt = clock();
    const rest = { passes: 0, lower: 0, session: loadedAt - askedAt, keep: 0, total: loadedAt - begun };
    return programOf(traced, kept, keptSession, { cached: true, milliseconds: { ...times, ...rest } });
  }
  const made = finish(traced, { ...choices, lowerNative, clock, onPass: dump });
  const finishedAt = clock();
  const session = await load(made.model, made.native);
  const loadedAt = clock();
  if (place !== undefined) await keepModel(place, made.model);
  const keptAt = clock();
  const milliseconds = {
    ...times,
    passes: made.passes,
    lower: made.lower,
    session: loadedAt - finishedAt,
    keep: keptAt - loadedAt,
    total: keptAt - begun,
  };
  return programOf(traced, made.model, session, { cached: false, milliseconds });
}

function programOf<S>(
  { kernelCalls, graph }: Trace,
  { bytes, passes, onnxNodes, floatingPointOperations, peakBytes }: FinishedModel,
  session: S,
  history: Pick<Statistics, 'cached' | 'milliseconds'>,
): Program<S> {
  return {
    session,
    results: graph.outputs.map(({ shape, dtype }) => ({ shape, dtype })),
    toOnnx: () => reverseOperators(bytes),
    statistics: {
      kernelCalls,
      passes,
      onnxNodes,
      modelBytes: bytes.length,
      floatingPointOperations,
      peakBytes,
      ...history,
    },
  };
}
